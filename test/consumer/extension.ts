// An extension that uses another extension's VRChat session with the code of docs/for-extensions.md.
import * as vscode from 'vscode';
import { createElsewhere } from './elsewhere.ts';
import { askForOtherAccount, askForSession, fetchDisplayName, findSession, onDidChangeSession } from './vrchatSession.ts';

const channel = vscode.window.createOutputChannel('Session Consumer');
const status = vscode.window.createStatusBarItem('sessionConsumer.status', vscode.StatusBarAlignment.Left);
let events = 0;

/** The result in a form that tests can compare and people can read, never the token itself. */
async function show(what: string, session: vscode.AuthenticationSession | undefined): Promise<void> {
  const text = session ? `${session.account.label} ${await fingerprint(session.accessToken)}` : 'no session';
  status.text = `${what}: ${text}, ${events} events`;
  status.show();
  channel.appendLine(status.text);
}

async function fingerprint(token: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token));
  return [...new Uint8Array(digest)]
    .slice(0, 4)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

export function activate({ subscriptions }: vscode.ExtensionContext): void {
  const ask = (what: string, find: () => Thenable<vscode.AuthenticationSession | undefined>) => async (): Promise<void> => {
    try {
      await show(what, await find());
    } catch (error) {
      status.text = `${what}: ${error instanceof Error ? error.message : 'refused'}, ${events} events`;
      status.show();
    }
  };
  const { ELSEWHERE } = process.env;
  if (ELSEWHERE !== undefined) subscriptions.push(vscode.workspace.registerFileSystemProvider('elsewhere', createElsewhere(ELSEWHERE)));
  subscriptions.push(
    channel,
    status,
    vscode.commands.registerCommand('sessionConsumer.readVariable', async () => {
      const answer = await vscode.commands.executeCommand('vrchatAuth.apiUrl').then((value) => `got ${typeof value}`, String);
      await vscode.window.showInformationMessage(`Session Consumer: ${answer}`);
    }),
    vscode.commands.registerCommand('sessionConsumer.sendAsAgent', async () => {
      const input = { method: 'PUT', path: '/users/usr_of_somebody', body: { statusDescription: 'Trying my bot' } };
      const answer = await vscode.lm.invokeTool('vrchatAuth_send_request', { input, toolInvocationToken: undefined }).then(
        ({ content: [part] }) => (part instanceof vscode.LanguageModelTextPart ? part.value.split('\n')[0] : 'no text'),
        (error: unknown) => (error instanceof Error ? error.message : 'refused'),
      );
      await vscode.window.showInformationMessage(`Session Consumer: ${answer}`);
    }),
    vscode.commands.registerCommand('sessionConsumer.useSession', ask('used', askForSession)),
    vscode.commands.registerCommand('sessionConsumer.addAccount', ask('added', askForOtherAccount)),
    vscode.commands.registerCommand('sessionConsumer.lookSilently', ask('seen', findSession)),
    vscode.commands.registerCommand('sessionConsumer.askVRChat', async () => {
      const session = await findSession();
      const name = session && (await fetchDisplayName(session, vscode.workspace.getConfiguration('vrchatAuth').get('server')));
      await vscode.window.showInformationMessage(`Session Consumer: VRChat says ${name ?? 'no'}`);
    }),
    onDidChangeSession((session) => {
      events++;
      void show('changed', session);
    }),
  );
}
