import * as vscode from 'vscode';
import type { Answer, Problem, Prompter, Question } from '../accounts/ports.ts';
import type { TwoFactorMethod } from '../vrchat/codes.ts';
import { plainText } from './plainText.ts';
import { problemText } from './problemText.ts';

const { l10n } = vscode;

/** A button in the title of the box, and what it answers. */
interface AnswerButton extends vscode.QuickInputButton {
  readonly answer: Answer;
}

interface BoxContent {
  readonly title: string;
  readonly step: number;
  readonly prompt: string;
  readonly placeholder: string;
  readonly value: string;
  readonly password: boolean;
  readonly canGoBack: boolean;
  readonly buttons: readonly AnswerButton[];
  readonly message?: string;
  readonly problem?: Problem | undefined;
}

/**
 * Asks in VS Code's input box, one box per question. The box stays open while the server is asked and when it says no,
 * and does not close when the window loses focus, since codes are fetched from elsewhere.
 */
export const signInPrompter: Prompter = {
  ask: (question, submit, unneeded) => new Promise((resolve) => {
    const content = boxContent(question);
    const box = vscode.window.createInputBox();
    box.title = content.title;
    box.prompt = content.prompt;
    box.placeholder = content.placeholder;
    box.value = content.value;
    box.password = content.password;
    box.ignoreFocusOut = true;
    if (content.step > 0) {
      box.step = content.step;
      box.totalSteps = 3;
    }
    box.buttons = [...(content.canGoBack ? [vscode.QuickInputButtons.Back] : []), ...content.buttons];
    if (content.problem) showProblem(box, content.problem);
    // The sign-in is put aside meanwhile, and goes on by itself once the link is confirmed.
    const linkButton = answerButton('mail-read', l10n.t('Paste the link from the e-mail'), { kind: 'cancelled' });
    if (content.problem?.kind === 'newLocation') box.buttons = [...box.buttons, linkButton];

    let submitting = false;
    let hidden = false;
    const close = (answer: Answer): void => {
      resolve(answer);
      box.dispose();
    };

    unneeded.addEventListener('abort', () => {
      if (!submitting) close({ kind: 'cancelled' });
    });
    box.onDidChangeValue(() => (box.validationMessage = undefined));
    box.onDidTriggerButton((button) => {
      if (submitting) return;
      close('answer' in button ? (button as AnswerButton).answer : { kind: 'back' });
      if (button === linkButton) void vscode.commands.executeCommand('vrchatAuth.confirmLoginPlace');
    });
    box.onDidHide(() => {
      hidden = true;
      if (!submitting) close({ kind: 'cancelled' });
    });
    box.onDidAccept(async () => {
      if (submitting) return;
      submitting = true;
      box.busy = true;
      box.enabled = false;
      const problem = await submit(box.value);
      submitting = false;
      if (!problem) {
        close({ kind: 'accepted' });
        return;
      }
      if (hidden) {
        void vscode.window.showWarningMessage(problemText(problem));
        close({ kind: 'cancelled' });
        return;
      }
      box.busy = false;
      box.enabled = true;
      showProblem(box, problem);
      if (problem.kind === 'newLocation' && !box.buttons.includes(linkButton)) box.buttons = [...box.buttons, linkButton];
      // A box that was disabled has lost the keyboard.
      box.show();
    });
    box.show();
  }),
};

function showProblem(box: vscode.InputBox, problem: Problem): void {
  const isAdvice = problem.kind === 'newLocation' || problem.kind === 'verifiedButUnread';
  box.validationMessage = {
    message: problemText(problem),
    severity: isAdvice ? vscode.InputBoxValidationSeverity.Warning : vscode.InputBoxValidationSeverity.Error,
  };
}

function boxContent(question: Question): BoxContent {
  const title = l10n.t('Sign in to VRChat');
  switch (question.kind) {
    case 'username':
      return {
        title, step: 1, value: question.value, password: false, canGoBack: false,
        prompt: l10n.t('User name or e-mail of your own VRChat account. Signed up with Steam, Meta or Google? Use the cookie button above.'),
        placeholder: l10n.t('User name or e-mail'),
        buttons: [answerButton('link', l10n.t('Sign in with a cookie instead'), { kind: 'useCookie' })],
      };
    case 'password':
      return {
        title, step: 2, value: question.value, password: true, canGoBack: true,
        prompt: l10n.t('Password of {0}. It is sent to VRChat and not stored.', plainText(question.username, 60)),
        placeholder: l10n.t('Password'), buttons: [], problem: question.initialProblem,
      };
    case 'code':
      return {
        title, step: 3, value: '', password: false, canGoBack: question.username !== '',
        prompt: codePrompt(question.method, question.username, question.notice),
        placeholder: question.method === 'otp' ? l10n.t('xxxx-xxxx') : l10n.t('123456'),
        buttons: [
          ...question.otherMethods.map(methodButton),
          ...(question.method === 'emailOtp' && question.username !== ''
            ? [answerButton('mail', l10n.t('Send a new code (this uses up another sign-in)'), { kind: 'resend' })]
            : []),
        ],
        problem: question.initialProblem,
      };
    case 'cookie':
      return {
        title: l10n.t('Sign in to VRChat with a cookie'), step: 0, value: '', password: true, canGoBack: false,
        prompt: l10n.t('Open https://vrchat.com/api/1/auth in a browser where you are signed in, copy what it shows, and paste it here. A cookie header works too.'),
        placeholder: l10n.t('authcookie_…'),
        buttons: [{
          iconPath: new vscode.ThemeIcon('account'), tooltip: l10n.t('Sign in with a password instead'), answer: { kind: 'back' },
        }],
      };
  }
}

function codePrompt(method: TwoFactorMethod, username: string, notice: 'codeSent' | undefined): string {
  const name = username === '' ? 'VRChat' : plainText(username, 60);
  switch (method) {
    case 'totp':
      return l10n.t('Six-digit code for {0} from your authenticator app.', name);
    case 'emailOtp':
      return notice === 'codeSent'
        ? l10n.t('VRChat has sent a new code. Enter its six digits; earlier codes no longer work.')
        : l10n.t('Six-digit code that VRChat has sent to the e-mail address of {0}. It is valid for 15 minutes.', name);
    case 'otp':
      return l10n.t('One of the recovery codes of {0}. Each works once.', name);
  }
}

function methodButton(method: TwoFactorMethod): AnswerButton {
  switch (method) {
    case 'totp':
      return answerButton('device-mobile', l10n.t('Use the authenticator app'), { kind: 'useMethod', method });
    case 'emailOtp':
      return answerButton('mail', l10n.t('Use the code sent by e-mail'), { kind: 'useMethod', method });
    case 'otp':
      return answerButton('key', l10n.t('Use a recovery code'), { kind: 'useMethod', method });
  }
}

function answerButton(icon: string, tooltip: string, answer: Answer): AnswerButton {
  return { iconPath: new vscode.ThemeIcon(icon), tooltip, answer };
}
