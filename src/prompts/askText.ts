import * as vscode from 'vscode';
import { redact } from '../vrchat/redact.ts';
import { plainText } from './plainText.ts';

/** One line that is asked for. Nothing in it is trusted to be plain: say it with `plainText`. */
export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  /** Dots in place of letters. */
  readonly hidden?: boolean;
  readonly buttons?: readonly vscode.QuickInputButton[];
  /** Which of how many questions it is, from 1. */
  readonly step?: { readonly number: number; readonly of: number };
  /** What the box says from the beginning. */
  readonly remark?: Remark | undefined;
  /** Closes the box when it is aborted, as if it was cancelled. */
  readonly unneeded?: AbortSignal;
}

/** What the box says about what was typed, and stays open for. */
export interface Remark {
  readonly message: string;
  readonly severity: vscode.InputBoxValidationSeverity;
  /** A way out, as one more button of the box. */
  readonly button?: vscode.QuickInputButton;
}

export type TextAnswer =
  | { readonly kind: 'accepted'; readonly value: string }
  | { readonly kind: 'pressed'; readonly button: vscode.QuickInputButton }
  | { readonly kind: 'cancelled' };

/**
 * Asks for one line in VS Code's input box, which stays open, with what was typed, until that is accepted. It does not close when the
 * window loses the keyboard, since what is asked for is often copied from elsewhere.
 *
 * @param submit - judges what was typed; `undefined` accepts it. Once begun it is waited for, even if the box is closed: a remark is then
 * shown as a notification. If it throws, the box says so and can be used again
 */
export function askText(question: TextQuestion, submit: (typed: string) => Promise<Remark | undefined>): Promise<TextAnswer> {
  return new Promise((resolve) => {
    const box = vscode.window.createInputBox();
    box.title = question.title;
    box.prompt = question.prompt;
    box.placeholder = question.placeholder ?? '';
    box.value = question.value ?? '';
    box.password = question.hidden ?? false;
    box.ignoreFocusOut = true;
    box.buttons = question.buttons ?? [];
    box.step = question.step?.number;
    box.totalSteps = question.step?.of;
    const show = (remark: Remark): void => {
      box.validationMessage = remark;
      const { button } = remark;
      if (button && !box.buttons.includes(button)) box.buttons = [...box.buttons, button];
    };
    if (question.remark) show(question.remark);

    let submitting = false;
    let hidden = false;
    const close = (answer: TextAnswer): void => {
      resolve(answer);
      box.dispose();
    };
    const judge = async (): Promise<void> => {
      const value = box.value;
      submitting = true;
      box.busy = true;
      box.enabled = false;
      const remark = await submit(value).catch(unexpectedRemark).finally(() => (submitting = false));
      if (!remark) {
        close({ kind: 'accepted', value });
        return;
      }
      if (hidden) {
        void vscode.window.showWarningMessage(remark.message);
        close({ kind: 'cancelled' });
        return;
      }
      box.busy = false;
      box.enabled = true;
      show(remark);
      // A box that was disabled has lost the keyboard.
      box.show();
    };

    question.unneeded?.addEventListener('abort', () => {
      if (!submitting) close({ kind: 'cancelled' });
    });
    box.onDidChangeValue(() => (box.validationMessage = undefined));
    box.onDidTriggerButton((button) => {
      if (!submitting) close({ kind: 'pressed', button });
    });
    box.onDidHide(() => {
      hidden = true;
      if (!submitting) close({ kind: 'cancelled' });
    });
    box.onDidAccept(() => {
      if (!submitting) void judge();
    });
    box.show();
  });
}

/** For an error that nobody foresaw: its message may hold anything, so it is redacted and made plain. */
function unexpectedRemark(error: unknown): Remark {
  const reason = plainText(redact(error instanceof Error ? error.message : String(error)), 200);
  return problemRemark(vscode.l10n.t('An unexpected error occurred: {0} Try again.', reason));
}

/** A remark that what was typed will not do. */
export function problemRemark(message: string): Remark {
  return { message, severity: vscode.InputBoxValidationSeverity.Error };
}

/**
 * Has a display name typed, so that a deed without return is not done by a slip of the hand.
 *
 * @param name - the name, as it is stored
 * @param shown - the name as it may be shown
 * @returns whether it was typed
 */
export async function askForName({ title, name, shown }: { readonly title: string; readonly name: string; readonly shown: string }): Promise<boolean> {
  const comparable = (text: string): string => text.normalize('NFKC').replace(/[\p{Cf}\s]+/gu, ' ').trim();
  // What cannot be shown, or is too long for it, cannot be typed either.
  const accepted = [name, plainText(name, 60)].map(comparable);
  const answer = await askText(
    { title, prompt: vscode.l10n.t('Type the display name “{0}” to confirm.', shown), placeholder: vscode.l10n.t('Display name') },
    (typed) => Promise.resolve(accepted.includes(comparable(typed)) ? undefined : problemRemark(vscode.l10n.t('This is not the display name of the account.'))));
  return answer.kind === 'accepted';
}
