import * as vscode from 'vscode';
import { variableTitle } from './commandVariables.ts';
import { commandVariables } from '../../prompts/commandVariables.ts';
import { pathText, workspaceText } from '../../prompts/pathText.ts';
import type { HandoffPorts } from '../session/handoffPorts.ts';

const { l10n } = vscode;

interface GrantItem extends vscode.QuickPickItem {
  readonly revoke: () => Promise<void>;
}

/** "Manage Workspace Access": lists everything this workspace was allowed; unchecking an entry revokes it. */
export async function manageAccess({ grants }: HandoffPorts): Promise<void> {
  const items: GrantItem[] = [
    ...(grants.terminals()
      ? [
          {
            label: l10n.t('Terminals'),
            iconPath: new vscode.ThemeIcon('terminal'),
            description: l10n.t('new terminals get the active account’s session'),
            revoke: () => grants.setTerminals(false),
          },
        ]
      : []),
    ...grants.files().map(({ uri, follows }) => ({
      label: pathText(vscode.Uri.parse(uri, true)),
      iconPath: new vscode.ThemeIcon('file'),
      description: follows ? l10n.t('kept up to date') : l10n.t('written once'),
      revoke: () => grants.removeFile(uri),
    })),
    ...commandVariables
      .filter((name) => grants.variables().includes(name))
      .map((name) => ({
        label: `\${command:vrchatAuth.${name}}`,
        iconPath: new vscode.ThemeIcon('symbol-variable'),
        description: l10n.t('can read {0}', variableTitle(name)),
        revoke: () => grants.removeVariable(name),
      })),
  ];
  const workspace = workspaceText();
  if (items.length === 0) {
    void vscode.window.showInformationMessage(l10n.t('The workspace “{0}” has no access to a VRChat session.', workspace));
    return;
  }
  const kept = await vscode.window.showQuickPick(
    items.map((item) => ({ ...item, picked: true })),
    {
      title: l10n.t('VRChat session access for “{0}”', workspace),
      placeHolder: l10n.t('Uncheck what you want to revoke, then press Enter'),
      canPickMany: true,
    },
  );
  if (!kept) return;
  const revoked = items.filter(({ label }) => !kept.some((item) => item.label === label));
  for (const { revoke } of revoked) await revoke();
  if (revoked.length > 0) vscode.window.setStatusBarMessage(`$(check) ${l10n.t('Revoked: {0}', revoked.length)}`, 5000);
}
