import type { VRChatError } from './errors.ts';
import { retryAfterMs } from './retryAfter.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const pauseKinds = ['rateLimited', 'tooManySessions'] as const;
/** Why VRChat told us to back off. */
export type PauseKind = (typeof pauseKinds)[number];

/** Length of a pause if VRChat names no time. After too many sessions, users report half an hour to two hours and more. */
const pauseLengths: Readonly<Record<PauseKind, { readonly firstMs: number; readonly longestMs: number }>> = {
  rateLimited: { firstMs: minuteMs, longestMs: hourMs },
  tooManySessions: { firstMs: 30 * minuteMs, longestMs: 2 * hourMs },
};
const shortestRetryAfterMs = 1000;
const longestRetryAfterMs = 24 * hourMs;

/** A pause as it is kept for later; times are milliseconds since the epoch. */
export interface StoredPause {
  readonly kind: PauseKind;
  readonly notedAt: number;
  readonly until: number;
  /** How many pauses have followed each other. */
  readonly strikes: number;
}

/** Keeps the pauses of accounts, so that the next window respects them. Neither function throws. */
export interface PauseMemory {
  readonly read: (account: string) => Promise<readonly StoredPause[]>;
  readonly write: (account: string, pauses: readonly StoredPause[]) => Promise<void>;
}

interface Pause extends StoredPause {
  readonly error: VRChatError;
}

/**
 * The pause that an account has to wait for. One that was noted in the future, or that is longer than any, comes from a clock that was
 * wrong.
 *
 * @param isLogin - a session limit only blocks logins
 * @param now - milliseconds since the epoch
 */
export function runningPause<Kept extends StoredPause>(pauses: readonly Kept[], isLogin: boolean, now: number): Kept | undefined {
  const running = pauses.filter(({ until, notedAt }) => until > now && notedAt <= now && until <= notedAt + longestRetryAfterMs);
  const ofKind = (wanted: PauseKind): Kept | undefined => running.find(({ kind }) => kind === wanted);
  return (isLogin ? ofKind('tooManySessions') : undefined) ?? ofKind('rateLimited');
}

/**
 * Remembers per account that VRChat told us to back off, so no request is sent before the pause ends. A pause lasts as long as
 * `Retry-After` says (at most a day); without it, each pause is twice as long as the one before.
 *
 * @param now - milliseconds since the epoch
 * @param memory - where pauses are kept for other windows and later ones
 */
export function createPauses(now: () => number, memory?: PauseMemory) {
  const pauses = new Map<string, readonly Pause[]>();
  const pausesOf = (account: string): readonly Pause[] => pauses.get(account) ?? [];
  const find = (kind: PauseKind, account: string): Pause | undefined => pausesOf(account).find((pause) => pause.kind === kind);

  /** Calls that hit the same limit at the same time count once. */
  const strikesBefore = (kind: PauseKind, account: string): number => {
    const pause = find(kind, account);
    if (!pause) return 0;
    return pause.until > now() ? pause.strikes - 1 : pause.strikes;
  };

  async function keep(account: string, next: readonly Pause[]): Promise<void> {
    pauses.set(account, next);
    await memory?.write(
      account,
      next.map(({ kind, notedAt, until, strikes }) => ({ kind, notedAt, until, strikes })),
    );
  }

  function take(account: string, noted: readonly StoredPause[]): void {
    for (const stored of noted) {
      const own = find(stored.kind, account);
      if (stored.notedAt > now() || (own && own.until >= stored.until)) continue;
      const { kind, until } = stored;
      const error: VRChatError = kind === 'rateLimited' ? { kind, until, serverMessage: '' } : { kind, until };
      pauses.set(account, [...pausesOf(account).filter((pause) => pause !== own), { ...stored, error }]);
    }
  }

  return {
    /** Takes over what other windows and earlier ones have noted for an account. */
    recall: async (account: string): Promise<void> => take(account, (await memory?.read(account)) ?? []),

    /** Takes over pauses of an account that others have noted. */
    take,

    /** The error a call would get while the account has to wait. */
    current: (account: string, isLogin: boolean): VRChatError | undefined => runningPause(pausesOf(account), isLogin, now())?.error,

    /** When a new pause ends, in milliseconds since the epoch. */
    proposed(kind: PauseKind, account: string, headers: Headers): number {
      const { firstMs, longestMs } = pauseLengths[kind];
      const own = Math.min(firstMs * 2 ** strikesBefore(kind, account), longestMs);
      const wanted = retryAfterMs(headers, now());
      return now() + (wanted === undefined ? own : Math.min(Math.max(wanted, shortestRetryAfterMs), longestRetryAfterMs));
    },

    async note(account: string, error: VRChatError): Promise<void> {
      if (error.kind !== 'rateLimited' && error.kind !== 'tooManySessions') return;
      const { kind, until } = error;
      const earlier = find(kind, account);
      const strikes = strikesBefore(kind, account) + 1;
      const isLonger = earlier !== undefined && earlier.until > until;
      const next: Pause = isLonger ? { ...earlier, strikes } : { kind, until, error, strikes, notedAt: now() };
      await keep(account, [...pausesOf(account).filter((pause) => pause !== earlier), next]);
    },

    /**
     * Resets the length of the next pause after a success.
     *
     * @param startedAt - when the call began; a call that was already running when the pause began says nothing about it
     */
    async clear(account: string, isLogin: boolean, startedAt: number): Promise<void> {
      const kinds: readonly PauseKind[] = isLogin ? pauseKinds : ['rateLimited'];
      const left = pausesOf(account).filter(({ kind, until }) => !kinds.includes(kind) || until > startedAt);
      if (left.length < pausesOf(account).length) await keep(account, left);
    },
  };
}
