import * as vscode from 'vscode';
import type { GrantWay } from '../../accounts/grants.ts';
import { accountText } from '../../prompts/accountText.ts';
import { wayDetail, wayText } from '../../prompts/grantText.ts';
import { nameText, workspaceText } from '../../prompts/pathText.ts';
import { sessionOfGrant } from '../session/grantedAccount.ts';
import type { HandoffPorts } from '../session/handoffPorts.ts';

const { l10n } = vscode;

interface GrantItem extends vscode.QuickPickItem {
  /** Of the grant; two of them can look the same. */
  readonly id: string;
}

/** "Manage Workspace Access": lists everything this workspace's folders were allowed; unchecking an entry revokes it. */
export async function manageAccess({ grants, sessions, store }: HandoffPorts): Promise<void> {
  await grants.sync();
  const workspace = workspaceText();
  const given = grants.here();
  if (given.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.workspace.isTrusted
        ? l10n.t('The workspace “{0}” has no access to a VRChat session.', workspace)
        : l10n.t('This workspace is in Restricted Mode. VRChat sessions are only shared with trusted workspaces.'),
    );
    return;
  }
  const several = (vscode.workspace.workspaceFolders ?? []).length > 1;
  const items = given.map(({ id, folder, account, way }): GrantItem => {
    const session = sessionOfGrant(sessions, account);
    const folderLabel = nameText(vscode.Uri.parse(folder, true));
    const unknown = { server: account.server, displayName: l10n.t('an account that isn’t stored here') };
    const named = session ? sessions.named(session) : (store.view(account) ?? unknown);
    const facts = [accountText(named), wayDetail(way), ...(several ? [folderLabel] : [])].filter((text) => text !== '');
    return {
      id,
      label: wayText(way),
      iconPath: new vscode.ThemeIcon(wayIcon(way)),
      description: facts.join(' · '),
      picked: true,
    };
  });
  const kept = await vscode.window.showQuickPick(items, {
    title: l10n.t('VRChat session access for “{0}”', workspace),
    placeHolder: l10n.t('Uncheck what you want to revoke, then press Enter'),
    canPickMany: true,
  });
  if (!kept) return;
  const revoked = items.filter(({ id }) => !kept.some((item) => item.id === id));
  for (const { id } of revoked) await grants.revoke(id);
  if (revoked.length > 0) vscode.window.setStatusBarMessage(`$(check) ${l10n.t('Revoked: {0}', revoked.length)}`, 5000);
}

function wayIcon({ kind }: GrantWay): string {
  switch (kind) {
    case 'terminals':
      return 'terminal';
    case 'variable':
      return 'symbol-variable';
    case 'environmentFile':
      return 'file';
    case 'gateway':
      return 'broadcast';
    case 'agentTools':
      return 'tools';
  }
}
