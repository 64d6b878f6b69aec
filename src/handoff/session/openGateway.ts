import * as vscode from 'vscode';
import { isSameAccount } from '../../accounts/accountId.ts';
import type { GatewayAddresses } from '../../gateway/sessionGateway.ts';
import { askGrant } from './askGrant.ts';
import { chooseFolder } from './chooseFolder.ts';
import { grantedAccount } from './grantedAccount.ts';
import type { HandoffPorts } from './handoffPorts.ts';
import type { HandoffSession } from './handoffSession.ts';
import { sayNoPort } from './sayNoPort.ts';

const { l10n } = vscode;

/** An address for programs of one folder. */
export interface OpenedGateway {
  readonly addresses: GatewayAddresses;
  readonly folder: vscode.WorkspaceFolder;
  readonly userAgent: string;
}

/** The folder that an address is for. @returns `undefined` if there is none, or none was picked, which the user knows */
export async function chooseGatewayFolder(ports: HandoffPorts): Promise<vscode.WorkspaceFolder | undefined> {
  const folder = await chooseFolder(ports);
  if (folder !== 'none') return folder;
  void vscode.window.showInformationMessage(l10n.t('Open a folder first. Access to a session is given to one folder.'));
  return undefined;
}

/**
 * The session gateway's address for a folder and an account that the user copies. It is asked for once.
 *
 * @returns `undefined` if the user did not allow it, or the gateway can't run, which the user has been told
 */
export async function openGateway(
  ports: HandoffPorts,
  folder: vscode.WorkspaceFolder,
  session: HandoffSession,
): Promise<OpenedGateway | undefined> {
  const { grants } = ports;
  await grants.sync();
  const account = grantedAccount(session);
  const known = grants.here('gateway').find((grant) => grant.folder === folder.uri.toString() && isSameAccount(grant.account, account));
  const userAgent = known?.userAgent ?? (await ports.programs.ask(folder));
  if (userAgent === undefined) return undefined;
  const grant = known ?? (await askGrant(ports, { folder, session, way: { kind: 'gateway' }, userAgent }));
  if (!grant) return undefined;
  const addresses = await (await ports.gateway()).open(grant.id);
  if (addresses) return { addresses, folder, userAgent };
  sayNoPort();
  return undefined;
}
