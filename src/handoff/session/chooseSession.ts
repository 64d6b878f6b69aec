import * as vscode from 'vscode';
import { ours } from '../../prompts/windowToken.ts';
import { accountId } from '../../accounts/accountId.ts';
import { hasSession } from '../../accounts/accountViews.ts';
import { accountName } from '../../prompts/accountName.ts';
import { signedInSession } from './aliveSession.ts';
import type { HandoffSession } from './handoffSession.ts';
import type { HandoffPorts, HandoffTarget } from './handoffPorts.ts';

const { l10n } = vscode;

/**
 * Finds the session for a command: of the row it was started on, or else the active one. If there is none, offers to sign in, and goes on with
 * the session of that sign-in.
 */
export async function chooseSession(ports: HandoffPorts, target?: HandoffTarget): Promise<HandoffSession | undefined> {
  await ports.store.sync();
  return findSession(ports, target) ?? offerSignIn(ports, target);
}

function findSession({ sessions }: HandoffPorts, target: HandoffTarget | undefined): HandoffSession | undefined {
  const named = target?.account && sessions.of(target.account);
  return named ?? (target?.account && target.isSelection !== true ? undefined : sessions.active());
}

async function offerSignIn(ports: HandoffPorts, target: HandoffTarget | undefined): Promise<HandoffSession | undefined> {
  const { accounts, active } = ports.store.snapshot();
  const account = target?.account;
  const signIn = l10n.t('Sign In');
  const switchAccount = l10n.t('Switch Account');
  const hasOthers = account === undefined && accounts.some(hasSession);
  const text = !hasOthers
    ? l10n.t('No VRChat session available. Sign in first.')
    : active
      ? l10n.t('{0} is signed out, and no other account takes its place.', accountName(active))
      : l10n.t('No account is active in this window.');
  const choice = await vscode.window.showInformationMessage(text, signIn, ...(hasOthers ? [switchAccount] : []));
  if (choice === signIn) return signedInSession(ports, account ?? (active && accountId(active)));
  if (choice === undefined) return undefined;
  await vscode.commands.executeCommand('vrchatAuth.switchAccount', ours());
  return findSession(ports, target);
}

/** Whether this workspace may get anything of a session. Tells the user if it may not. */
export async function requireTrust(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = l10n.t('Manage Workspace Trust');
  const choice = await vscode.window.showWarningMessage(
    l10n.t('This workspace is in Restricted Mode. VRChat sessions are only shared with trusted workspaces.'),
    manage,
  );
  if (choice === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}
