import * as vscode from 'vscode';
import type { AccountView } from '../accounts/accountViews.ts';
import type { Problem } from '../accounts/ports.ts';
import { accountName } from './plainText.ts';
import { problemText } from './problemText.ts';
import { openWebsite } from './website.ts';

const { l10n } = vscode;

/**
 * Shows what stopped an action, with an action that fixes it if there is one.
 *
 * @param account - the account that the problem is about, if any
 */
export async function reportProblem(problem: Problem, account?: AccountView): Promise<void> {
  if (problem.kind === 'cancelled') return;
  const ways = waysOut(problem, account);
  const text = account ? l10n.t('{0}: {1}', accountName(account), problemText(problem)) : problemText(problem);
  const choice = await vscode.window.showWarningMessage(text, ...ways.map(({ label }) => label));
  await ways.find(({ label }) => label === choice)?.go();
}

interface WayOut {
  readonly label: string;
  readonly go: () => PromiseLike<unknown>;
}

function waysOut(problem: Problem, account: AccountView | undefined): WayOut[] {
  const command = (label: string, name: string, ...parameters: unknown[]): WayOut => ({
    label,
    go: () => vscode.commands.executeCommand(name, ...parameters),
  });
  const target = account ? [{ userId: account.userId }] : [];
  const showLog = command(l10n.t('Show Log'), 'vrchatAuth.showLog');
  switch (problem.kind) {
    case 'stepUpRequired':
      return [{ label: l10n.t('Open vrchat.com'), go: () => openWebsite('profile') }];
    case 'missingCredentials':
    case 'requiresTwoFactorAuth':
      return [command(l10n.t('Sign In Again'), 'vrchatAuth.signIn', ...target)];
    case 'deletionScheduled':
      return [command(l10n.t('Cancel Deletion'), 'vrchatAuth.cancelDeletion', ...target)];
    case 'settings':
      return [command(l10n.t('Open Settings'), 'workbench.action.openSettings', `vrchatAuth.${problem.setting}`), showLog];
    default:
      return [showLog];
  }
}
