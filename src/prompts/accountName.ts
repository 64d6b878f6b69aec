import type { AccountId } from '../accounts/accountId.ts';
import { plainText } from './plainText.ts';
import { serverName } from './serverName.ts';

/**
 * An account's name inside other text, with its server's if new sign-ins go elsewhere. VRChat's names are shorter than this, so only hostile
 * ones are truncated.
 */
export function accountName({ server, displayName }: Pick<AccountId, 'server'> & { readonly displayName: string }, maxLength = 40): string {
  return [plainText(displayName, maxLength), serverName(server)].filter((part) => part !== undefined).join(' · ');
}
