import * as vscode from 'vscode';

/** As long as a passphrase must be that stands alone before an account. @see NIST SP 800-63B-4, 3.1.1.2 */
export const minimumLength = 15;

export interface PassphraseQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly step?: number;
  readonly totalSteps?: number;
  /** What is wrong with what was typed, or `undefined`. */
  readonly check: (typed: string) => Promise<string | undefined>;
}

/** Asks for a passphrase in a box that stays open, with what was typed, until it will do. */
export function askPassphrase({ title, prompt, step, totalSteps, check }: PassphraseQuestion): Promise<string | undefined> {
  return new Promise((resolve) => {
    const box = vscode.window.createInputBox();
    box.title = title;
    box.prompt = prompt;
    box.password = true;
    box.ignoreFocusOut = true;
    box.step = step;
    box.totalSteps = totalSteps;
    box.placeholder = vscode.l10n.t('Passphrase');
    let checking = false;
    box.onDidChangeValue(() => (box.validationMessage = undefined));
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.onDidAccept(async () => {
      if (checking) return;
      checking = true;
      box.busy = true;
      const typed = box.value;
      const problem = await check(typed);
      checking = false;
      box.busy = false;
      if (problem === undefined) {
        resolve(typed);
        box.hide();
      } else box.validationMessage = problem;
    });
    box.show();
  });
}
