import * as vscode from 'vscode';
import type { GatewayAddresses } from '../../gateway/sessionGateway.ts';
import type { HandoffPorts } from './handoffPorts.ts';

const { l10n } = vscode;

/** Copies a gateway's address, which is cleared from the clipboard like any secret. */
export async function copyAddress({ clipboard }: Pick<HandoffPorts, 'clipboard'>, { apiUrl }: GatewayAddresses): Promise<void> {
  const cleared = await clipboard.copySecret(apiUrl);
  const text = cleared === 0 ? l10n.t('Copied.') : l10n.t('Copied. The clipboard will be cleared in {0} s.', cleared);
  vscode.window.setStatusBarMessage(`$(check) ${text}`, 5000);
}
