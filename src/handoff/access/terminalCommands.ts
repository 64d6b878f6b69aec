import * as vscode from 'vscode';
import { accountName } from '../../prompts/accountName.ts';
import { wayText } from '../../prompts/grantText.ts';
import { nameText } from '../../prompts/pathText.ts';
import { sessionFor } from '../session/aliveSession.ts';
import { askGrant, folderName } from '../session/askGrant.ts';
import { chooseCarrier } from '../session/chooseCarrier.ts';
import { chooseFolder } from '../session/chooseFolder.ts';
import { chooseSession, requireTrust } from '../session/chooseSession.ts';
import type { HandoffPorts, HandoffTarget } from '../session/handoffPorts.ts';
import { folderNames, grantedNames } from '../session/handoffSettings.ts';
import { sayNoPort } from '../session/sayNoPort.ts';

const { l10n } = vscode;

/** "Use Session in Terminals and Debugging", on and off. */
export function createTerminalCommands(ports: HandoffPorts) {
  const { grants } = ports;
  return {
    async useInTerminals(target?: HandoffTarget): Promise<void> {
      if (!(await requireTrust())) return;
      const folder = await chooseFolder(ports);
      if (folder === 'none') {
        void vscode.window.showInformationMessage(l10n.t('Open a folder first. Access to a session is given to one folder.'));
        return;
      }
      const chosen = folder && (await chooseSession(ports, target));
      if (!chosen) return;
      const carries = await chooseCarrier(ports, l10n.t('Use Session in Terminals and Debugging'), chosen);
      if (carries === undefined) return;
      const checked = await sessionFor(ports, carries, chosen);
      if (!checked) return;
      const { session, warning } = checked;
      const userAgent = await ports.programs.ask(folder);
      if (userAgent === undefined) return;
      const way = { kind: 'terminals', carries, names: grantedNames(folderNames(ports, folder, carries)) } as const;
      const grant = await askGrant(ports, { folder, session, way, userAgent });
      if (!grant) return;
      if (carries === 'gateway' && !(await (await ports.gateway()).open(grant.id))) {
        await grants.revoke(grant.id);
        sayNoPort();
        return;
      }
      ports.noteRemote();
      const who = [folderName(folder), accountName(ports.sessions.named(session), 60)] as const;
      const open = l10n.t('Open Terminal');
      if (warning !== undefined) void vscode.window.showWarningMessage(warning);
      const choice = await vscode.window.showInformationMessage(
        carries === 'gateway'
          ? l10n.t('Programs in new terminals in “{0}” work as {1}, and hold no secret. Terminals that are already open don’t.', ...who)
          : l10n.t('New terminals in “{0}” get {1}’s session. Terminals that are already open don’t.', ...who),
        open,
      );
      if (choice === open) vscode.window.createTerminal({ cwd: folder.uri }).show();
    },

    async stopUsingInTerminals(): Promise<void> {
      const given = grants.here('terminals');
      if (given.length === 0) {
        void vscode.window.showInformationMessage(l10n.t('No terminal of this workspace gets a VRChat session.'));
        return;
      }
      const picked = await vscode.window.showQuickPick(
        given.map((grant) => ({ label: wayText(grant.way), description: nameText(vscode.Uri.parse(grant.folder, true)), grant })),
        { title: l10n.t('Stop Using Session in Terminals and Debugging'), placeHolder: l10n.t('Choose what new terminals no longer get') },
      );
      if (!picked) return;
      await grants.revoke(picked.grant.id);
      vscode.window.setStatusBarMessage(`$(check) ${l10n.t('New terminals no longer get the VRChat session.')}`, 5000);
    },
  };
}
