import * as vscode from 'vscode';
import { chooseSession, requireTrust } from '../session/chooseSession.ts';
import type { HandoffPorts } from '../session/handoffPorts.ts';

const { l10n } = vscode;

/** "Use Session in Terminals", on and off. */
export function createTerminalCommands(ports: HandoffPorts) {
  const { grants } = ports;
  return {
    async useInTerminals(): Promise<void> {
      if (!(await requireTrust()) || !(await chooseSession(ports))) return;
      await grants.setTerminals(true);
      ports.noteRemote();
      const open = l10n.t('Open Terminal');
      const choice = await vscode.window.showInformationMessage(
        l10n.t('New terminals in this workspace get the VRChat session. Terminals that are already open don’t.'),
        open,
      );
      if (choice === open) vscode.window.createTerminal().show();
    },

    async stopUsingInTerminals(): Promise<void> {
      await grants.setTerminals(false);
      vscode.window.setStatusBarMessage(`$(check) ${l10n.t('New terminals no longer get the VRChat session.')}`, 5000);
    },
  };
}
