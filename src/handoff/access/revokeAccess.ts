import * as vscode from 'vscode';
import type { Grant } from '../../accounts/grants.ts';
import { accountText } from '../../prompts/accountText.ts';
import { grantText, wayDetail } from '../../prompts/grantText.ts';
import { sessionOfGrant } from '../session/grantedAccount.ts';
import type { HandoffPorts, HandoffTarget } from '../session/handoffPorts.ts';

const { l10n } = vscode;

/** "Revoke Access": ends one use of a session, the one whose row it was started on or one that the user picks. It always asks. */
export async function revokeAccess(ports: HandoffPorts, target?: HandoffTarget): Promise<void> {
  const { grants } = ports;
  await grants.sync();
  const given = grants.here();
  const pointed = target?.grantId === undefined ? undefined : given.find(({ id }) => id === target.grantId);
  const grant = pointed ?? (await pick(ports, given));
  if (!grant) return;
  const revoke = l10n.t('Revoke');
  const choice = await vscode.window.showWarningMessage(
    l10n.t('Revoke access for {0}?', grantText(grant)),
    { modal: true, detail: [l10n.t('Account: {0}', accountOf(ports, grant)), consequenceText(grant)].join('\n') },
    revoke,
  );
  if (choice !== revoke) return;
  await grants.revoke(grant.id);
  vscode.window.setStatusBarMessage(`$(check) ${l10n.t('Access revoked.')}`, 5000);
}

async function pick(ports: HandoffPorts, given: readonly Grant[]): Promise<Grant | undefined> {
  if (given.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.workspace.isTrusted
        ? l10n.t('No program of this workspace has a VRChat session.')
        : l10n.t('This workspace is in Restricted Mode. VRChat sessions are only shared with trusted workspaces.'),
    );
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(
    given.map((grant) => ({
      label: grantText(grant),
      description: [accountOf(ports, grant), wayDetail(grant.way)].filter((text) => text !== '').join(' · '),
      grant,
    })),
    { title: l10n.t('Revoke Access'), placeHolder: l10n.t('Choose what loses its VRChat session') },
  );
  return picked?.grant;
}

function accountOf({ sessions, store }: HandoffPorts, { account }: Grant): string {
  const session = sessionOfGrant(sessions, account);
  const named = session ? sessions.named(session) : store.view(account);
  return accountText(named ?? { server: account.server, displayName: l10n.t('an account that isn’t stored here') });
}

function consequenceText({ way }: Grant): string {
  switch (way.kind) {
    case 'terminals':
      return way.carries === 'gateway'
        ? l10n.t('The address stops working, also in terminals that are open.')
        : l10n.t('New terminals and launches no longer get it. What runs now keeps what it has.');
    case 'environmentFile':
      return way.carries === 'gateway'
        ? l10n.t('The address stops working, and is removed from the file.')
        : l10n.t('The file is not changed, and no longer kept up to date. “Remove Session from .env” takes the session out of it.');
    case 'variable':
      return l10n.t('The next task or launch configuration that reads it asks again.');
    case 'gateway':
      return l10n.t('The address stops working, and open connections are closed.');
    case 'agentTools':
      return l10n.t('Agents have to ask again.');
  }
}
