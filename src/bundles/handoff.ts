import type * as vscode from 'vscode';
import type { MementoPort } from '../accounts/accountMemory.ts';
import { createDebugLaunches } from '../handoff/debugging/debugLaunches.ts';
import { endEarlierAccess } from '../handoff/access/earlierAccess.ts';
import type { Logger } from '../accounts/ports.ts';
import { createAgentAccess } from '../handoff/access/agentAccess.ts';
import { createCommandVariables } from '../handoff/access/commandVariables.ts';
import { createGatewayCommands } from '../handoff/access/gatewayCommands.ts';
import { revokeAccess } from '../handoff/access/revokeAccess.ts';
import { useInProject } from '../handoff/access/useInProject.ts';
import { createTerminalCommands } from '../handoff/access/terminalCommands.ts';
import { copySession } from '../handoff/copy/copySession.ts';
import { createLastFormat } from '../handoff/copy/lastFormat.ts';
import { createEnvironmentFileCommands } from '../handoff/environmentFile/environmentFileCommands.ts';
import { createFileHints } from '../handoff/environmentFile/fileHints.ts';
import { createFollowedFiles } from '../handoff/environmentFile/followedFiles.ts';
import { createFolderProgram } from '../handoff/session/folderProgram.ts';
import type { HandoffPorts, HandoffTarget } from '../handoff/session/handoffPorts.ts';
import { createWrittenFiles } from '../handoff/session/writtenFiles.ts';
import { createAccountTransfer } from '../handoff/transfer/accountTransfer.ts';
import { storeEnvironmentAccount } from '../handoff/transfer/storeEnvironmentAccount.ts';
import { useWindowToken } from '../prompts/windowToken.ts';
import type { FileProblems } from '../prompts/fileProblems.ts';
import type { HandoffCommands, NothingBeside } from '../ui/commands.ts';
import { createSampleProject } from '../ui/sample/createSampleProject.ts';
import { createRemoteNotice } from '../ui/status/remoteNotice.ts';
import { isBesidePrograms } from '../ui/status/remotePlace.ts';

export interface HandoffBundlePorts extends Omit<HandoffPorts, 'files' | 'programs' | 'noteRemote' | 'isBesidePrograms'> {
  /** Of this workspace alone. */
  readonly workspace: MementoPort;
  /** For all windows. */
  readonly memory: vscode.Memento;
  /** Of this window. */
  readonly token: string;
}

/** What hands sessions to other programs; loaded when first needed. */
export function createHandoff({ workspace, memory, token, ...given }: HandoffBundlePorts, log: Logger, problems: FileProblems) {
  useWindowToken(token);
  const ports: HandoffPorts = {
    ...given,
    files: createWrittenFiles(workspace),
    programs: createFolderProgram(workspace),
    noteRemote: createRemoteNotice(memory),
    isBesidePrograms,
  };
  const commands = {
    useInProject: (target?: HandoffTarget) => useInProject(ports, target),
    copySessionAs: (target?: HandoffTarget) => copySession(ports, createLastFormat(workspace), target),
    ...createEnvironmentFileCommands(ports),
    ...createAccountTransfer(ports),
    ...createCommandVariables(ports),
    ...createTerminalCommands(ports),
    ...createGatewayCommands(ports),
    createSampleProject,
    revokeAccess: (target?: HandoffTarget) => revokeAccess(ports, target),
    storeEnvironmentAccount: () => storeEnvironmentAccount(ports),
  } satisfies HandoffCommands;
  return {
    launches: createDebugLaunches(ports),
    commands: commands satisfies NothingBeside<HandoffCommands, typeof commands>,
    followFiles: createFollowedFiles(ports, log, problems),
    fileHints: createFileHints(ports),
    agentAccess: createAgentAccess(ports),
    endEarlierAccess: () => endEarlierAccess(workspace),
  };
}
