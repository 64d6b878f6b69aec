import { accountId, accountKey, type AccountId } from '../accounts/accountId.ts';
import type { AccountStore } from '../accounts/accountStore.ts';
import { hasSession } from '../accounts/accountViews.ts';
import { namesOf } from '../accounts/loginNames.ts';
import type { Logger, Problem } from '../accounts/ports.ts';
import type { AccountRecord } from '../accounts/records.ts';
import { knownState } from '../accounts/sessionState.ts';
import type { StoredPause } from '../vrchat/pauses.ts';
import { areSameCookies, type StoredCookie } from '../vrchat/sessionCookies.ts';
import type { LentSession } from './ports.ts';

export interface LentSessionsPorts {
  readonly store: AccountStore;
  /** Asks VRChat about a session, with one request for all that wait. @returns the problem, if there is one */
  readonly verify: (account: AccountId) => Promise<Problem | undefined>;
  /** Signs in again where the user has opted in, within the account's limit. @returns whether there is a new session */
  readonly renew: (account: AccountId) => Promise<boolean>;
  readonly log: Logger;
}

const noPauses: readonly StoredPause[] = [];

/** States in which VRChat serves a session. What stands in front of them, such as an outage, is for the program to see. */
const usable: readonly string[] = ['valid', 'unchecked'];

/**
 * Lends the stored sessions to the gateway. What the gateway learns is stored with the account; what happens to the account meanwhile, such as
 * a sign-out in another window, holds for the next request.
 *
 * @returns finds the session of an account; `undefined` if the account is not stored here
 */
export function createLentSessions({ store, verify, renew, log }: LentSessionsPorts): (account: AccountId) => LentSession | undefined {
  const lent = new Map<string, LentSession>();
  const lastCookies = new Map<string, readonly StoredCookie[]>();

  /** Records are read anew at each change of the store; the gateway wants the same array for the same cookies. */
  function sameArray(record: AccountRecord): readonly StoredCookie[] {
    const key = accountKey(record);
    const last = lastCookies.get(key);
    if (last && areSameCookies(last, record.cookies)) return last;
    lastCookies.set(key, record.cookies);
    return record.cookies;
  }

  function isUsable(record: AccountRecord): boolean {
    return (
      hasSession(record) &&
      !store.isGone(record.server) &&
      usable.includes(knownState(record.state).kind) &&
      !record.profile.accountDeletionDate
    );
  }

  function lend(account: AccountId): LentSession {
    return {
      account,
      get loginNames() {
        const record = store.account(account);
        return record ? [...namesOf(record)] : [];
      },
      cookies: () => {
        const record = store.account(account);
        return record && isUsable(record) ? sameArray(record) : undefined;
      },
      keepCookies: (cookies, before) => {
        store
          .updateAccount(account, (current) => (areSameCookies(current.cookies, before) ? { ...current, cookies: [...cookies] } : current))
          .catch(() => log.warn('the cookies of an answer could not be stored'));
      },
      pauses: () => store.account(account)?.pauses ?? noPauses,
      keepPauses: (pauses) => {
        store
          .updateAccount(account, (current) => ({ ...current, pauses: [...pauses] }))
          .catch(() => log.warn('a pause could not be stored'));
      },
      confirm: async () => {
        const problem = await verify(account).catch((): Problem => ({ kind: 'notStored' }));
        if (problem === undefined) return 'alive';
        const record = store.account(account);
        // Its own answer is what counts, and it is in the record by now.
        return record && isUsable(record) ? 'unknown' : 'dead';
      },
      renew: () => renew(account).catch(() => false),
    };
  }

  return (wanted) => {
    if (!store.account(wanted)) return undefined;
    const key = accountKey(wanted);
    const session = lent.get(key) ?? lend(accountId(wanted));
    lent.set(key, session);
    return session;
  };
}
