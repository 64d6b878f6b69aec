import type { AccountStore } from '../../accounts/accountStore.ts';
import type { AccountView } from '../../accounts/accountViews.ts';
import { askForName } from '../../prompts/askText.ts';
import { plainText } from '../../prompts/plainText.ts';

/** Has the user type an account's name before something that can't be undone. @returns whether it was typed */
export function confirmByName(store: AccountStore, account: AccountView, title: string): Promise<boolean> {
  const { displayName, userId } = account;
  return askForName({ title, name: store.account(account)?.displayName ?? '', shown: plainText(displayName, 40), userId });
}
