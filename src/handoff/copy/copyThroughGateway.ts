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
import { chooseGatewayFolder, openGateway, type OpenedGateway } from '../session/openGateway.ts';
import { addressFormats, gatewayPrograms } from './gatewayFormats.ts';

const { l10n } = vscode;

interface GatewayItem extends vscode.QuickPickItem {
  readonly address?: keyof typeof addressFormats;
  readonly program?: keyof typeof gatewayPrograms;
}

/**
 * Offers the forms in which a program gets the gateway's address, and copies the chosen one.
 *
 * @returns `'cookies'` if the user wants the session itself, or only that is possible
 */
export async function copyThroughGateway(ports: HandoffPorts, title: string, session: HandoffSession): Promise<'cookies' | undefined> {
  if (session.userId === environmentId || !ports.isBesidePrograms() || ports.grants.folders().length === 0) return 'cookies';
  const picked = await vscode.window.showQuickPick(items(), {
    title,
    placeHolder: l10n.t('How do programs get to VRChat?'),
    matchOnDescription: true,
  });
  if (!picked) return undefined;
  if (picked.address === undefined && picked.program === undefined) return 'cookies';
  const folder = (await requireTrust()) ? await chooseGatewayFolder(ports) : undefined;
  const opened = folder && (await openGateway(ports, folder, session));
  if (!opened) return undefined;
  ports.noteRemote();
  if (picked.address !== undefined) await copyForm(ports, picked.address, picked.label, opened);
  // Not awaited, because a notification can stay open for hours.
  else if (picked.program !== undefined) void copyProgram(ports, picked.program, { label: picked.label, opened, session });
  return undefined;
}

function items(): GatewayItem[] {
  const { apiUrl = '' } = variableNames();
  const isPowerShell = /(?:pwsh|powershell)(?:\.exe)?$/i.test(vscode.env.shell);
  return [
    { label: l10n.t('Through the session gateway'), kind: vscode.QuickPickItemKind.Separator },
    { label: l10n.t('Gateway address'), description: l10n.t('for programs of this machine, while VS Code is open'), address: 'address' },
    { label: l10n.t('.env lines'), description: l10n.t('with the gateway’s address'), address: 'environment' },
    { label: 'curl', description: l10n.t('with the gateway’s address'), address: isPowerShell ? 'curlWindows' : 'curl' },
    { label: 'JavaScript', description: l10n.t('Node.js fetch, reads {0}', apiUrl), program: 'javascript' },
    { label: 'Python', description: l10n.t('standard library, reads {0}', apiUrl), program: 'python' },
    { label: l10n.t('The session itself'), kind: vscode.QuickPickItemKind.Separator },
    { label: l10n.t('With the session’s cookies…'), description: l10n.t('programs hold a secret') },
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
  program: keyof typeof gatewayPrograms,
  { label, opened, session }: { readonly label: string; readonly opened: OpenedGateway; readonly session: HandoffSession },
): Promise<void> {
  const names = variableNames();
  await vscode.env.clipboard.writeText(gatewayPrograms[program](names));
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
