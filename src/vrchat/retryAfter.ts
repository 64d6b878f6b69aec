/**
 * Reads `Retry-After`.
 *
 * @param now - milliseconds since the epoch; used if the response has no `Date`
 * @returns the delay in milliseconds, or `undefined` if there is none or it cannot be read
 * @see RFC 9110, 10.2.3, and 5.6.7 for the three forms of a date
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  // A fraction is not allowed, and clear all the same.
  if (/^\d{1,10}(?:\.\d{1,10})?$/.test(value)) return Math.ceil(Number(value)) * 1000;
  const date = /^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/.test(value) ? `${value} GMT` : value;
  if (!date.endsWith('GMT')) return undefined;
  const sent = Date.parse(headers.get('date') ?? '');
  const delayMs = Date.parse(date) - (Number.isNaN(sent) ? now : sent);
  return Number.isNaN(delayMs) ? undefined : Math.max(0, delayMs);
}
