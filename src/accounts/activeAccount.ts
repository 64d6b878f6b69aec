import { accountKey } from './accountId.ts';
import { hasSession, type AccountView } from './accountViews.ts';

/**
 * The account that is meant where no other is named. One that was chosen stays it, with or without a session, and if it is no longer stored,
 * none is: another account never takes its place by itself.
 *
 * @param chosenKey - of the account that was chosen for this workspace or else for all windows; `undefined` if none ever was
 */
export function activeAccount(accounts: readonly AccountView[], chosenKey: string | undefined): AccountView | undefined {
  if (chosenKey === undefined) return accounts.filter(hasSession).toSorted((a, b) => b.signedInAt - a.signedInAt)[0] ?? accounts[0];
  const chosen = accounts.find((account) => accountKey(account) === chosenKey);
  if (chosen) return chosen;
  // The first release stored a user ID, which was one account.
  const [only, ...others] = accounts.filter(({ userId }) => userId === chosenKey);
  return others.length === 0 ? only : undefined;
}
