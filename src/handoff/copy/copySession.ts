import * as vscode from 'vscode';
import { accountId } from '../../accounts/accountId.ts';
import { ours } from '../../prompts/windowToken.ts';
import { aliveSession } from '../session/aliveSession.ts';
import { chooseFolder } from '../session/chooseFolder.ts';
import { chooseSession } from '../session/chooseSession.ts';
import type { HandoffSession } from '../session/handoffSession.ts';
import { accountName } from '../../prompts/accountName.ts';
import { joinSentences } from '../../prompts/joinTexts.ts';
import type { HandoffPorts, HandoffTarget } from '../session/handoffPorts.ts';
import { variableNames } from '../session/handoffSettings.ts';
import { writeEnvironmentFile } from '../environmentFile/environmentFileCommands.ts';
import { runCommand, runtimeOf } from '../environmentFile/runCommand.ts';
import { copyThroughGateway } from './copyThroughGateway.ts';
import { anyProgram, formatItems, languageOf } from './formatItems.ts';
import type { LastFormat } from './lastFormat.ts';
import { placeCode, placedText } from './placeCode.ts';
import { readLanguages } from './readLanguages.ts';
import type { SecretSource, SessionFormat } from './sessionFormats.ts';
import { sessionVariables } from '../session/sessionVariables.ts';
import { shellKind } from '../session/shellKind.ts';

const { l10n } = vscode;

/** "Copy Session As…": shows every format with its secrets masked, and copies the chosen one. */
export async function copySession(ports: HandoffPorts, lastFormat: LastFormat, target?: HandoffTarget): Promise<void> {
  const chosen = await chooseSession(ports, target);
  if (!chosen) return;
  const title = l10n.t('Copy {0}’s Session As…', accountName(ports.sessions.named(chosen), 60));
  if ((await copyThroughGateway(ports, lastFormat, title, chosen)) !== 'cookies') return;
  const checked = await aliveSession(ports, chosen);
  if (!checked) return;
  const { session, warning } = checked;
  const picked = await vscode.window.showQuickPick(formatItems(session, lastFormat.get(), await readLanguages()), {
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
  if (secrets !== 'inline') {
    const place = await placeCode(title, text, languageOf(format.id));
    if (!place) return;
    ports.noteRemote();
    await lastFormat.set(format.id);
    await offerVariables(ports, input.names.authCookie, { format, done: placedText(place, label), secrets, session });
  } else {
    ports.noteRemote();
    await lastFormat.set(format.id);
    const seconds = await ports.clipboard.copySecret(text);
    const message =
      seconds > 0 ? l10n.t('Copied {0}. The clipboard will be cleared in {1} s.', label, seconds) : l10n.t('Copied {0}.', label);
    vscode.window.setStatusBarMessage(`$(copy) ${message}`, 8000);
    if (warning !== undefined) void vscode.window.showWarningMessage(warning);
  }
}

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
async function offerVariables(ports: HandoffPorts, variable: string, { format, done, secrets, session }: CopiedProgram): Promise<void> {
  const write = l10n.t('Write to .env…');
  const terminals = l10n.t('Use in Terminals…');
  const { readsDotenv } = format;
  const runtime = runtimeOf(languageOf(format.id));
  const command = runtime && runCommand({ runtime, file: '.env' }, shellKind());
  const choice = await vscode.window.showInformationMessage(
    joinSentences([
      l10n.t('{0} It reads the session from {1}.', done, variable),
      ...(command === undefined ? [] : [l10n.t('With the session in .env, it runs with: {0}', command)]),
    ]),
    ...(secrets === 'environment' && readsDotenv ? [] : [write]),
    ...(readsDotenv ? [] : [terminals]),
  );
  if (choice === write) await writeEnvironmentFile(ports, { account: accountId(session), isOurs: true }, runtime);
  else if (choice === terminals) await vscode.commands.executeCommand('vrchatAuth.useInTerminals', ours(accountId(session)));
}

interface CopiedProgram {
  readonly format: SessionFormat;
  /** What has become of it, as a sentence. */
  readonly done: string;
  readonly secrets: SecretSource;
  readonly session: HandoffSession;
}
