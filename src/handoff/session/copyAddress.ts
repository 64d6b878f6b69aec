import * as vscode from 'vscode';
import type { GatewayAddresses } from '../../gateway/sessionGateway.ts';
import { copiedText } from '../../prompts/copiedText.ts';
import type { HandoffPorts } from './handoffPorts.ts';

/** Copies a gateway's address, which is cleared from the clipboard like any secret. */
export async function copyAddress({ clipboard }: Pick<HandoffPorts, 'clipboard'>, { apiUrl }: GatewayAddresses): Promise<void> {
  const cleared = await clipboard.copySecret(apiUrl);
  vscode.window.setStatusBarMessage(`$(check) ${copiedText(cleared)}`, 5000);
}
