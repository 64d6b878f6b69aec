import type { AccountId } from '../../accounts/accountId.ts';
import { accountName } from '../../prompts/accountName.ts';

/** VRChat's names are this long at most; longer texts, such as the address of a pending sign-in, would leave no room for the state. */
const maxLength = 16;

/** An account's name as the label of a row, short enough that its state is in sight beside it, and the whole one. */
export function rowName(account: Pick<AccountId, 'server'> & { readonly displayName: string }): {
  readonly label: string;
  readonly whole: string;
} {
  return { label: accountName(account, maxLength), whole: accountName(account, 200) };
}
