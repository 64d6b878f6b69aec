import type { VRChatError } from './errors.ts';
import { retryAfterMs } from './retryAfter.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Why VRChat told us to back off. */
export type PauseKind = 'rateLimited' | 'tooManySessions';

/** Length of a pause if VRChat names no time. After too many sessions, users report half an hour to two hours and more. */
const pauseLengths: Readonly<Record<PauseKind, { readonly firstMs: number; readonly longestMs: number }>> = {
  rateLimited: { firstMs: minuteMs, longestMs: hourMs },
  tooManySessions: { firstMs: 30 * minuteMs, longestMs: 2 * hourMs },
};
const shortestRetryAfterMs = 1000;
const longestRetryAfterMs = 24 * hourMs;

interface Pause {
  readonly error: VRChatError & { readonly until: number };
  readonly strikes: number;
}

/**
 * Remembers per account that VRChat told us to back off, so no request is sent before the pause ends. A pause lasts as long as
 * `Retry-After` says (at most a day); without it, each pause is twice as long as the one before.
 *
 * @param now - milliseconds since the epoch
 */
export function createPauses(now: () => number) {
  const pauses: Readonly<Record<PauseKind, Map<string, Pause>>> = { rateLimited: new Map(), tooManySessions: new Map() };
  /** Calls that hit the same limit at the same time count once. */
  const strikesBefore = (kind: PauseKind, account: string): number => {
    const strikes = pauses[kind].get(account)?.strikes ?? 0;
    return running(kind, account) ? strikes - 1 : strikes;
  };
  const running = (kind: PauseKind, account: string): VRChatError | undefined => {
    const error = pauses[kind].get(account)?.error;
    return error && error.until > now() ? error : undefined;
  };
  return {
    /** The error a call would get while the account has to wait. A session limit only blocks logins. */
    current(account: string, isLogin: boolean): VRChatError | undefined {
      return (isLogin ? running('tooManySessions', account) : undefined) ?? running('rateLimited', account);
    },

    /** When a new pause ends, in milliseconds since the epoch. */
    proposed(kind: PauseKind, account: string, headers: Headers): number {
      const { firstMs, longestMs } = pauseLengths[kind];
      const own = Math.min(firstMs * 2 ** strikesBefore(kind, account), longestMs);
      const wanted = retryAfterMs(headers, now());
      return now() + (wanted === undefined ? own : Math.min(Math.max(wanted, shortestRetryAfterMs), longestRetryAfterMs));
    },

    note(account: string, error: VRChatError): void {
      if (error.kind !== 'rateLimited' && error.kind !== 'tooManySessions') return;
      const earlier = pauses[error.kind].get(account);
      const strikes = strikesBefore(error.kind, account) + 1;
      pauses[error.kind].set(account, { error: earlier && earlier.error.until > error.until ? earlier.error : error, strikes });
    },

    /**
     * Resets the length of the next pause after a success.
     *
     * @param startedAt - when the call began; a call that was already running when the pause began says nothing about it
     */
    clear(account: string, isLogin: boolean, startedAt: number): void {
      for (const kind of isLogin ? (['rateLimited', 'tooManySessions'] as const) : (['rateLimited'] as const)) {
        const pause = pauses[kind].get(account);
        if (pause && pause.error.until <= startedAt) pauses[kind].delete(account);
      }
    },
  };
}
