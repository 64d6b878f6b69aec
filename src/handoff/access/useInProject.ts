import * as vscode from 'vscode';
import { accountId } from '../../accounts/accountId.ts';
import { accountName } from '../../prompts/accountName.ts';
import { ours } from '../../prompts/windowToken.ts';
import { chooseSession, requireTrust } from '../session/chooseSession.ts';
import { environmentId } from '../session/environmentSession.ts';
import type { HandoffPorts, HandoffTarget } from '../session/handoffPorts.ts';

const { l10n } = vscode;

interface WayItem extends vscode.QuickPickItem {
  readonly command: string;
}

/**
 * "Use in This Project…": shows the ways in which programs get an account's session, the one that hands out the least first, and starts the
 * command of the chosen one, which asks for consent.
 */
export async function useInProject(ports: HandoffPorts, target?: HandoffTarget): Promise<void> {
  if (!(await requireTrust())) return;
  const session = await chooseSession(ports, target);
  if (!session) return;
  const hasFolder = ports.grants.folders().length > 0;
  const canLend = hasFolder && session.userId !== environmentId && ports.isBesidePrograms();
  const picked = await vscode.window.showQuickPick(waysFor({ hasFolder, canLend }), {
    title: l10n.t('Use {0} in This Project', accountName(ports.sessions.named(session), 60)),
    placeHolder: l10n.t('How do programs get to VRChat?'),
  });
  if (!picked) return;
  // VS Code's own command gets no token.
  const parameters = picked.command.startsWith('vrchatAuth.') ? [ours(accountId(session))] : [];
  await vscode.commands.executeCommand(picked.command, ...parameters);
}

/**
 * @param hasFolder - the window has a folder that can be given something
 * @param canLend - the session gateway can lend the session to programs of this window
 */
function waysFor({ hasFolder, canLend }: { readonly hasFolder: boolean; readonly canLend: boolean }): WayItem[] {
  const icon = (name: string) => new vscode.ThemeIcon(name);
  const gateway: WayItem = {
    label: l10n.t('Session gateway'),
    iconPath: icon('broadcast'),
    detail: l10n.t('Programs send their requests to an address on this machine, and hold no secret.'),
    command: 'vrchatAuth.startGateway',
  };
  const terminals: WayItem = {
    label: l10n.t('Terminals and debugging'),
    iconPath: icon('terminal'),
    detail: l10n.t('What you start in this folder’s new terminals finds the session in its environment.'),
    command: 'vrchatAuth.useInTerminals',
  };
  const folder: WayItem = {
    label: l10n.t('Open Folder…'),
    iconPath: icon('folder-opened'),
    detail: l10n.t('The session gateway, terminals and debugging are for one folder.'),
    command: 'workbench.action.files.openFolder',
  };
  return [
    ...(canLend ? [gateway] : []),
    ...(hasFolder ? [terminals] : [folder]),
    {
      label: l10n.t('.env file'),
      iconPath: icon('file'),
      detail: l10n.t('For programs and containers that read one. You see the lines before they’re written.'),
      command: 'vrchatAuth.writeEnvironmentFile',
    },
    {
      label: l10n.t('Copy Session As…'),
      iconPath: icon('copy'),
      detail: l10n.t('A first program in your language, curl, or a value.'),
      command: 'vrchatAuth.copySessionAs',
    },
  ];
}
