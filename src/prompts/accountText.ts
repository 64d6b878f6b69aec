import * as vscode from 'vscode';
import type { AccountId } from '../accounts/accountId.ts';
import { defaultServer, isLoopback } from '../vrchat/server.ts';
import { shownName } from './accountName.ts';
import { plainText } from './plainText.ts';

/**
 * An account where the user decides about it: its name, and its server unless that is VRChat's own.
 *
 * @param account - with its name as it may be shown
 */
export function accountText({ server, displayName }: Pick<AccountId, 'server'> & { readonly displayName: string }): string {
  const name = shownName(displayName, 60);
  if (server === defaultServer) return name;
  const { host, hostname } = new URL(server);
  return isLoopback(hostname) ? vscode.l10n.t('{0} (emulator {1})', name, host) : vscode.l10n.t('{0} (at {1})', name, plainText(host, 80));
}
