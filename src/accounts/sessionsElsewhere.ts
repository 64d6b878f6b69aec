import { compareAddresses, type PublicAddress } from '../vrchat/publicAddress.ts';
import { createSessionCookies, type StoredCookie } from '../vrchat/sessionCookies.ts';
import type { AccountId } from './accountId.ts';
import type { AccountStore } from './accountStore.ts';
import { hasSession } from './accountViews.ts';
import type { ClientProvider, Clock, Logger, Problem } from './ports.ts';
import type { AccountRecord, SessionPart } from './records.ts';
import { readCurrentUser } from './sessionActions.ts';
import type { SessionState } from './sessionState.ts';

export interface SessionsElsewherePorts {
  readonly store: AccountStore;
  readonly client: ClientProvider;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Takes over sessions that were made on other hosts. VRChat ties a session to a network, so such a session is used here only if that is the
 * same, or if the user says so and the server accepts it.
 */
export function createSessionsElsewhere({ store, client, clock, log }: SessionsElsewherePorts) {
  async function take(
    account: AccountId,
    foreign: SessionPart,
    now: { readonly cookies: readonly StoredCookie[]; readonly state: SessionState; readonly publicAddress: PublicAddress | undefined },
  ): Promise<void> {
    const { version, pauses, renewals, renewalStopped, pendingTwoFactor, attemptedAt, clockOffset, publicAddress, ...session } = foreign;
    await store.writeAccount(account, (existing): AccountRecord => {
      // The user may have signed in here meanwhile.
      if (existing && hasSession(existing)) return existing;
      const address = now.publicAddress === undefined ? {} : { publicAddress: now.publicAddress };
      return { ...existing, ...session, cookies: [...now.cookies], state: now.state, ...address };
    });
    log.info('a session of another host was taken over');
  }

  return {
    /**
     * Checks an account's session with one request and no login, and takes it over if the server accepts it from here.
     *
     * @returns the problem that stopped it, or `undefined`. Nothing is stored in that case
     */
    async useHere(account: AccountId): Promise<Problem | undefined> {
      const foreign = store.sessionElsewhere(account);
      if (!foreign) return { kind: 'missingCredentials' };
      const { accountDeletionDate } = foreign.profile;
      if (accountDeletionDate) return { kind: 'deletionScheduled', date: accountDeletionDate };
      const connection = client(account.server);
      if ('problem' in connection) return connection.problem;
      const cookies = createSessionCookies(account.server, foreign.cookies);
      const result = await readCurrentUser(connection.client, { account: account.userId, cookies });
      if (!result.ok) return result.error;
      if (result.value.id !== account.userId) return { kind: 'otherAccount', account: { ...account, userId: result.value.id } };
      const at = clock.now();
      try {
        await take(account, foreign, {
          cookies: cookies.toStored(),
          state: { kind: 'valid', since: at, checkedAt: at },
          publicAddress: await connection.publicAddress(),
        });
        return undefined;
      } catch {
        return { kind: 'notStored' };
      }
    },

    /** Takes over what was made from this machine's own public address. No session is sent for that; each is checked when it is due. */
    async takeOver(): Promise<void> {
      for (const { server, userId } of store.snapshot().accounts) {
        const foreign = store.sessionElsewhere({ server, userId });
        if (foreign?.publicAddress === undefined) continue;
        const connection = client(server);
        if ('problem' in connection) continue;
        const publicAddress = await connection.publicAddress();
        if (compareAddresses(foreign.publicAddress, publicAddress) !== 'same') continue;
        await take({ server, userId }, foreign, {
          cookies: foreign.cookies,
          state: { kind: 'unchecked', since: clock.now() },
          publicAddress,
        });
      }
    },
  };
}
