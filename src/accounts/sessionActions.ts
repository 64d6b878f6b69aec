import type { Session, VRChatClient } from '../vrchat/client.ts';
import type { VRChatResult } from '../vrchat/errors.ts';
import { compareAddresses } from '../vrchat/publicAddress.ts';
import type { CurrentUser } from '../vrchat/schemas.ts';
import { areSameCookies, createSessionCookies, type SessionCookies, type StoredCookie } from '../vrchat/sessionCookies.ts';
import { accountId, accountKey, type AccountId } from './accountId.ts';
import type { AccountStore } from './accountStore.ts';
import type { ClientProvider, Clock, Logger, Problem } from './ports.ts';
import type { AccountRecord } from './records.ts';
import { isTrustOfAnother } from './takeAnswer.ts';
import { knownState, owesTwoFactor, transition, type SessionEvent } from './sessionState.ts';

export interface SessionActionPorts {
  readonly store: AccountStore;
  readonly client: ClientProvider;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface CallOptions {
  /** The user wants to cancel the scheduled deletion, which any request does. */
  readonly endsDeletion?: boolean;
  /** The call is a check of the session; `token` if it is `GET /auth`, which says nothing about a two-factor code. */
  readonly checks?: 'token' | 'user';
  /** Aborted if the user does not want to wait for the answer. */
  readonly signal?: AbortSignal;
}

/** The result of a call, or the problem that stopped it. */
export type CallResult<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: Problem };

export type SessionActions = ReturnType<typeof createSessionActions>;

/** Actions on an existing session. Each returns the problem that stopped it, or `undefined`, and stores what the server said. */
export function createSessionActions({ store, client, clock, log }: SessionActionPorts) {
  const running = new Map<string, { readonly answer: Promise<Problem | undefined>; readonly controller: AbortController }>();

  /** A second request for what is already being asked waits for the same answer. Each can end the waiting of both. */
  function joinRunning(
    key: string,
    action: (signal: AbortSignal) => Promise<Problem | undefined>,
    signal?: AbortSignal,
  ): Promise<Problem | undefined> {
    const controller = running.get(key)?.controller ?? new AbortController();
    signal?.addEventListener('abort', () => controller.abort());
    const answer = running.get(key)?.answer ?? action(controller.signal).finally(() => running.delete(key));
    running.set(key, { answer, controller });
    return answer;
  }

  /**
   * Makes one call with an account's session and stores what the answer says about the session.
   *
   * @param request - the operation to call
   * @param take - stores further parts of the answer in the account's record
   * @returns `deletionScheduled` without a request while the account is scheduled for deletion, unless the call is meant to cancel that
   */
  async function call<Value>(
    account: AccountId,
    request: (vrchat: VRChatClient, session: Session) => Promise<VRChatResult<Value>>,
    take: (record: AccountRecord, value: Value) => AccountRecord = (record) => record,
    { endsDeletion = false, checks }: CallOptions = {},
  ): Promise<CallResult<Value>> {
    const record = store.account(account);
    if (!record) return { ok: false, problem: { kind: 'missingCredentials' } };
    const { accountDeletionDate } = record.profile;
    if (accountDeletionDate && !endsDeletion) return { ok: false, problem: { kind: 'deletionScheduled', date: accountDeletionDate } };
    const provided = client(record.server);
    if ('problem' in provided) return { ok: false, problem: provided.problem };
    const cookies = createSessionCookies(record.server, record.cookies);
    const release = store.markChecking(account);
    try {
      const result = await request(provided.client, { account: account.userId, cookies });
      const isRefused = !result.ok && result.error.kind === 'missingCredentials';
      const publicAddress = (result.ok && checks) || isRefused ? await provided.publicAddress() : undefined;
      const event: SessionEvent = result.ok
        ? { kind: 'confirmed', at: clock.now(), onlyToken: checks === 'token' }
        : {
            kind: 'failed',
            error: result.error,
            at: clock.now(),
            fromElsewhere: compareAddresses(record.publicAddress, publicAddress) === 'other',
          };
      await store.updateAccount(account, (current) => {
        // Another window may have signed in since; then this answer is about a session that the account no longer has.
        if (!areSameCookies(current.cookies, record.cookies)) return current;
        const next: AccountRecord = {
          ...current,
          cookies: changedCookies(cookies, record.cookies),
          state: transition(current.state, event),
          attemptedAt: clock.now(),
          clockOffset: clock.serverOffset(record.server) ?? current.clockOffset ?? 0,
          ...(result.ok && publicAddress !== undefined && { publicAddress }),
        };
        return result.ok ? take(next, result.value) : next;
      });
      return result.ok ? result : { ok: false, problem: result.error };
    } catch {
      log.warn('the new state of a session could not be stored');
      return { ok: false, problem: { kind: 'notStored' } };
    } finally {
      release();
    }
  }

  /** Only `GET /auth/user` knows whether a code is missing, so it is asked while that is in doubt. */
  function needsUser(account: AccountId): boolean {
    const record = store.account(account);
    const known = record && knownState(record.state);
    return known !== undefined && (known.kind === 'unchecked' || owesTwoFactor(known));
  }

  async function readUserAgain(account: AccountId, options: CallOptions): Promise<Problem | undefined> {
    let other: AccountRecord | undefined;
    const result = await call(
      account,
      (vrchat, session) => readCurrentUser(vrchat, session, options),
      (record, user) => {
        if (user.id === account.userId) return { ...record, profile: user, displayName: user.displayName };
        other = sessionOfAnother(record, user, clock.now());
        return signedOutRecord(record, clock.now());
      },
      { ...options, checks: 'user' },
    );
    if (!result.ok) return result.problem;
    if (!other) return undefined;
    // The cookie belongs to another account than expected, and is stored there.
    const found = other;
    await store.writeAccount(found, (existing) => ({ ...existing, ...found }));
    return { kind: 'otherAccount', account: accountId(found) };
  }

  return {
    call,

    /** Checks whether the session is alive, with one request, the cheapest that tells. */
    verify: (account: AccountId, options?: CallOptions): Promise<Problem | undefined> =>
      joinRunning(
        `verify ${accountKey(account)}`,
        async (signal) =>
          needsUser(account)
            ? readUserAgain(account, { ...options, signal })
            : problemOf(
                await call(account, (vrchat, session) => vrchat.verifyAuthToken(session, undefined, { signal }), undefined, {
                  ...options,
                  checks: 'token',
                }),
              ),
        options?.signal,
      ),

    /** Reads the account's profile again, with one request. */
    refresh: (account: AccountId, options?: CallOptions): Promise<Problem | undefined> =>
      joinRunning(`refresh ${accountKey(account)}`, (signal) => readUserAgain(account, { ...options, signal }), options?.signal),

    /**
     * Ends the session at the server and removes its cookie here. The trust of the last two-factor code stays, so the next login needs
     * none.
     *
     * @param hereOnly - don't contact the server
     * @returns the problem if the server could not end the session. Nothing is changed in that case
     */
    signOut: (account: AccountId, { hereOnly = false, endsDeletion = false } = {}): Promise<Problem | undefined> =>
      joinRunning(`sign out ${accountKey(account)}`, async () => {
        const record = store.account(account);
        if (!record) return undefined;
        const { accountDeletionDate } = record.profile;
        if (accountDeletionDate && !hereOnly && !endsDeletion) return { kind: 'deletionScheduled', date: accountDeletionDate };
        if (!hereOnly) {
          const provided = client(record.server);
          if ('problem' in provided) return provided.problem;
          const result = await provided.client.logout({
            account: account.userId,
            cookies: createSessionCookies(record.server, record.cookies),
          });
          const isOver = result.ok || result.error.kind === 'missingCredentials' || result.error.kind === 'requiresTwoFactorAuth';
          if (!isOver) return result.error;
        }
        try {
          await store.updateAccount(account, (current) => signedOutRecord(current, clock.now()));
          log.info('signed out');
          return undefined;
        } catch {
          return { kind: 'notStored' };
        }
      }),

    /** Discards a pending sign-in and ends its session at the server if possible. */
    discardPending: async (id: string): Promise<void> => {
      const record = store.pending(id);
      const provided = record && client(record.server);
      if (record && provided && 'client' in provided) {
        await provided.client.logout({ account: id, cookies: createSessionCookies(record.server, record.cookies) });
      }
      await store.removePending(id);
    },
  };
}

function problemOf(result: CallResult<unknown>): Problem | undefined {
  return result.ok ? undefined : result.problem;
}

/** The session of an account, if it is another's. Nothing that the user has stored for the account goes with it. */
function sessionOfAnother(record: AccountRecord, user: CurrentUser, at: number): AccountRecord {
  const { server, cookies, state, attemptedAt, publicAddress, clockOffset } = record;
  return {
    server,
    userId: user.id,
    displayName: user.displayName,
    profile: user,
    cookies: cookies.filter((cookie) => !isTrustOfAnother(cookie, user.id)),
    state,
    signedInAt: at,
    ...(attemptedAt !== undefined && { attemptedAt }),
    ...(publicAddress !== undefined && { publicAddress }),
    ...(clockOffset !== undefined && { clockOffset }),
  };
}

/** The record without its session, but with the trust of its last two-factor code. */
function signedOutRecord(record: AccountRecord, at: number): AccountRecord {
  return {
    ...record,
    cookies: record.cookies.filter(({ name }) => name !== 'auth'),
    state: transition(record.state, { kind: 'signedOut', at }),
  };
}

/** Reads whose session it is; a demand for a two-factor code counts as an error. */
export async function readCurrentUser(vrchat: VRChatClient, session: Session, { signal }: Pick<CallOptions, 'signal'> = {}) {
  const result = await vrchat.getCurrentUser(session, undefined, { ...(signal && { signal }) });
  if (!result.ok) return result;
  const { value } = result;
  return 'requiresTwoFactorAuth' in value
    ? ({ ok: false, error: { kind: 'requiresTwoFactorAuth' } } as const)
    : ({ ok: true, value } as const);
}

/** Only a session that the server has ended loses its `auth` cookie; other failures remove nothing. */
function changedCookies(cookies: SessionCookies, before: readonly StoredCookie[]): StoredCookie[] {
  const after = cookies.toStored();
  const kept = before.filter(({ name }) => name === 'auth' && !after.some((cookie) => cookie.name === 'auth'));
  return [...after, ...kept];
}
