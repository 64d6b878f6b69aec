import * as vscode from 'vscode';
import type { AccountId } from '../accounts/accountId.ts';
import { plainText } from './plainText.ts';
import { serverName } from './serverName.ts';
import { isVisible } from './typedName.ts';

/** An account's name inside other text; a name with nothing to see in it would leave a gap there. */
export function shownName(displayName: string, maxLength: number): string {
  return isVisible(displayName) ? plainText(displayName, maxLength) : vscode.l10n.t('VRChat account');
}

/**
 * An account's name inside other text, with its server's if new sign-ins go elsewhere. VRChat's names are shorter than this, so only hostile
 * ones are truncated.
 */
export function accountName({ server, displayName }: Pick<AccountId, 'server'> & { readonly displayName: string }, maxLength = 40): string {
  return [shownName(displayName, maxLength), serverName(server)].filter((part) => part !== undefined).join(' · ');
}
