/**
 * How long a server asks to be left alone.
 *
 * @param now - milliseconds since the epoch; used where the answer itself is not dated
 * @returns milliseconds, or `undefined` if it does not say
 * @see RFC 9110, 10.2.3
 */
export function retryAfterMilliseconds(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,10}$/.test(value)) return Number(value) * 1000;
  if (!value.endsWith('GMT')) return undefined;
  const sent = Date.parse(headers.get('date') ?? '');
  const milliseconds = Date.parse(value) - (Number.isNaN(sent) ? now : sent);
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}
