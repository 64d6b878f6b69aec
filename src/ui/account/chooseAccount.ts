import * as vscode from 'vscode';
import { isSameAccount, type AccountId } from '../../accounts/accountId.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import type { AccountView, LostAccount, PendingView } from '../../accounts/accountViews.ts';
import { accountName } from '../../prompts/accountName.ts';
import { say } from '../../prompts/say.ts';
import { stateAppearance } from '../status/stateAppearance.ts';

const { l10n } = vscode;

/** The target of a command: a row of the tree, or the arguments of a link. */
export interface CommandTarget {
  readonly account?: AccountId;
  readonly pendingId?: string;
  /** The text that "Copy" copies. */
  readonly copyText?: string;
  /** A link that was dropped on the view. */
  readonly link?: string;
}

/** Which account a command needs. */
export interface AccountChoice {
  /** Of the list, if there is something to choose. */
  readonly title: string;
  /** Whether the command makes sense for an account. */
  readonly applies: (account: AccountView) => boolean;
  /** Said if it makes sense for none. */
  readonly none?: string;
}

/**
 * Finds the account for a command: its target, the only account it applies to, or the one the user picks.
 *
 * @returns `undefined` if there is none, or none was picked
 */
export async function chooseAccount(
  store: AccountStore,
  target: CommandTarget | undefined,
  { title, applies, none }: AccountChoice,
): Promise<AccountView | undefined> {
  await store.sync();
  const { accounts, active } = store.snapshot();
  const possible = accounts.filter(applies).toSorted((a, b) => Number(isSameAccount(b, active)) - Number(isSameAccount(a, active)));
  const suitable = target?.account ? possible.filter((account) => isSameAccount(account, target.account)) : possible;
  if (suitable.length === 0 && none !== undefined) say(none);
  return pick(suitable, { title, placeHolder: l10n.t('Choose an account') }, accountItem);
}

/** The same for all accounts ever stored here, because lost accounts can be forgotten too. */
export async function chooseStoredAccount(
  store: AccountStore,
  target: CommandTarget | undefined,
  title: string,
): Promise<AccountView | LostAccount | undefined> {
  await store.sync();
  const { accounts, lost } = store.snapshot();
  const possible = [...accounts, ...lost];
  if (target?.account) return possible.find((account) => isSameAccount(account, target.account));
  return pick(possible, { title, placeHolder: l10n.t('Choose an account') }, accountItem);
}

/** Finds the pending sign-in for a command: its target, the only one, or the one the user picks. */
export async function choosePending(
  store: AccountStore,
  target: CommandTarget | undefined,
  title: string,
): Promise<PendingView | undefined> {
  await store.sync();
  const { pending } = store.snapshot();
  if (target?.pendingId !== undefined) return pending.find(({ id }) => id === target.pendingId);
  return pick(pending, { title, placeHolder: l10n.t('Choose a sign-in to continue') }, ({ server, loginName }) => ({
    label: accountName({ server, displayName: loginName ?? l10n.t('Sign-in') }),
  }));
}

function accountItem(account: AccountView | LostAccount): vscode.QuickPickItem {
  return { label: accountName(account), ...('state' in account && { description: stateAppearance(account.state, Date.now()).word }) };
}

async function pick<Entry>(
  entries: readonly Entry[],
  options: vscode.QuickPickOptions,
  itemOf: (entry: Entry) => vscode.QuickPickItem,
): Promise<Entry | undefined> {
  if (entries.length <= 1) return entries[0];
  return (
    await vscode.window.showQuickPick(
      entries.map((entry) => ({ ...itemOf(entry), entry })),
      options,
    )
  )?.entry;
}
