import * as vscode from 'vscode';
import type { GatewayAddresses } from '../../gateway/sessionGateway.ts';
import { seconds } from '../../prompts/time.ts';
import type { HandoffPorts } from './handoffPorts.ts';

const { l10n } = vscode;

/** Copies a gateway's address, which is cleared from the clipboard like any secret. */
export async function copyAddress({ clipboard }: Pick<HandoffPorts, 'clipboard'>, { apiUrl }: GatewayAddresses): Promise<void> {
  const cleared = await clipboard.copySecret(apiUrl);
  const copied = l10n.t('Address copied.');
  const text = cleared === 0 ? copied : l10n.t('{0} The clipboard is cleared in {1}.', copied, seconds(cleared));
  vscode.window.setStatusBarMessage(`$(check) ${text}`, 5000);
}
