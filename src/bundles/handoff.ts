import * as vscode from 'vscode';
import type { Logger } from '../accounts/ports.ts';
import { createAccountTransfer } from '../handoff/transfer/accountTransfer.ts';
import { requireTrust, chooseSession } from '../handoff/session/chooseSession.ts';
import { createCommandVariables } from '../handoff/access/commandVariables.ts';
import { copySession } from '../handoff/copy/copySession.ts';
import { createEnvironmentFileCommands } from '../handoff/environmentFile/environmentFileCommands.ts';
import { createFollowedFiles } from '../handoff/environmentFile/followedFiles.ts';
import type { HandoffPorts, HandoffTarget } from '../handoff/session/handoffPorts.ts';
import { manageAccess } from '../handoff/access/manageAccess.ts';
import { cookieHeader } from '../handoff/copy/sessionFormats.ts';
import type { HandoffCommands } from '../ui/commands.ts';

/** What hands sessions to other programs, in a bundle of its own that is loaded when it is first needed. */
export function createHandoff(ports: HandoffPorts, log: Logger) {
  const { grants, sessions } = ports;
  const commands: HandoffCommands = {
    copySessionAs: (target?: HandoffTarget) => copySession(ports, target),
    ...createEnvironmentFileCommands(ports),
    ...createAccountTransfer(ports),
    ...createCommandVariables(ports),

    async useInTerminals(): Promise<void> {
      if (!(await requireTrust()) || !(await chooseSession(ports))) return;
      await grants.setTerminals(true);
      const open = vscode.l10n.t('Open Terminal');
      const choice = await vscode.window.showInformationMessage(
        vscode.l10n.t('New terminals in this workspace get the VRChat session. Terminals that are open already do not have it.'), open);
      if (choice === open) vscode.window.createTerminal().show();
    },

    async stopUsingInTerminals(): Promise<void> {
      await grants.setTerminals(false);
      vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('New terminals no longer get the VRChat session.')}`, 5000);
    },

    manageWorkspaceAccess: () => manageAccess(ports),

    async storeEnvironmentAccount(): Promise<void> {
      const session = sessions.fromEnvironment();
      if (session) await ports.signInWith(cookieHeader(session));
    },
  };
  return { commands, followFiles: createFollowedFiles(ports, log) };
}
