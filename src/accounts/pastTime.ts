/**
 * A time that was noted earlier. One in the future comes from a clock that was wrong, and says nothing.
 *
 * @param at - milliseconds since the epoch
 * @param now - milliseconds since the epoch
 * @returns the time; `undefined` if none was noted, or if it has not come yet
 */
export function pastTime(at: number | undefined, now: number): number | undefined {
  return at !== undefined && at <= now ? at : undefined;
}

/** Whether something was noted within a span of time that ends now. @param spanMs - its length */
export function isWithin(spanMs: number, at: number | undefined, now: number): boolean {
  const past = pastTime(at, now);
  return past !== undefined && past > now - spanMs;
}

/** VRChat never asked for more, and no pause is respected for longer. */
const longestPauseMs = 24 * 60 * 60_000;

/**
 * When a pause ends, as far as it is respected: one that is longer than any was noted by a clock that was wrong.
 *
 * @param until - milliseconds since the epoch
 * @param now - milliseconds since the epoch
 * @returns `now` if the pause is over or cannot be right
 */
export function pauseEnd(until: number, now: number): number {
  return until > now && until <= now + longestPauseMs ? until : now;
}
