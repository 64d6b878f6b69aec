import * as vscode from 'vscode';
import { ours } from './windowToken.ts';
import { accountId } from '../accounts/accountId.ts';
import type { AccountView } from '../accounts/accountViews.ts';
import type { Problem } from '../accounts/ports.ts';
import { accountName } from './accountName.ts';
import { keepOpen, openMessage } from './openMessages.ts';
import { problemText } from './problemText.ts';
import { isProblemOf, stateMessage } from './stateText.ts';
import { openWebsite } from './website.ts';

const { l10n } = vscode;

/**
 * Shows what stopped an action, with what fixes it first and the log last. An account that is in the state the problem leads to is described in
 * that state's words. While another notification about the account's session is open, this is a dialog.
 *
 * @param account - the account that the problem is about, if any
 * @param retry - does again what was stopped: a command without its prefix, or what a command would have to ask for
 */
export async function reportProblem(problem: Problem, account?: AccountView, retry?: Retry): Promise<void> {
  if (problem.kind === 'canceled') return;
  const actions = actionsFor(problem, account, retry);
  const text = messageFor(problem, account);
  const other = account && openMessage(account);
  const modal = other !== undefined && other.text !== text;
  const answer = vscode.window.showWarningMessage(text, { modal }, ...actions.map(({ label }) => label));
  const choice = await (account && !modal ? keepOpen(account, text, answer) : answer);
  await actions.find(({ label }) => label === choice)?.run();
}

type Retry = string | (() => PromiseLike<unknown>);

function messageFor(problem: Problem, account: AccountView | undefined): string {
  if (!account) return problemText(problem);
  const name = accountName(account);
  return isProblemOf(problem, account.state)
    ? stateMessage(name, account.state, account.server)
    : l10n.t('{0}: {1}', name, problemText(problem, account.server));
}

interface ProblemAction {
  readonly label: string;
  readonly run: () => PromiseLike<unknown>;
}

function actionsFor(problem: Problem, account: AccountView | undefined, retry?: Retry): ProblemAction[] {
  const label = l10n.t('Try Again');
  const tryAgain =
    typeof retry === 'string'
      ? [command(label, `vrchatAuth.${retry}`, ours(account && accountId(account)))]
      : retry
        ? [{ label, run: retry }]
        : [];
  return [...fixesFor(problem, account, tryAgain), command(l10n.t('Show Log'), 'vrchatAuth.showLog')];
}

function command(label: string, name: string, ...parameters: unknown[]): ProblemAction {
  return { label, run: () => vscode.commands.executeCommand(name, ...parameters) };
}

const openSetting = (setting: string): ProblemAction => command(l10n.t('Open Settings'), 'workbench.action.openSettings', setting);

function openPage(label: string, page: Parameters<typeof openWebsite>[0]): ProblemAction {
  return { label, run: () => openWebsite(page) };
}

/** What helps, the best first. */
function fixesFor(problem: Problem, account: AccountView | undefined, tryAgain: readonly ProblemAction[]): readonly ProblemAction[] {
  const target = ours(account && accountId(account));
  switch (problem.kind) {
    case 'stepUpRequired':
    case 'forbidden':
    case 'twoFactorMethodUnsupported':
      return [openPage(l10n.t('Open vrchat.com'), 'profile')];
    case 'missingCredentials':
    case 'requiresTwoFactorAuth':
    case 'invalidCredentials':
    case 'signInLost':
      return [command(l10n.t('Sign In Again'), 'vrchatAuth.signIn', target)];
    case 'newLocation':
      return [command(l10n.t('Confirm New Sign-In Location with Link'), 'vrchatAuth.confirmLoginPlace', ours())];
    case 'serverGone':
      return [command(l10n.t('Start Local API Emulator'), 'vrchatAuth.startEmulator')];
    case 'deletionScheduled':
      return [command(l10n.t('Cancel Deletion'), 'vrchatAuth.cancelDeletion', target)];
    case 'settings':
      return [openSetting(`vrchatAuth.${problem.setting}`)];
    case 'userAgentRejected':
      return [openSetting('vrchatAuth.userAgent'), ...tryAgain];
    case 'rejected':
      return [openSetting('vrchatAuth.server'), ...tryAgain];
    case 'outage':
      return [openPage(l10n.t('Open Status Page'), 'status'), ...tryAgain];
    case 'notStored':
      return [openPage(l10n.t('Help with Keyring'), 'keyringHelp'), ...tryAgain];
    case 'unreachable':
      return problem.reason === 'proxy' ? [openSetting('http.proxy'), ...tryAgain] : tryAgain;
    case 'unexpectedResponse':
    case 'networkBlocked':
    case 'clockSkew':
    case 'wrongCode':
    case 'verifiedButUnread':
      return tryAgain;
    default:
      return [];
  }
}
