import type { UnreachableReason } from './errors.ts';

const reasonsByCode: readonly (readonly [RegExp, UnreachableReason])[] = [
  [/^(?:ENOTFOUND|EAI_)/, 'dns'],
  [/^ECONNREFUSED$/, 'refused'],
  [/^(?:ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET|ERR_STREAM_PREMATURE_CLOSE)$/, 'reset'],
  [/^(?:ENETUNREACH|EHOSTUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL)$/, 'offline'],
  [/TIMEDOUT|TIMEOUT/, 'timeout'],
  // The address and headers of requests are checked before, so that only a proxy's can be invalid.
  [/PROXY|TUNNEL|SOCKS|UND_ERR_PRX|UND_ERR_INVALID_ARG|ERR_INVALID_URL/, 'proxy'],
  // What answers does not speak TLS at all: a proxy for another protocol.
  [/^EPROTO$|WRONG_VERSION_NUMBER|PACKET_LENGTH/, 'proxy'],
  [/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_/, 'tls'],
];

/** Failures of a connection, which may be one to a proxy. */
const ofConnections: readonly UnreachableReason[] = ['dns', 'refused', 'offline', 'timeout'];

/**
 * Why a fetch failed. Node wraps the reason in causes; the first error with a known code decides.
 *
 * @param error - whatever was thrown
 * @param url - what was requested. If the connection that failed was one to another host or port, it was a proxy's
 * @returns the reason and the code it was read from: a constant such as `ECONNREFUSED`, never free text
 */
export function readNetworkError(error: unknown, url: string): { readonly reason: UnreachableReason; readonly cause: string } {
  const failures = failuresOf(error, 0);
  for (const failure of failures) {
    const found = reasonsByCode.find(([pattern]) => pattern.test(failure.code));
    if (!found) continue;
    const isProxy = ofConnections.includes(found[1]) && isElsewhere(failure, url);
    return { reason: isProxy ? 'proxy' : found[1], cause: failure.code };
  }
  return { reason: 'unknown', cause: failures[0]?.code ?? 'unknown' };
}

interface Failure {
  readonly code: string;
  readonly port?: unknown;
  readonly hostname?: unknown;
}

function isElsewhere({ port, hostname }: Failure, url: string): boolean {
  const target = new URL(url);
  const expected = target.port === '' ? (target.protocol === 'https:' ? 443 : 80) : Number(target.port);
  const isOtherHost = typeof hostname === 'string' && hostname !== '' && hostname !== target.hostname.replace(/^\[(.*)\]$/, '$1');
  return isOtherHost || (typeof port === 'number' && port !== expected);
}

function failuresOf(value: unknown, depth: number): Failure[] {
  if (typeof value !== 'object' || value === null || depth > 8) return [];
  const code = codeOf(value);
  const own =
    code === undefined
      ? []
      : [{ code, ...('port' in value && { port: value.port }), ...('hostname' in value && { hostname: value.hostname }) }];
  // Trying several addresses fails with one error for each.
  const inner: readonly unknown[] = 'errors' in value && Array.isArray(value.errors) ? value.errors : [];
  const cause = 'cause' in value ? [value.cause] : [];
  return [...own, ...[...inner, ...cause].flatMap((next) => failuresOf(next, depth + 1))];
}

/** A proxy that refuses, and one of SOCKS, are only told by a name or a message. */
function codeOf(error: object): string | undefined {
  if ('name' in error && error.name === 'SocksClientError') return 'SOCKS';
  if (error instanceof Error && /^Proxy response \(\d+\)|proxy authentication required/i.test(error.message)) return 'PROXY_RESPONSE';
  // What undici's fetch makes of status 407, and of nothing else: an error without a word.
  if (error instanceof Error && error.name === 'Error' && error.message === '' && !('code' in error)) return 'PROXY_RESPONSE';
  return 'code' in error && typeof error.code === 'string' && /^\w{1,60}$/.test(error.code) ? error.code : undefined;
}
