import * as vscode from 'vscode';
import { ours } from '../../prompts/windowToken.ts';
import type { Answer, Problem, Prompter, Question } from '../../accounts/ports.ts';
import { readPaste } from '../../accounts/pastedCookie.ts';
import { chooseOne } from '../../prompts/chooseOne.ts';
import { privacy } from '../../prompts/settings.ts';
import { maskValue } from '../../vrchat/secret.ts';
import { readTwoFactorToken } from '../../vrchat/twoFactorToken.ts';
import { askText, validationError, type ValidationMessage, type TextQuestion } from '../../prompts/askText.ts';
import { openWebsite } from '../../prompts/website.ts';
import { askToRemember } from './askToRemember.ts';
import { codePlaceholder, codePrompt, methodButton } from '../../prompts/codeQuestion.ts';
import { plainText } from '../../prompts/plainText.ts';
import { hostText } from '../../prompts/serverName.ts';
import { problemText } from '../../prompts/problemText.ts';

const { l10n } = vscode;

/** The answers that the buttons in a box's title give. */
const answers = new WeakMap<vscode.QuickInputButton, Answer>();

/** The sign-in is set aside until the link is confirmed, then it continues. */
const linkButton = answerButton('mail-read', l10n.t('Paste the link from the email'), { kind: 'canceled' });

/** Opens the page that shows the cookie, and leaves the box open for it. */
const cookiePageButton: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('link-external'),
  tooltip: l10n.t('Open vrchat.com/api/1/auth'),
};

export interface SignInPrompter extends Prompter {
  /** Whether the server's answer is awaited. The box can be closed then, and the sign-in goes on. */
  readonly isWaiting: () => boolean;
}

/**
 * Asks each question in an input box, and at the end whether to remember the password.
 *
 * @param memory - keeps for all windows that the user does not want to be asked
 */
export function createSignInPrompter(memory: vscode.Memento): SignInPrompter {
  let waiting = 0;
  return {
    isWaiting: () => waiting > 0,
    askToRemember: (account, isOutdated) => askToRemember(memory, account, isOutdated),

    async ask(question, submit, unneeded) {
      const answer = await askText({ ...textQuestion(question), unneeded, press: openCookiePage }, async (typed) => {
        const text = question.kind === 'cookie' ? await chooseSession(typed) : typed;
        waiting++;
        const problem = await submit(text).finally(() => waiting--);
        return problem && messageFor(problem, question.server);
      });
      if (answer.kind !== 'pressed') return { kind: answer.kind };
      const { button } = answer;
      if (button === linkButton) void vscode.commands.executeCommand('vrchatAuth.confirmLoginPlace', ours());
      return answers.get(button) ?? { kind: 'back' };
    },
  };
}

function openCookiePage(button: vscode.QuickInputButton): boolean {
  if (button === cookiePageButton) void openWebsite('cookie');
  return button === cookiePageButton;
}

function messageFor(problem: Problem, server: string): ValidationMessage {
  const message = validationError(problemText(problem, server));
  if (problem.kind !== 'newLocation' && problem.kind !== 'verifiedButUnread') return message;
  return { ...message, severity: vscode.InputBoxValidationSeverity.Warning, ...(problem.kind === 'newLocation' && { button: linkButton }) };
}

/** A user name or email address, as it may be shown. */
function shownName(username: string): string {
  return privacy().hidden ? l10n.t('your account') : plainText(username, 60);
}

/** A text may contain the sessions of several accounts. Without a choice the text is refused. */
async function chooseSession(typed: string): Promise<string> {
  const paste = readPaste(typed);
  if ('problem' in paste || paste.sessions.length === 1) return typed;
  const { hidden } = privacy();
  const items = paste.sessions.map((session) => {
    const { userId } = readTwoFactorToken(session.twoFactorAuth ?? '');
    return {
      label: maskValue(session.auth),
      iconPath: new vscode.ThemeIcon('key'),
      description: userId === undefined || hidden ? '' : plainText(userId, 60),
      text: [`auth=${session.auth}`, ...(session.twoFactorAuth === undefined ? [] : [`twoFactorAuth=${session.twoFactorAuth}`])].join('; '),
    };
  });
  return (await chooseOne(l10n.t('Sign in to VRChat with a cookie'), items))?.text ?? typed;
}

function textQuestion(question: Question): TextQuestion {
  const title = l10n.t('Sign in to VRChat');
  const step = (number: number) => ({ number, of: 3 });
  switch (question.kind) {
    case 'username':
      return {
        title,
        step: step(1),
        value: question.value,
        prompt: l10n.t(
          'User name or email of your own VRChat account. Signed up with Steam, Meta or Google? Sign in with a cookie instead: the link button at the top right.',
        ),
        placeholder: l10n.t('User name or email'),
        buttons: [answerButton('link', l10n.t('Sign in with a cookie instead'), { kind: 'useCookie' })],
      };
    case 'password':
      return {
        title,
        step: step(2),
        value: question.value,
        hidden: true,
        prompt: l10n.t('Password for {0}. Sent to {1} only; not stored.', shownName(question.username), hostText(question.server)),
        placeholder: l10n.t('Password'),
        buttons: [vscode.QuickInputButtons.Back],
        validationMessage: question.initialProblem && messageFor(question.initialProblem, question.server),
      };
    case 'code':
      return {
        title,
        step: step(3),
        // Over in seconds, and easier to compare.
        hidden: false,
        prompt:
          question.notice === 'codeSent'
            ? l10n.t(
                'VRChat sent a new code. Enter its six digits; earlier codes no longer work. The code goes to {0}.',
                hostText(question.server),
              )
            : codePrompt(question.method, question.username === '' ? 'VRChat' : shownName(question.username), question.server),
        placeholder: codePlaceholder(question.method),
        buttons: [
          ...(question.username === '' ? [] : [vscode.QuickInputButtons.Back]),
          ...question.otherMethods.map((method) => withAnswer(methodButton(method), { kind: 'useMethod', method })),
          ...(question.method === 'emailOtp' && question.username !== ''
            ? [answerButton('mail', l10n.t('Send a new code (uses up another sign-in)'), { kind: 'resend' })]
            : []),
        ],
        validationMessage: question.initialProblem && messageFor(question.initialProblem, question.server),
      };
    case 'cookie':
      return {
        title: l10n.t('Sign in to VRChat with a cookie'),
        hidden: true,
        prompt: l10n.t(
          'Open [vrchat.com/api/1/auth](https://vrchat.com/api/1/auth) in a browser where you’re signed in, copy everything it shows, and paste it here. A Cookie header works too. It goes to {0} only.',
          hostText(question.server),
        ),
        placeholder: l10n.t('authcookie_…'),
        buttons: [cookiePageButton, answerButton('account', l10n.t('Sign in with a password instead'), { kind: 'back' })],
      };
  }
}

function answerButton(icon: string, tooltip: string, answer: Answer): vscode.QuickInputButton {
  return withAnswer({ iconPath: new vscode.ThemeIcon(icon), tooltip }, answer);
}

function withAnswer(button: vscode.QuickInputButton, answer: Answer): vscode.QuickInputButton {
  answers.set(button, answer);
  return button;
}
