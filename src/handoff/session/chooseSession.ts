import * as vscode from 'vscode';
import { ours } from '../../prompts/windowToken.ts';
import { accountId, type AccountId } from '../../accounts/accountId.ts';
import { hasSession, type Snapshot } from '../../accounts/accountViews.ts';
import { accountName } from '../../prompts/accountName.ts';
import type { HandoffSession } from './handoffSession.ts';
import type { HandoffPorts, HandoffTarget } from './handoffPorts.ts';

const { l10n } = vscode;

/** Finds the session for a command: of the row it was started on, or else the active one. Tells the user if there is none. */
export async function chooseSession({ store, sessions }: HandoffPorts, target?: HandoffTarget): Promise<HandoffSession | undefined> {
  await store.sync();
  const named = target?.account && sessions.of(target.account);
  const session = named ?? (target?.account && target.isSelection !== true ? undefined : sessions.active());
  if (!session) void sayNoSession(store.snapshot(), target?.account);
  return session;
}

/** Not awaited, because a notification can stay open for hours. */
async function sayNoSession({ accounts, active }: Snapshot, account: AccountId | undefined): Promise<void> {
  const signIn = l10n.t('Sign In');
  const switchAccount = l10n.t('Switch Account');
  const hasOthers = account === undefined && accounts.some(hasSession);
  const text = !hasOthers
    ? l10n.t('No VRChat session available. Sign in first.')
    : active
      ? l10n.t('{0} is signed out, and no other account takes its place.', accountName(active))
      : l10n.t('No account is active in this window.');
  const choice = await vscode.window.showInformationMessage(text, signIn, ...(hasOthers ? [switchAccount] : []));
  if (choice === signIn) await vscode.commands.executeCommand('vrchatAuth.signIn', ours(account ?? (active && accountId(active))));
  else if (choice === switchAccount) await vscode.commands.executeCommand('vrchatAuth.switchAccount', ours());
}

/** Whether this workspace may get anything of a session. Tells the user if it may not. */
export async function requireTrust(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('This workspace is in Restricted Mode. VRChat sessions are only shared with trusted workspaces.'),
    manage,
  );
  if (choice === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}
