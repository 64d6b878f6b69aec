import * as vscode from 'vscode';
import { accountId } from '../../accounts/accountId.ts';
import { seconds } from '../../prompts/time.ts';
import { ours } from '../../prompts/windowToken.ts';
import { requireTrust } from '../session/chooseSession.ts';
import { copyAddress } from '../session/copyAddress.ts';
import { environmentId } from '../session/environmentSession.ts';
import type { HandoffPorts } from '../session/handoffPorts.ts';
import type { HandoffSession } from '../session/handoffSession.ts';
import { variableNames } from '../session/handoffSettings.ts';
import { defaultVariableNames } from '../session/variableNames.ts';
import { chooseGatewayFolder, openGateway, type OpenedGateway } from '../session/openGateway.ts';
import { addressFormats } from './gatewayFormats.ts';
import { gatewayPrograms } from './gatewayPrograms.ts';

const { l10n } = vscode;

interface FormItem extends vscode.QuickPickItem {
  readonly form?: keyof typeof addressFormats | 'program' | 'cookies';
}

interface ProgramItem extends vscode.QuickPickItem {
  readonly program: keyof typeof gatewayPrograms;
}

/**
 * Offers the forms in which a program gets the gateway's address, and copies the chosen one.
 *
 * @returns `'cookies'` if the user wants the session itself, or only that is possible
 */
export async function copyThroughGateway(ports: HandoffPorts, title: string, session: HandoffSession): Promise<'cookies' | undefined> {
  if (session.userId === environmentId || !ports.isBesidePrograms() || ports.grants.folders().length === 0) return 'cookies';
  const picked = await vscode.window.showQuickPick(formItems(), {
    title,
    placeHolder: l10n.t('How do programs get to VRChat?'),
    matchOnDescription: true,
  });
  if (!picked?.form) return undefined;
  const { form, label } = picked;
  if (form === 'cookies') return 'cookies';
  const chosen = form === 'program' ? await chooseProgram(title) : undefined;
  if (form === 'program' && !chosen) return undefined;
  const folder = (await requireTrust()) ? await chooseGatewayFolder(ports) : undefined;
  const opened = folder && (await openGateway(ports, folder, session));
  if (!opened) return undefined;
  ports.noteRemote();
  // Not awaited, because a notification can stay open for hours.
  if (chosen) void copyProgram(ports, chosen, { opened, session });
  else if (form !== 'program') await copyForm(ports, form, label, opened);
  return undefined;
}

function chooseProgram(title: string): Thenable<ProgramItem | undefined> {
  const apiUrl = variableNames().apiUrl ?? defaultVariableNames.apiUrl;
  return vscode.window.showQuickPick(programItems(), {
    title,
    placeHolder: l10n.t('Choose a program. It reads the gateway’s address from {0}.', apiUrl),
    matchOnDescription: true,
  });
}

function formItems(): FormItem[] {
  const isPowerShell = /(?:pwsh|powershell)(?:\.exe)?$/i.test(vscode.env.shell);
  const heading = (label: string): FormItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    heading(l10n.t('Through the session gateway')),
    { label: l10n.t('Gateway address'), description: l10n.t('on this machine, while VS Code is open'), form: 'address' },
    { label: l10n.t('.env lines'), description: l10n.t('with the gateway’s address'), form: 'environment' },
    { label: l10n.t('Program…'), description: [...new Set(programItems().map(({ label }) => label))].join(', '), form: 'program' },
    { label: 'curl', description: l10n.t('with the gateway’s address'), form: isPowerShell ? 'curlWindows' : 'curl' },
    { label: l10n.t('.http request'), description: l10n.t('with the gateway’s address'), form: 'http' },
    { label: l10n.t('WebSocket address'), description: l10n.t('VRChat’s event pipeline'), form: 'pipeline' },
    heading(l10n.t('The session itself')),
    { label: l10n.t('With the session’s cookies…'), description: l10n.t('programs hold a secret'), form: 'cookies' },
  ];
}

function programItems(): ProgramItem[] {
  const item = (program: ProgramItem['program'], label: string, description: string): ProgramItem => ({ program, label, description });
  const ofPackage = (name: string): string => l10n.t('package {0}', name);
  return [
    item('javascriptSdk', 'JavaScript', ofPackage('vrchat')),
    item('javascriptFetch', 'JavaScript', l10n.t('Node.js fetch, no dependencies')),
    item('pythonSdk', 'Python', ofPackage('vrchatapi')),
    item('pythonStandardLibrary', 'Python', l10n.t('standard library only')),
    item('csharp', 'C#', ofPackage('VRChat.API')),
    item('rust', 'Rust', ofPackage('vrchatapi')),
    item('dart', 'Dart', ofPackage('vrchat_dart')),
    item('java', 'Java', ofPackage('io.github.vrchatapi')),
    item('go', 'Go', l10n.t('standard library only')),
    item('kotlin', 'Kotlin', ofPackage('vrchatapi-kotlin')),
  ];
}

async function copyForm(
  { clipboard }: HandoffPorts,
  form: keyof typeof addressFormats,
  label: string,
  { addresses, userAgent }: OpenedGateway,
): Promise<void> {
  const cleared = await clipboard.copySecret(addressFormats[form]({ addresses, names: variableNames(), userAgent }));
  const copied = l10n.t('Copied {0}.', label);
  const text = cleared === 0 ? copied : l10n.t('{0} The clipboard is cleared in {1}.', copied, seconds(cleared));
  vscode.window.setStatusBarMessage(`$(copy) ${text}`, 8000);
}

async function copyProgram(
  ports: HandoffPorts,
  { program, label }: ProgramItem,
  { opened, session }: { readonly opened: OpenedGateway; readonly session: HandoffSession },
): Promise<void> {
  const names = variableNames();
  await vscode.env.clipboard.writeText(gatewayPrograms[program](names, opened.userAgent));
  const copy = l10n.t('Copy Address');
  const terminals = l10n.t('Use Session in Terminals and Debugging');
  const choice = await vscode.window.showInformationMessage(
    l10n.t('Copied {0}. It reads the gateway’s address from {1}.', label, names.apiUrl ?? 'VRCHAT_API_URL'),
    copy,
    terminals,
  );
  if (choice === copy) await copyAddress(ports, opened.addresses);
  else if (choice === terminals) await vscode.commands.executeCommand('vrchatAuth.useInTerminals', ours(accountId(session)));
}
