import type { Logger } from '../accounts/ports.ts';
import { createCommandVariables } from '../handoff/access/commandVariables.ts';
import { manageAccess } from '../handoff/access/manageAccess.ts';
import { createTerminalCommands } from '../handoff/access/terminalCommands.ts';
import { copySession } from '../handoff/copy/copySession.ts';
import { createEnvironmentFileCommands } from '../handoff/environmentFile/environmentFileCommands.ts';
import { createFollowedFiles } from '../handoff/environmentFile/followedFiles.ts';
import type { HandoffPorts, HandoffTarget } from '../handoff/session/handoffPorts.ts';
import { createAccountTransfer } from '../handoff/transfer/accountTransfer.ts';
import { storeEnvironmentAccount } from '../handoff/transfer/storeEnvironmentAccount.ts';
import type { FileProblems } from '../prompts/fileProblems.ts';
import type { HandoffCommands, NothingBeside } from '../ui/commands.ts';

/** What hands sessions to other programs; loaded when first needed. */
export function createHandoff(ports: HandoffPorts, log: Logger, problems: FileProblems) {
  const commands = {
    copySessionAs: (target?: HandoffTarget) => copySession(ports, target),
    ...createEnvironmentFileCommands(ports),
    ...createAccountTransfer(ports),
    ...createCommandVariables(ports),
    ...createTerminalCommands(ports),
    manageWorkspaceAccess: () => manageAccess(ports),
    storeEnvironmentAccount: () => storeEnvironmentAccount(ports),
  } satisfies HandoffCommands;
  return {
    commands: commands satisfies NothingBeside<HandoffCommands, typeof commands>,
    followFiles: createFollowedFiles(ports, log, problems),
  };
}
