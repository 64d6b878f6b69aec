import { accountKey, isSameAccount, type AccountId } from './accountId.ts';
import { checkLock } from './accountLocks.ts';
import type { AccountStore } from './accountStore.ts';
import type { AccountView } from './accountViews.ts';
import { pastTime, pauseEnd } from './pastTime.ts';
import { removeOldPending } from './pendingSignIns.ts';
import type { LockPort } from './ports.ts';
import { knownState } from './sessionState.ts';
import { ifFree } from './whenFree.ts';

export interface HealthMonitorPorts {
  readonly store: AccountStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly locks: LockPort;
  /** Whether this window has focus. */
  readonly isFocused: () => boolean;
  /** Time between two checks, in milliseconds; 0 for none. */
  readonly interval: () => number;
  /** Checks the session with the server. */
  readonly verify: (account: AccountId) => Promise<unknown>;
  /** Called for an account whose session was refused. */
  readonly renew: (account: AccountId) => Promise<unknown>;
  /** A number from 0 to 1, drawn for each interval. */
  readonly random: () => number;
}

/** After a temporary failure, a user who returns to the window need not wait for the whole interval. */
const impatientMs = 60_000;

/** Timers are not exact over long times, and one of more than 24 days would fire at once. */
const longestWaitMs = 24 * 60 * 60_000;

/** How often a window with a due check looks whether another one has finished it. */
const turnMs = 1000;

export type HealthMonitor = ReturnType<typeof createHealthMonitor>;

/**
 * Keeps the active account's session checked: when the window starts, when it gets focus, and while it has focus, if the last check by any
 * window is older than the interval (with ±20 % jitter, to spread the load). Windows take turns through a lock and read what the others
 * wrote, so several cost no more than one. An attempt counts as a check even if its result could not be stored. Without an account there is
 * no timer.
 */
export function createHealthMonitor({ store, now, locks, isFocused, interval, verify, renew, random }: HealthMonitorPorts) {
  let timer: NodeJS.Timeout | undefined;
  let jitter = 0.8 + random() * 0.4;
  let running: Promise<void> | undefined;
  const begun = new Map<string, number>();

  function lastAttempt(account: AccountView): number | undefined {
    const times = [account.attemptedAt, begun.get(accountKey(account))].flatMap((at) => pastTime(at, now()) ?? []);
    return times.length === 0 ? undefined : Math.max(...times);
  }

  function dueAt(account: AccountView): number | undefined {
    const length = interval();
    if (length === 0 || account.profile.accountDeletionDate || account.checking) return undefined;
    const { state } = account;
    if (['signedOut', 'twoFactorPending', 'moderated'].includes(knownState(state).kind)) return undefined;
    if (state.kind === 'serverGone' || state.kind === 'elsewhere') return undefined;
    if (state.kind === 'expired' && !account.renewsItself) return undefined;
    const last = lastAttempt(account);
    const due = last === undefined ? now() : last + length * jitter;
    return state.kind === 'rateLimited' ? Math.max(due, pauseEnd(state.until, now())) : due;
  }

  function schedule(): void {
    clearTimeout(timer);
    timer = undefined;
    const { active } = store.snapshot();
    const due = active && isFocused() ? dueAt(active) : undefined;
    if (due === undefined) return;
    timer = setTimeout(() => void check(), Math.min(Math.max(turnMs, due - now()), longestWaitMs));
    timer.unref();
  }

  /** Checks if a check is due, counting those of all windows. */
  function check({ impatient = false } = {}): Promise<void> {
    running ??= checkOnce(impatient).finally(() => {
      running = undefined;
      schedule();
    });
    return running;
  }

  async function checkOnce(impatient: boolean): Promise<void> {
    const isDue = (): AccountView | undefined => {
      const { active } = store.snapshot();
      const due = active && dueAt(active);
      if (!active || due === undefined) return undefined;
      const isImpatient = impatient && 'known' in active.state && active.state.kind !== 'rateLimited';
      const patience = isImpatient ? (lastAttempt(active) ?? 0) + impatientMs : due;
      return now() >= Math.min(due, patience) ? active : undefined;
    };
    const due = isDue();
    if (!due) return;
    await ifFree(locks, checkLock(due), async () => {
      await store.sync();
      const account = isDue();
      if (!account || !isSameAccount(account, due)) return;
      jitter = 0.8 + random() * 0.4;
      begun.set(accountKey(account), now());
      if (account.state.kind !== 'expired') await verify(account);
      const kind = store.account(account)?.state.kind;
      if (kind === 'expired' || kind === 'otherNetwork') await renew(account);
    });
  }

  const subscription = store.onDidChange(schedule);
  return {
    /** Call this when the window has started, and when it gets or loses focus. */
    async wake(): Promise<void> {
      await store.load();
      await removeOldPending(store, now());
      schedule();
      if (isFocused()) await check({ impatient: true });
    },
    /** When the next check is due while the window has focus; `undefined` if none is. */
    nextCheckAt: (account: AccountView): number | undefined => dueAt(account),
    dispose(): void {
      clearTimeout(timer);
      subscription.dispose();
    },
  };
}
