import { accountKey, type AccountId } from './accountId.ts';
import { checkLock, renewalLock } from './accountLocks.ts';
import type { AccountStore } from './accountStore.ts';
import { isWithin, pauseEnd } from './pastTime.ts';
import type { LockPort } from './ports.ts';
import type { AccountRecord } from './records.ts';
import { mayRenew } from './renewal.ts';
import { confirmationMs, isConfirmed, knownState, type SessionState } from './sessionState.ts';
import { whenFree } from './whenFree.ts';

/** Why programs cannot use a session: the server's last word about it, or that there is none here. */
type DeadReason = 'signedOut' | 'expired' | 'otherNetwork' | 'moderated' | 'twoFactorPending' | 'elsewhere';

/** Why the server's word is missing. The session may be alive. */
type UncheckedReason =
  'unreachable' | 'outage' | 'rateLimited' | 'networkBlocked' | 'userAgentRejected' | 'serverGone' | 'deletionScheduled' | 'unknown';

/** What is known about a session at the moment it is handed over. */
export type Liveness =
  | { readonly kind: 'alive' | 'canceled' }
  /** There is a new session: read it from the store again. */
  | { readonly kind: 'renewed' }
  | { readonly kind: 'unchecked'; readonly reason: UncheckedReason }
  | { readonly kind: 'dead'; readonly reason: DeadReason };

export interface LivenessPorts {
  readonly store: AccountStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly locks: LockPort;
  /** Asks the server about a session, with one request. */
  readonly verify: (account: AccountId) => Promise<unknown>;
  /** Signs in again where the user has opted in. @returns whether there is a new session */
  readonly renew: (account: AccountId) => Promise<boolean>;
}

/**
 * Finds out whether a session is alive before it is handed over. What the server said in the last five minutes, to any window, counts;
 * otherwise it is asked, once for all callers and at most once in five minutes, whatever the check interval is. An expired session is renewed
 * if the user has opted in.
 *
 * @returns checks an account's session. An aborted caller stops waiting; the request goes on for the others
 */
export function createLivenessCheck({ store, now, locks, verify, renew }: LivenessPorts) {
  const running = new Map<string, Promise<Liveness>>();
  /** When this window last asked, because a result that could not be stored says nothing in the store. */
  const begun = new Map<string, number>();

  const isFresh = (at: number | undefined): boolean => isWithin(confirmationMs, at, now());

  const wasAsked = (record: AccountRecord): boolean => isFresh(record.attemptedAt) || isFresh(begun.get(accountKey(record)));

  /** Whether a renewal makes sense now: an attempt that has failed a moment ago is not repeated. */
  const canRenew = (record: AccountRecord): boolean => mayRenew(record) && !(record.renewals ?? []).some(isFresh);

  /**
   * @param isFinal - nothing more is done about it; otherwise a session that the user has opted in to renew may be about to be renewed
   * @returns the answer as far as it is known; `undefined` if the server has to be asked
   */
  function known(account: AccountId, isFinal = false): Liveness | undefined {
    const record = store.account(account);
    const shown = store.view(account)?.state.kind;
    if (shown === 'elsewhere') return { kind: 'dead', reason: 'elsewhere' };
    if (!record) return { kind: 'dead', reason: 'signedOut' };
    const { state } = record;
    const last = knownState(state);
    switch (last.kind) {
      case 'signedOut':
      case 'twoFactorPending':
      case 'moderated':
        return { kind: 'dead', reason: last.kind };
      case 'expired':
        return !isFinal && shown !== 'serverGone' && mayRenew(record) ? undefined : { kind: 'dead', reason: 'expired' };
      case 'otherNetwork':
        // It works again once the machine is back in the old network.
        return !isFinal && shown !== 'serverGone' && (!wasAsked(record) || mayRenew(record))
          ? undefined
          : { kind: 'dead', reason: 'otherNetwork' };
      case 'valid':
        if (shown !== 'serverGone' && isConfirmed(state, now())) return { kind: 'alive' };
        break;
      case 'unchecked':
        break;
    }
    if (shown === 'serverGone') return { kind: 'unchecked', reason: 'serverGone' };
    if (record.profile.accountDeletionDate) return { kind: 'unchecked', reason: 'deletionScheduled' };
    const isPaused = state.kind === 'rateLimited' && pauseEnd(state.until, now()) > now();
    if (!isFinal && !wasAsked(record) && !isPaused) return undefined;
    return { kind: 'unchecked', reason: obstacleOf(state) };
  }

  async function ask(account: AccountId): Promise<boolean> {
    const before = store.account(account);
    if (before && knownState(before.state).kind !== 'expired' && !wasAsked(before)) {
      begun.set(accountKey(account), now());
      await verify(account);
    }
    const record = store.account(account);
    if (!record || !mayRenew(record)) return false;
    if (canRenew(record) && (await renew(account))) return true;
    // The gateway, or this window by another way, may be renewing it.
    await whenFree(locks, renewalLock(account), () => store.sync());
    return false;
  }

  async function find(account: AccountId): Promise<Liveness> {
    for (;;) {
      await store.sync();
      const answer = known(account);
      if (answer) return answer;
      const release = await locks.tryAcquire(checkLock(account));
      if (!release) {
        await locks.nextChance();
        continue;
      }
      try {
        await store.sync();
        const isRenewed = known(account) === undefined && (await ask(account));
        return isRenewed ? { kind: 'renewed' } : (known(account, true) ?? { kind: 'unchecked', reason: 'unknown' });
      } finally {
        release();
      }
    }
  }

  return async (account: AccountId, signal?: AbortSignal): Promise<Liveness> => {
    const key = accountKey(account);
    // Nothing can be read while the keyring is locked.
    const answer =
      running.get(key) ??
      find(account)
        .catch((): Liveness => ({ kind: 'unchecked', reason: 'unknown' }))
        .finally(() => running.delete(key));
    running.set(key, answer);
    return signal ? unlessAborted(answer, signal) : answer;
  };
}

/** What kept the server from saying anything about the session. */
function obstacleOf({ kind }: SessionState): UncheckedReason {
  switch (kind) {
    case 'unreachable':
    case 'outage':
    case 'rateLimited':
    case 'networkBlocked':
    case 'userAgentRejected':
      return kind;
    default:
      return 'unknown';
  }
}

function unlessAborted(answer: Promise<Liveness>, signal: AbortSignal): Promise<Liveness> {
  return new Promise((resolve) => {
    const cancel = (): void => resolve({ kind: 'canceled' });
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    void answer.then(resolve).finally(() => signal.removeEventListener('abort', cancel));
  });
}
