import type { UnreachableReason } from './errors.ts';

const reasonsByCode: readonly (readonly [RegExp, UnreachableReason])[] = [
  [/^(?:ENOTFOUND|EAI_)/, 'dns'],
  [/^ECONNREFUSED$/, 'refused'],
  [/^(?:ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET|ERR_STREAM_PREMATURE_CLOSE)$/, 'reset'],
  [/^(?:ENETUNREACH|EHOSTUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL)$/, 'offline'],
  [/TIMEDOUT|TIMEOUT/, 'timeout'],
  [/PROXY|TUNNEL|UND_ERR_PRX/, 'proxy'],
  [/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_/, 'tls'],
];

/**
 * Why a fetch failed. Node wraps the reason in causes; the first error with a known code decides.
 *
 * @param error - whatever was thrown
 * @returns the reason and the code it was read from: a constant such as `ECONNREFUSED`, never free text
 */
export function readNetworkError(error: unknown): { readonly reason: UnreachableReason; readonly cause: string } {
  const codes = codesOf(error, 0);
  for (const code of codes) {
    const found = reasonsByCode.find(([pattern]) => pattern.test(code));
    if (found) return { reason: found[1], cause: code };
  }
  return { reason: 'unknown', cause: codes[0] ?? 'unknown' };
}

function codesOf(value: unknown, depth: number): string[] {
  if (typeof value !== 'object' || value === null || depth > 8) return [];
  const own = 'code' in value && typeof value.code === 'string' && /^\w{1,60}$/.test(value.code) ? [value.code] : [];
  // Trying several addresses fails with one error for each.
  const inner: readonly unknown[] = 'errors' in value && Array.isArray(value.errors) ? value.errors : [];
  const cause = 'cause' in value ? [value.cause] : [];
  return [...own, ...[...inner, ...cause].flatMap((next) => codesOf(next, depth + 1))];
}
