// Stands in for the debuggers of other languages: each writes the configuration that it receives to a file, and ends.
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import manifest from './package.json' with { type: 'json' };

interface Message {
  readonly seq: number;
  readonly type: string;
  readonly command?: string;
}

/** A debug adapter that knows no more than to begin and to end. */
function createReceiver({ configuration, workspaceFolder }: vscode.DebugSession): vscode.DebugAdapter {
  const sent = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
  const send = (message: object): void => sent.fire({ seq: 0, ...message });
  const answer = async ({ seq, type, command = '' }: Message): Promise<void> => {
    if (type !== 'request') return;
    const begins = command === 'launch' || command === 'attach';
    if (begins) await appendFile(beside(workspaceFolder, 'received'), `${JSON.stringify(configuration)}\n`);
    send({ type: 'response', request_seq: seq, command, success: true, body: {} });
    if (command === 'initialize') send({ type: 'event', event: 'initialized' });
    if (begins) send({ type: 'event', event: 'terminated' });
  };
  return {
    onDidSendMessage: sent.event,
    handleMessage: (message) => void answer(message as Message),
    dispose: () => sent.dispose(),
  };
}

/** A file beside a folder, named after it. */
function beside(folder: vscode.WorkspaceFolder | undefined, extension: string): string {
  return `${folder?.uri.fsPath ?? ''}.${extension}`;
}

const types = manifest.contributes.debuggers.map(({ type }) => type);

/** The configurations in a folder's launch.json that are for these debuggers. From the file, because VS Code reads it a little later. */
async function launchesOf({ uri }: vscode.WorkspaceFolder): Promise<readonly vscode.DebugConfiguration[]> {
  const text = await readFile(join(uri.fsPath, '.vscode', 'launch.json'), 'utf8');
  const { configurations } = JSON.parse(text) as { readonly configurations: readonly vscode.DebugConfiguration[] };
  return configurations.filter(({ type }) => types.includes(type));
}

async function launch(times: number): Promise<void> {
  for (const folder of vscode.workspace.workspaceFolders ?? [])
    for (const configuration of await launchesOf(folder))
      for (let count = 0; count < times; count++) await vscode.debug.startDebugging(folder, configuration);
  await vscode.window.showInformationMessage('Stand-in Debuggers: done');
}

/** Opens a terminal as agents do. */
function lookInHiddenTerminal(): void {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const file = beside(folder, 'hidden');
  const terminal = vscode.window.createTerminal({ name: 'Agent', hideFromUser: true, env: { COPILOT_AGENT: '1' } });
  terminal.sendText(`env | grep ^VRCHAT_ > ${file}.part; mv ${file}.part ${file}`);
}

export function activate({ subscriptions }: vscode.ExtensionContext): void {
  subscriptions.push(
    ...types.map((type) =>
      vscode.debug.registerDebugAdapterDescriptorFactory(type, {
        createDebugAdapterDescriptor: (session) => new vscode.DebugAdapterInlineImplementation(createReceiver(session)),
      }),
    ),
    vscode.commands.registerCommand('standInDebuggers.launchEach', () => launch(1)),
    vscode.commands.registerCommand('standInDebuggers.launchEachTenTimes', () => launch(10)),
    vscode.commands.registerCommand('standInDebuggers.lookInHiddenTerminal', lookInHiddenTerminal),
    vscode.commands.registerCommand(
      'standInDebuggers.readVariable',
      async () => void (await vscode.commands.executeCommand('vrchatAuth.apiUrl')),
    ),
  );
}
