/**
 * Reads `Retry-After`.
 *
 * @param now - milliseconds since the epoch; used if the response has no `Date`
 * @returns the delay in milliseconds, or `undefined` if there is none or it cannot be read
 * @see RFC 9110, 10.2.3
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,10}$/.test(value)) return Number(value) * 1000;
  if (!value.endsWith('GMT')) return undefined;
  const sent = Date.parse(headers.get('date') ?? '');
  const delayMs = Date.parse(value) - (Number.isNaN(sent) ? now : sent);
  return Number.isNaN(delayMs) ? undefined : Math.max(0, delayMs);
}
