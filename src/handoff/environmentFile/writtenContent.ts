import * as vscode from 'vscode';
import { grantId, type Carried, type GrantWay } from '../../accounts/grants.ts';
import { grantedAccount } from '../session/grantedAccount.ts';
import type { HandoffPorts } from '../session/handoffPorts.ts';
import type { HandoffSession } from '../session/handoffSession.ts';
import { sayNoPort } from '../session/sayNoPort.ts';
import type { Content } from './sessionFile.ts';

const { l10n } = vscode;

interface ContentQuestion {
  readonly folder: vscode.WorkspaceFolder | 'none';
  readonly session: HandoffSession;
  readonly way: GrantWay & { readonly kind: 'environmentFile' };
}

/**
 * What a file will contain. The address is made before the user is asked, so that what is shown is what is written; it opens nothing until the
 * grant is given.
 *
 * @returns `'noPort'` if the gateway can't run, which the user has been told
 */
export async function openContent(ports: HandoffPorts, { folder, session, way }: ContentQuestion): Promise<Content | 'noPort'> {
  if (way.carries === 'cookies' || folder === 'none') return { carries: 'cookies', session };
  const id = grantId({ folder: folder.uri.toString(), account: grantedAccount(session), way });
  const addresses = await (await ports.gateway()).open(id);
  if (addresses) return { carries: 'gateway', addresses };
  sayNoPort();
  return 'noPort';
}

/** The question before a file is written. */
export function writeTitle({ carries }: { readonly carries: Carried }, account: string, file: string): string {
  return carries === 'gateway'
    ? l10n.t('Write the gateway’s address for {0} to {1}?', account, file)
    : l10n.t('Write the session of {0} to {1}?', account, file);
}

/** What the user is asked before a session or an address is taken out of a file. */
export const removeTitle = (carries: Carried, file: string): string =>
  carries === 'gateway'
    ? l10n.t('Remove the session gateway’s address from {0}?', file)
    : l10n.t('Remove the VRChat session from {0}?', file);

/** What was taken out of a file. */
export const removedText = (carries: Carried, file: string): string =>
  carries === 'gateway' ? l10n.t('Address removed from {0}.', file) : l10n.t('Session removed from {0}.', file);

/** What is said of a file that keeps what has ended. */
export const leftText = (carries: Carried, file: string): string =>
  carries === 'gateway'
    ? l10n.t('{0} still contains an address of the session gateway that no longer works.', file)
    : l10n.t('{0} still contains the VRChat session you removed.', file);

/** What has become of a file. */
export function doneText(carries: Carried, outcome: 'written' | 'asItWas', file: string): string {
  if (carries === 'gateway')
    return outcome === 'asItWas'
      ? l10n.t('{0} already contains the gateway’s address.', file)
      : l10n.t('Gateway address written to {0}.', file);
  return outcome === 'asItWas' ? l10n.t('{0} already contains this session.', file) : l10n.t('Session written to {0}.', file);
}
