import * as vscode from 'vscode';
import { isSameAccount, type AccountId } from '../../accounts/accountId.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import type { AccountView, LostAccount, PendingView } from '../../accounts/accountViews.ts';
import { accountName } from '../../prompts/accountName.ts';
import type { CommandTarget } from '../../prompts/commandTarget.ts';
import { say } from '../../prompts/say.ts';
import { stateAppearance } from '../status/stateAppearance.ts';

const { l10n } = vscode;

/** Which account a command needs. */
export interface AccountChoice {
  /** Of the list, if there is something to choose. */
  readonly title: string;
  /** Whether the command makes sense for an account. */
  readonly applies: (account: AccountView) => boolean;
  /** Said if it makes sense for none. */
  readonly none?: string;
  /** For commands of the kind `asks` without another box: unless a surface of ours started it, the user has to choose, even of one. */
  readonly asks?: boolean;
}

/**
 * Finds the account for a command: its target, the only account it applies to, or the one the user picks.
 *
 * @returns `undefined` if there is none, or none was picked
 */
export async function chooseAccount(
  store: AccountStore,
  target: CommandTarget | undefined,
  { title, applies, none, asks = false }: AccountChoice,
): Promise<AccountView | undefined> {
  await store.sync();
  const { accounts, active } = store.snapshot();
  const possible = activeFirst(accounts.filter(applies), active);
  const named = target?.account ? possible.filter((account) => isSameAccount(account, target.account)) : possible;
  const suitable = named.length === 0 && target?.isSelection ? possible : named;
  if (suitable.length === 0 && none !== undefined) say(none);
  return pick(suitable, { title, placeHolder: l10n.t('Choose an account') }, accountItem(active), asks && target?.isOurs !== true);
}

/** The same for all accounts ever stored here, because lost accounts can be forgotten too. */
export async function chooseStoredAccount(
  store: AccountStore,
  target: CommandTarget | undefined,
  title: string,
): Promise<AccountView | LostAccount | undefined> {
  await store.sync();
  const { accounts, lost, active } = store.snapshot();
  const possible = [...activeFirst(accounts, active), ...lost];
  if (target?.account) return possible.find((account) => isSameAccount(account, target.account));
  return pick(possible, { title, placeHolder: l10n.t('Choose an account') }, accountItem(active));
}

/** Finds the pending sign-in for a command: its target, the only one, or the one the user picks. Says so if none is waiting. */
export async function choosePending(
  store: AccountStore,
  target: CommandTarget | undefined,
  { title, asks = false }: { readonly title: string; readonly asks?: boolean },
): Promise<PendingView | undefined> {
  await store.sync();
  const { pending } = store.snapshot();
  const suitable = target?.pendingId === undefined ? pending : pending.filter(({ id }) => id === target.pendingId);
  if (suitable.length === 0) say(l10n.t('No sign-in is waiting for a code.'));
  const item = ({ server, loginName }: PendingView) => ({ label: accountName({ server, displayName: loginName ?? l10n.t('Sign-in') }) });
  return pick(suitable, { title, placeHolder: l10n.t('Choose a sign-in') }, item, asks && target?.isOurs !== true);
}

/** The active account first: it is what most commands are for. */
export function activeFirst<Account extends AccountId>(accounts: readonly Account[], active: AccountId | undefined): Account[] {
  return accounts.toSorted((a, b) => Number(isSameAccount(b, active)) - Number(isSameAccount(a, active)));
}

function accountItem(active: AccountId | undefined): (account: AccountView | LostAccount) => vscode.QuickPickItem {
  return (account) => ({ label: accountName(account), ...('state' in account && accountFacts(account, active)) });
}

/** An account's state in a choice, and whether it is the active one. */
export function accountFacts(
  account: AccountView,
  active: AccountId | undefined,
): Required<Pick<vscode.QuickPickItem, 'description' | 'iconPath'>> {
  const { icon, word } = stateAppearance(account.state, Date.now());
  return {
    iconPath: new vscode.ThemeIcon(icon),
    description: [...(isSameAccount(account, active) ? [l10n.t('active')] : []), word].join(' · '),
  };
}

async function pick<Entry>(
  entries: readonly Entry[],
  options: vscode.QuickPickOptions,
  itemOf: (entry: Entry) => vscode.QuickPickItem,
  isAlwaysAsked = false,
): Promise<Entry | undefined> {
  if (entries.length === 0 || (entries.length === 1 && !isAlwaysAsked)) return entries[0];
  return (
    await vscode.window.showQuickPick(
      entries.map((entry) => ({ ...itemOf(entry), entry })),
      options,
    )
  )?.entry;
}
