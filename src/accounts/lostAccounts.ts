import { isSameAccount, type AccountId } from './accountId.ts';
import type { KnownAccount } from './accountMemory.ts';
import type { LostAccount, Privacy } from './accountViews.ts';

/**
 * Accounts that cannot be read, as they are shown.
 *
 * @param known - has their names
 */
export function lostAccounts(
  found: readonly { readonly account: AccountId; readonly problem: LostAccount['problem'] }[],
  known: readonly KnownAccount[],
  privacy: Privacy,
): LostAccount[] {
  return found.map(({ account, problem }, index) => {
    const { server, userId } = account;
    const name = known.find((candidate) => isSameAccount(candidate, account))?.displayName ?? userId;
    return { server, userId, problem, displayName: privacy.hidden ? privacy.placeholder(index + 1) : name };
  });
}
