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
import { shellKind } from '../session/shellKind.ts';
import { languageOf, programItems, type ProgramItem } from './formatItems.ts';
import { addressFormats } from './gatewayFormats.ts';
import { gatewayPrograms } from './gatewayPrograms.ts';
import type { LastFormat } from './lastFormat.ts';
import { placeCode, placedText } from './placeCode.ts';
import { readLanguages } from './readLanguages.ts';

const { l10n } = vscode;

interface FormItem extends vscode.QuickPickItem {
  readonly form?: keyof typeof addressFormats | 'program' | 'cookies';
}

/**
 * Offers the forms in which a program gets the gateway's address, and copies the chosen one. Programs can be inserted or opened as well.
 *
 * @returns `'cookies'` if the user wants the session itself, or only that is possible
 */
export async function copyThroughGateway(
  ports: HandoffPorts,
  lastFormat: LastFormat,
  title: string,
  session: HandoffSession,
): Promise<'cookies' | undefined> {
  if (session.userId === environmentId || !ports.isBesidePrograms() || ports.grants.folders().length === 0) return 'cookies';
  const picked = await vscode.window.showQuickPick(formItems(), {
    title,
    placeHolder: l10n.t('How do programs get to VRChat?'),
    matchOnDescription: true,
  });
  if (!picked?.form) return undefined;
  const { form, label } = picked;
  if (form === 'cookies') return 'cookies';
  const chosen = form === 'program' ? await chooseProgram(title, lastFormat) : undefined;
  if (form === 'program' && !chosen) return undefined;
  const folder = (await requireTrust()) ? await chooseGatewayFolder(ports) : undefined;
  const opened = folder && (await openGateway(ports, folder, session));
  if (!opened) return undefined;
  ports.noteRemote();
  if (chosen) await copyProgram(ports, lastFormat, chosen, { title, opened, session });
  else if (form !== 'program') await copyForm(ports, form, label, opened);
  return undefined;
}

async function chooseProgram(title: string, lastFormat: LastFormat): Promise<ProgramItem | undefined> {
  const apiUrl = variableNames().apiUrl ?? defaultVariableNames.apiUrl;
  const picked = await vscode.window.showQuickPick(programItems(lastFormat.get(), await readLanguages()), {
    title,
    placeHolder: l10n.t('Choose a program. It reads the gateway’s address from {0}.', apiUrl),
    matchOnDescription: true,
  });
  return picked && 'program' in picked ? picked : undefined;
}

function formItems(): FormItem[] {
  const heading = (label: string): FormItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    heading(l10n.t('Through the session gateway')),
    { label: l10n.t('Gateway address'), description: l10n.t('on this machine, while VS Code is open'), form: 'address' },
    { label: l10n.t('.env lines'), description: l10n.t('with the gateway’s address'), form: 'environment' },
    {
      label: l10n.t('Program…'),
      description: [...new Set(programItems(undefined, []).flatMap((item) => ('program' in item ? [item.label] : [])))].join(', '),
      form: 'program',
    },
    { label: 'curl', description: l10n.t('with the gateway’s address'), form: shellKind() === 'powershell' ? 'curlWindows' : 'curl' },
    { label: l10n.t('.http request'), description: l10n.t('with the gateway’s address'), form: 'http' },
    { label: l10n.t('WebSocket address'), description: l10n.t('VRChat’s event pipeline'), form: 'pipeline' },
    heading(l10n.t('The session itself')),
    { label: l10n.t('With the session’s cookies…'), description: l10n.t('programs hold a secret'), form: 'cookies' },
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
  lastFormat: LastFormat,
  { program, label }: ProgramItem,
  { title, opened, session }: { readonly title: string; readonly opened: OpenedGateway; readonly session: HandoffSession },
): Promise<void> {
  const place = await placeCode(title, gatewayPrograms[program](variableNames(), opened.userAgent), languageOf(program));
  if (!place) return;
  await lastFormat.set(program);
  // Not awaited, because a notification can stay open for hours.
  void offerAddress(ports, placedText(place, label), opened, session);
}

/** @param done - what has become of the program, as a sentence */
async function offerAddress(ports: HandoffPorts, done: string, opened: OpenedGateway, session: HandoffSession): Promise<void> {
  const copy = l10n.t('Copy Address');
  const terminals = l10n.t('Use in Terminals…');
  const choice = await vscode.window.showInformationMessage(
    l10n.t('{0} It reads the gateway’s address from {1}.', done, variableNames().apiUrl ?? defaultVariableNames.apiUrl),
    copy,
    terminals,
  );
  if (choice === copy) await copyAddress(ports, opened.addresses);
  else if (choice === terminals) await vscode.commands.executeCommand('vrchatAuth.useInTerminals', ours(accountId(session)));
}
