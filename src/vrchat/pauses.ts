import type { VRChatError } from './errors.ts';
import { retryAfterMilliseconds } from './transport.ts';

const firstPauseMilliseconds = 60_000;
const longestPauseMilliseconds = 60 * 60_000;

interface Pause {
  readonly error: VRChatError & { readonly until: number };
  readonly strikes: number;
}

/**
 * Remembers, per account, that VRChat asked to be left alone, so that nobody knocks again before the time is over.
 * Without a `Retry-After` the pause is a minute, doubled each time it happens again, at most an hour.
 *
 * @param now - milliseconds since the epoch
 */
export function createPauses(now: () => number) {
  const pauses = new Map<string, Pause>();
  return {
    /** The error a call would get, if the account has to wait. A session cap holds back logins only. */
    current(account: string, isLogin: boolean): VRChatError | undefined {
      const error = pauses.get(account)?.error;
      if (!error || error.until <= now() || (error.kind === 'tooManySessions' && !isLogin)) return undefined;
      return error;
    },
    /** When a rate limit that has just been answered ends: as the server says, else after our own pause, but at least the given time. */
    proposed(account: string, headers: Headers, atLeastMilliseconds: number): number {
      const strikes = pauses.get(account)?.strikes ?? 0;
      const own = Math.min(firstPauseMilliseconds * 2 ** strikes, longestPauseMilliseconds);
      return now() + (retryAfterMilliseconds(headers, now()) ?? Math.max(own, atLeastMilliseconds));
    },
    note(account: string, error: VRChatError): void {
      if (error.kind !== 'rateLimited' && error.kind !== 'tooManySessions') return;
      pauses.set(account, { error, strikes: (pauses.get(account)?.strikes ?? 0) + 1 });
    },
    clear(account: string): void {
      pauses.delete(account);
    },
  };
}
