import * as vscode from 'vscode';
import { ours } from './windowToken.ts';
import { accountId } from '../accounts/accountId.ts';
import type { AccountView } from '../accounts/accountViews.ts';
import type { Problem } from '../accounts/ports.ts';
import { accountName } from './accountName.ts';
import { problemText } from './problemText.ts';
import { openWebsite } from './website.ts';

const { l10n } = vscode;

/**
 * Shows what stopped an action, with an action that fixes it if there is one.
 *
 * @param account - the account that the problem is about, if any
 */
export async function reportProblem(problem: Problem, account?: AccountView): Promise<void> {
  if (problem.kind === 'canceled') return;
  const actions = actionsFor(problem, account);
  const text = account ? l10n.t('{0}: {1}', accountName(account), problemText(problem, account.server)) : problemText(problem);
  const choice = await vscode.window.showWarningMessage(text, ...actions.map(({ label }) => label));
  await actions.find(({ label }) => label === choice)?.run();
}

interface ProblemAction {
  readonly label: string;
  readonly run: () => PromiseLike<unknown>;
}

function actionsFor(problem: Problem, account: AccountView | undefined): ProblemAction[] {
  const command = (label: string, name: string, ...parameters: unknown[]): ProblemAction => ({
    label,
    run: () => vscode.commands.executeCommand(name, ...parameters),
  });
  const target = [ours(account && accountId(account))];
  const showLog = command(l10n.t('Show Log'), 'vrchatAuth.showLog');
  switch (problem.kind) {
    case 'stepUpRequired':
      return [{ label: l10n.t('Open vrchat.com'), run: () => openWebsite('profile') }];
    case 'missingCredentials':
    case 'requiresTwoFactorAuth':
      return [command(l10n.t('Sign In Again'), 'vrchatAuth.signIn', ...target)];
    case 'serverGone':
      return [command(l10n.t('Start Local API Emulator'), 'vrchatAuth.startEmulator')];
    case 'deletionScheduled':
      return [command(l10n.t('Cancel Deletion'), 'vrchatAuth.cancelDeletion', ...target)];
    case 'settings':
      return [command(l10n.t('Open Settings'), 'workbench.action.openSettings', `vrchatAuth.${problem.setting}`), showLog];
    default:
      return [showLog];
  }
}
