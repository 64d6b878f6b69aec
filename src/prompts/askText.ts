import * as vscode from 'vscode';
import { privacy } from './settings.ts';
import { unexpectedText } from './sayUnexpected.ts';
import { isTypedName, isVisible } from './typedName.ts';

/** Milliseconds after which the user sees that an answer takes a while. */
const patienceMs = 1000;

/** One line to ask the user for. Text in it is shown as it is; pass untrusted text through `plainText` first. */
export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  /** Shows dots instead of characters. By default only in privacy mode, because names, addresses and links say who the user is. */
  readonly hidden?: boolean;
  readonly buttons?: readonly vscode.QuickInputButton[];
  /** The step of a multi-step input, from 1. */
  readonly step?: { readonly number: number; readonly of: number };
  /** Shown when the box opens. */
  readonly validationMessage?: ValidationMessage | undefined;
  /** Called when a button is pressed. @returns whether the box stays open */
  readonly press?: (button: vscode.QuickInputButton) => boolean;
  /** Closes the box when aborted, as if the user had canceled it. */
  readonly unneeded?: AbortSignal;
}

/** A message about what was typed. The box stays open with it. */
export interface ValidationMessage {
  readonly message: string;
  readonly severity: vscode.InputBoxValidationSeverity;
  /** Offers an action as one more button of the box. */
  readonly button?: vscode.QuickInputButton;
}

export type TextAnswer =
  | { readonly kind: 'accepted'; readonly value: string }
  | { readonly kind: 'pressed'; readonly button: vscode.QuickInputButton }
  | { readonly kind: 'canceled' };

/**
 * Asks for one line in VS Code's input box, which stays open with what was typed until it is accepted. The box does not close when the
 * window loses focus, because users often copy the answer from another program.
 *
 * @param submit - checks what was typed; `undefined` accepts it. Once started it is awaited even if the box is closed, and its message is
 * then shown as a notification. If it throws, the box shows the error and can be used again
 */
export function askText(question: TextQuestion, submit: (typed: string) => Promise<ValidationMessage | undefined>): Promise<TextAnswer> {
  return new Promise((resolve) => {
    const box = vscode.window.createInputBox();
    box.title = question.title;
    box.prompt = question.prompt;
    box.placeholder = question.placeholder ?? '';
    box.value = question.value ?? '';
    box.password = question.hidden ?? privacy().hidden;
    box.ignoreFocusOut = true;
    box.buttons = question.buttons ?? [];
    box.step = question.step?.number;
    box.totalSteps = question.step?.of;
    const show = (message: ValidationMessage): void => {
      box.validationMessage = message;
      const { button } = message;
      if (button && !box.buttons.includes(button)) box.buttons = [...box.buttons, button];
    };
    if (question.validationMessage) show(question.validationMessage);

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
      let message: ValidationMessage | undefined;
      const slow = setTimeout(() => {
        if (!hidden) box.prompt = vscode.l10n.t('Still waiting for an answer. It is shown when it comes, even if you close this box.');
      }, patienceMs);
      try {
        message = await submit(value);
      } catch (error) {
        message = validationError(unexpectedText(error));
      }
      clearTimeout(slow);
      box.prompt = question.prompt;
      submitting = false;
      if (!message) {
        close({ kind: 'accepted', value });
        return;
      }
      if (hidden) {
        void vscode.window.showWarningMessage(message.message);
        close({ kind: 'canceled' });
        return;
      }
      box.busy = false;
      box.enabled = true;
      show(message);
      // A disabled box has lost focus.
      box.show();
    };

    question.unneeded?.addEventListener('abort', () => {
      if (!submitting) close({ kind: 'canceled' });
    });
    box.onDidChangeValue(() => (box.validationMessage = undefined));
    box.onDidTriggerButton((button) => {
      if (!submitting && question.press?.(button) !== true) close({ kind: 'pressed', button });
    });
    box.onDidHide(() => {
      hidden = true;
      if (!submitting) close({ kind: 'canceled' });
    });
    box.onDidAccept(() => {
      if (!submitting) void judge();
    });
    box.show();
  });
}

/** Marks what was typed as invalid. */
export function validationError(message: string): ValidationMessage {
  return { message, severity: vscode.InputBoxValidationSeverity.Error };
}

/**
 * Asks the user to type the display name, to guard against accidental irreversible actions.
 *
 * @param name - as stored
 * @param shown - as it may be shown: a placeholder in privacy mode
 * @param userId - asked for instead if there is nothing to see in what is shown
 * @returns whether the name was typed
 */
export async function askForName({
  title,
  name,
  shown,
  userId,
}: {
  readonly title: string;
  readonly name: string;
  readonly shown: string;
  readonly userId: string;
}): Promise<boolean> {
  const asked = isVisible(shown)
    ? vscode.l10n.t('Enter the display name “{0}” to confirm.', shown)
    : vscode.l10n.t('Enter the user ID {0} to confirm.', userId);
  const answer = await askText({ title, prompt: asked, placeholder: vscode.l10n.t('Display name') }, (typed) =>
    Promise.resolve(
      isTypedName(typed, { name, shown, userId }) ? undefined : validationError(vscode.l10n.t('This is not the account’s display name.')),
    ),
  );
  return answer.kind === 'accepted';
}
