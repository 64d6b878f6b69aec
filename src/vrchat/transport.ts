import ky, { isHTTPError, type KyInstance, type RetryOptions } from 'ky';
import type { UnreachableReason } from './errors.ts';

/** How long a call may take, every retry and the last byte of the answer included. */
const timeoutMilliseconds = 30_000;
const maxResponseBytes = 5 * 1024 * 1024;

/** One request on its way out. */
export interface TransportRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly repeatable: boolean;
  readonly signal?: AbortSignal;
  /** Called for every response as soon as its headers are there, retried ones included. */
  readonly onHeaders: (response: Response) => void;
}

/** A response, or why there is none. */
export type TransportResult =
  | { readonly kind: 'response'; readonly status: number; readonly headers: Headers; readonly body: string }
  | { readonly kind: 'unreachable'; readonly reason: UnreachableReason; readonly cause: string }
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'cancelled' };

export type Transport = (request: TransportRequest) => Promise<TransportResult>;

/**
 * HTTP as this client does it: no redirect is followed, no cookie store but ours is used, only what is repeatable is retried
 * (network errors and 502, 503, 504; after 1 s and 2 s, give or take a quarter, or as `Retry-After` says).
 *
 * @param fetch - the host's own; in VS Code it knows the proxy and the certificates. `redirect: "manual"` also keeps VS Code from
 * handing the request to Electron's fetch (`http.electronFetch`), which would drop the `Cookie` header.
 */
export function createTransport(fetch: typeof globalThis.fetch): Transport {
  const http: KyInstance = ky.create({ redirect: 'manual', credentials: 'omit', timeout: false });

  return async ({ url, method, headers, body, repeatable, signal, onHeaders }) => {
    const deadline = AbortSignal.timeout(timeoutMilliseconds);
    try {
      const response = await http(url, {
        method,
        headers,
        ...(body && { json: body }),
        fetch: async (input, init) => {
          const received = await fetch(input, init);
          onHeaders(received);
          return received;
        },
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
        retry: repeatable ? retryOptions : 0,
        // An error is retried by ky only if it throws; what is not to be retried is read below like any answer.
        throwHttpErrors: (status) => repeatable && retriedStatusCodes.includes(status),
      });
      const text = await readText(response);
      return text === undefined
        ? { kind: 'tooLarge' }
        : { kind: 'response', status: response.status, headers: response.headers, body: text };
    } catch (error) {
      if (isHTTPError(error)) return { kind: 'response', status: error.response.status, headers: error.response.headers, body: '' };
      if (signal?.aborted) return { kind: 'cancelled' };
      if (deadline.aborted) return { kind: 'unreachable', reason: 'timeout', cause: 'no complete answer in 30 s' };
      return { kind: 'unreachable', ...readNetworkError(error) };
    }
  };
}

/** A server that wants a longer rest than this gets it: the call fails, and the caller decides when to come back. */
const longestRetryAfterMilliseconds = 10_000;
const retriedStatusCodes = [502, 503, 504];

const retryOptions: RetryOptions = {
  limit: 2,
  methods: ['get'],
  statusCodes: retriedStatusCodes,
  afterStatusCodes: retriedStatusCodes,
  delay: (attempt) => 1000 * 2 ** (attempt - 1),
  jitter: (delay) => delay * (0.75 + Math.random() / 2),
  shouldRetry: ({ error }) => {
    const rest = isHTTPError(error) ? retryAfterMilliseconds(error.response.headers, Date.now()) : undefined;
    return rest !== undefined && rest > longestRetryAfterMilliseconds ? false : undefined;
  },
};

/**
 * How long a server asks to be left alone.
 *
 * @param now - milliseconds since the epoch
 * @returns milliseconds, or `undefined` if it does not say
 * @see RFC 9110, 10.2.3
 */
export function retryAfterMilliseconds(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined;
}

async function readText(response: Response): Promise<string | undefined> {
  if (!response.body) return '';
  const announced = Number(response.headers.get('content-length') ?? 0);
  if (announced > maxResponseBytes) {
    await response.body.cancel();
    return undefined;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the stream, so an endless answer is not read to its end.
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxResponseBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const reasonsByCode: readonly (readonly [RegExp, UnreachableReason])[] = [
  [/^(?:ENOTFOUND|EAI_)/, 'dns'],
  [/^ECONNREFUSED$/, 'refused'],
  [/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|ERR_STREAM_PREMATURE_CLOSE)$/, 'reset'],
  [/^(?:ENETUNREACH|EHOSTUNREACH|ENETDOWN|EADDRNOTAVAIL)$/, 'offline'],
  [/TIMEDOUT|TIMEOUT/, 'timeout'],
  [/PROXY|TUNNEL|UND_ERR_PRX/, 'proxy'],
  [/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_/, 'tls'],
];

/** Node wraps the reason in causes; the innermost error with a known code tells it. */
function readNetworkError(error: unknown): { readonly reason: UnreachableReason; readonly cause: string } {
  const codes: string[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 8) return;
    if ('code' in value && typeof value.code === 'string') codes.push(value.code);
    if ('errors' in value && Array.isArray(value.errors)) for (const inner of value.errors) visit(inner, depth + 1);
    if ('cause' in value) visit(value.cause, depth + 1);
  };
  visit(error, 0);
  for (const code of codes) {
    const found = reasonsByCode.find(([pattern]) => pattern.test(code));
    if (found) return { reason: found[1], cause: code };
  }
  return { reason: 'unknown', cause: codes[0] ?? (error instanceof Error ? error.name : 'unknown') };
}
