import * as vscode from 'vscode';
import { ours } from '../../prompts/windowToken.ts';
import { accountId } from '../../accounts/accountId.ts';
import type { HandoffSession } from './handoffSession.ts';
import type { HandoffPorts, HandoffTarget } from './handoffPorts.ts';

/** Finds the session for a command: of the row it was started on, or else the active one. Tells the user if there is none. */
export async function chooseSession({ store, sessions }: HandoffPorts, target?: HandoffTarget): Promise<HandoffSession | undefined> {
  await store.sync();
  const session = target?.account ? sessions.of(target.account) : sessions.active();
  if (session) return session;
  const signIn = vscode.l10n.t('Sign In');
  // Not awaited, because a notification can stay open for hours.
  void vscode.window.showInformationMessage(vscode.l10n.t('No VRChat session available. Sign in first.'), signIn).then((choice) => {
    if (choice === signIn) void vscode.commands.executeCommand('vrchatAuth.signIn', ours(target?.account && accountId(target.account)));
  });
  return undefined;
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
