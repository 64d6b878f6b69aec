import * as vscode from 'vscode';
import { accountId } from '../../accounts/accountId.ts';
import { ours } from '../../prompts/windowToken.ts';
import { aliveSession } from '../session/aliveSession.ts';
import { chooseFolder } from '../session/chooseFolder.ts';
import { chooseSession } from '../session/chooseSession.ts';
import { maskSession, type HandoffSession } from '../session/handoffSession.ts';
import { accountName } from '../../prompts/accountName.ts';
import type { HandoffPorts, HandoffTarget } from '../session/handoffPorts.ts';
import { variableNames } from '../session/handoffSettings.ts';
import { copyThroughGateway } from './copyThroughGateway.ts';
import { sessionFormats, type FormatId, type FormatInput, type SecretSource, type SessionFormat } from './sessionFormats.ts';
import { sessionVariables } from '../session/sessionVariables.ts';

const { l10n } = vscode;

interface FormatItem extends vscode.QuickPickItem {
  readonly format?: SessionFormat;
}

/** "Copy Session As…": shows every format with its secrets masked, and copies the chosen one. */
export async function copySession(ports: HandoffPorts, target?: HandoffTarget): Promise<void> {
  const chosen = await chooseSession(ports, target);
  if (!chosen) return;
  const title = l10n.t('Copy {0}’s Session As…', accountName(ports.sessions.named(chosen), 60));
  if ((await copyThroughGateway(ports, title, chosen)) !== 'cookies') return;
  const checked = await aliveSession(ports, chosen);
  if (!checked) return;
  const { session, warning } = checked;
  const picked = await vscode.window.showQuickPick(formatItems(session), {
    title,
    placeHolder: l10n.t('Choose a format'),
    matchOnDescription: true,
  });
  if (!picked?.format) return;
  const { format, label } = picked;
  const userAgent = namesProgram(format, session) ? await askProgram(ports) : anyProgram;
  if (userAgent === undefined) return;
  const input = { session, userAgent, names: variableNames(), now: Date.now() };
  const secrets = format.readsEnvironment
    ? await chooseSecrets(title, [...sessionVariables(session, input.names, userAgent).keys()], format.readsDotenv)
    : 'inline';
  if (secrets === undefined) return;
  const text = format.write({ ...input, secrets });
  if (text === undefined) return;
  ports.noteRemote();
  if (secrets !== 'inline') {
    await vscode.env.clipboard.writeText(text);
    await offerVariables(label, input.names.authCookie, { secrets, readsDotenv: format.readsDotenv, ...(target && { target }) });
  } else {
    const seconds = await ports.clipboard.copySecret(text);
    const message =
      seconds > 0 ? l10n.t('Copied {0}. The clipboard will be cleared in {1} s.', label, seconds) : l10n.t('Copied {0}.', label);
    vscode.window.setStatusBarMessage(`$(copy) ${message}`, 8000);
    if (warning !== undefined) void vscode.window.showWarningMessage(warning);
  }
}

/** Stands in for a program's User-Agent where none is shown or copied. */
const anyProgram = 'MyTool/1.0 (me@my-site.org)';

/** Whether a format says which program is asking, so that the program's own name is needed. */
function namesProgram(format: SessionFormat, session: HandoffSession): boolean {
  const write = (userAgent: string): string | undefined =>
    format.write({ session, userAgent, names: variableNames(), now: 0, secrets: format.readsEnvironment ? 'environment' : 'inline' });
  return write(anyProgram) !== write('OtherTool/2.0 (other@my-site.org)');
}

async function askProgram(ports: HandoffPorts): Promise<string | undefined> {
  const folder = await chooseFolder(ports);
  return folder && ports.programs.ask(folder === 'none' ? undefined : folder);
}

function formatItems(session: HandoffSession): FormatItem[] {
  const masked = { session: maskSession(session), userAgent: anyProgram, names: variableNames(), now: Date.now() };
  const item = (id: FormatId): FormatItem[] => {
    const format = sessionFormats.find((candidate) => candidate.id === id);
    const [label, description] = formatName(id);
    const detail = format && preview(format, masked);
    return format && detail !== undefined ? [{ label, description, format, detail }] : [];
  };
  const heading = (label: string): FormatItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    heading(l10n.t('Values')),
    ...(['authCookie', 'cookieHeader', 'environment', ...ofShell('variables'), 'webSocket'] as const).flatMap(item),
    heading(l10n.t('Requests and files')),
    ...([...ofShell('curl'), 'http', 'cookieFile', 'json'] as const).flatMap(item),
    heading(l10n.t('Programs')),
    ...(
      ['javascriptSdk', 'javascriptFetch', 'pythonSdk', 'pythonStandardLibrary', 'csharp', 'rust', 'dart', 'java', 'go', 'kotlin'] as const
    ).flatMap(item),
  ];
}

/** The forms for each shell, the one first that this window's terminals use. */
function ofShell(kind: 'curl' | 'variables'): readonly FormatId[] {
  const ids =
    kind === 'curl'
      ? (['curl', 'curlPowerShell', 'curlCmd'] as const)
      : (['variablesPosix', 'variablesPowerShell', 'variablesCmd'] as const);
  const own = /(?:pwsh|powershell)(?:\.exe)?$/i.test(vscode.env.shell) ? 1 : /cmd(?:\.exe)?$/i.test(vscode.env.shell) ? 2 : 0;
  return ids.toSorted((a, b) => Number(b === ids[own]) - Number(a === ids[own]));
}

/** The line that contains the secret, or that reads it; `undefined` if it can't be written. */
function preview(format: SessionFormat, masked: Omit<FormatInput, 'secrets'>): string | undefined {
  const text = format.write({ ...masked, secrets: format.readsEnvironment ? 'environment' : 'inline' });
  if (text === undefined) return undefined;
  const subject = format.readsEnvironment ? masked.names.authCookie : masked.session.auth.value.reveal();
  const line =
    text
      .split('\n')
      .find((candidate) => candidate.includes(subject))
      ?.trim()
      .replace(/\s+/g, ' ') ?? '';
  const widthOfPicker = 80;
  const start = line.lastIndexOf(' ', line.indexOf(subject));
  return (line.indexOf(subject) + subject.length > widthOfPicker && start > 0 ? `…${line.slice(start)}` : line).replaceAll('...', '…');
}

/** A secret in a program ends up wherever the program does, so it is only included on request. */
async function chooseSecrets(title: string, names: readonly string[], readsDotenv: boolean): Promise<SecretSource | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      ...(readsDotenv
        ? [
            {
              label: l10n.t('Read the session from the .env file'),
              iconPath: new vscode.ThemeIcon('file'),
              detail: l10n.t('No secret is copied; it reads {0} from the .env file in the same folder.', names[0] ?? ''),
              secrets: 'dotenv' as const,
            },
          ]
        : []),
      {
        label: l10n.t('Read the session from environment variables'),
        iconPath: new vscode.ThemeIcon('symbol-variable'),
        detail: l10n.t('No secret is copied; it reads {0}.', names[0] ?? ''),
        secrets: 'environment' as const,
      },
      {
        label: l10n.t('Include the session'),
        iconPath: new vscode.ThemeIcon('key'),
        detail: l10n.t('Anyone who sees it can use your account. Don’t share it.'),
        secrets: 'inline' as const,
      },
    ],
    { title, placeHolder: l10n.t('How should the code get the session?') },
  );
  return picked?.secrets;
}

/** Offers what gives the copied code its session. What runs in VS Code itself sees neither a terminal's variables nor what a file sets. */
async function offerVariables(
  label: string,
  variable: string,
  { secrets, readsDotenv, target }: { readonly secrets: SecretSource; readonly readsDotenv: boolean; readonly target?: HandoffTarget },
): Promise<void> {
  const write = l10n.t('Write Session to .env…');
  const terminals = l10n.t('Use Session in Terminals and Debugging');
  const choice = await vscode.window.showInformationMessage(
    l10n.t('Copied {0}. It reads the session from {1}.', label, variable),
    ...(secrets === 'environment' && readsDotenv ? [] : [write]),
    ...(readsDotenv ? [] : [terminals]),
  );
  if (choice === write)
    await vscode.commands.executeCommand('vrchatAuth.writeEnvironmentFile', ours(target?.account && accountId(target.account)));
  else if (choice === terminals)
    await vscode.commands.executeCommand('vrchatAuth.useInTerminals', ours(target?.account && accountId(target.account)));
}

function formatName(id: FormatId): [label: string, description: string] {
  switch (id) {
    case 'authCookie':
      return [l10n.t('Auth cookie'), l10n.t('value only')];
    case 'cookieHeader':
      return [l10n.t('Cookie header'), l10n.t('value of the Cookie header')];
    case 'environment':
      return [l10n.t('.env lines'), ''];
    case 'webSocket':
      return [l10n.t('WebSocket address'), l10n.t('VRChat’s event pipeline')];
    case 'curl':
      return ['curl', l10n.t('for a POSIX shell')];
    case 'curlPowerShell':
      return ['curl', 'PowerShell'];
    case 'curlCmd':
      return ['curl', 'cmd'];
    case 'variablesPosix':
      return [l10n.t('Variables'), l10n.t('for a POSIX shell')];
    case 'variablesPowerShell':
      return [l10n.t('Variables'), 'PowerShell'];
    case 'variablesCmd':
      return [l10n.t('Variables'), 'cmd'];
    case 'http':
      return [l10n.t('.http request'), 'REST Client'];
    case 'cookieFile':
      return [l10n.t('Netscape cookie file'), l10n.t('for curl, wget and Python')];
    case 'json':
      return ['JSON', ''];
    case 'javascriptSdk':
      return ['JavaScript', l10n.t('package {0}', 'vrchat')];
    case 'javascriptFetch':
      return ['JavaScript', l10n.t('Node.js fetch, no dependencies')];
    case 'pythonSdk':
      return ['Python', l10n.t('package {0}', 'vrchatapi')];
    case 'pythonStandardLibrary':
      return ['Python', l10n.t('standard library only')];
    case 'csharp':
      return ['C#', l10n.t('package {0}', 'VRChat.API')];
    case 'rust':
      return ['Rust', l10n.t('package {0}', 'vrchatapi')];
    case 'dart':
      return ['Dart', l10n.t('package {0}', 'vrchat_dart')];
    case 'java':
      return ['Java', l10n.t('package {0}', 'io.github.vrchatapi')];
    case 'go':
      return ['Go', l10n.t('standard library only')];
    case 'kotlin':
      return ['Kotlin', l10n.t('package {0}', 'vrchatapi-kotlin')];
  }
}
