import * as vscode from 'vscode';
import type { AccountStore } from '../accounts/accountStore.ts';
import type { AccountView } from '../accounts/accountViews.ts';
import { plainText } from './plainText.ts';
import { stateAppearance } from './stateAppearance.ts';

/**
 * The account a command is for: the one it was started on, the only one it applies to, or the one that is picked.
 *
 * @param applies - whether the command makes sense for an account
 * @returns `undefined` if there is none, or none was picked
 */
export async function chooseAccount(
  store: AccountStore, target: { readonly userId?: string } | undefined, title: string, applies: (account: AccountView) => boolean,
): Promise<AccountView | undefined> {
  await store.sync();
  const { accounts, active } = store.snapshot();
  const possible = accounts.filter(applies);
  if (target?.userId !== undefined) return possible.find(({ userId }) => userId === target.userId);
  if (possible.length <= 1) return possible[0];
  const first = possible.filter(({ userId }) => userId === active?.userId);
  const items = [...first, ...possible.filter((account) => !first.includes(account))].map((account) => ({
    label: plainText(account.displayName), description: stateAppearance(account.state, Date.now()).word, account,
  }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('Choose an account') }))?.account;
}
