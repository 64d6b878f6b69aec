import ky, { HTTPError, TimeoutError } from 'ky';
import type { UnreachableReason } from './errors.ts';
import { readNetworkError } from './networkError.ts';
import { readLimited } from './readLimited.ts';
import { retryAfterMs } from './retryAfter.ts';

const defaultTimeoutMs = 30_000;
const defaultRetryDelayMs = 1000;
const maxRetries = 2;
const maxRetryAfterMs = 10_000;
const retriedStatusCodes = [502, 503, 504];
const maxResponseBytes = 5 * 1024 * 1024;
/** Retrying changes neither a certificate nor a proxy's answer. */
const lastingReasons: readonly UnreachableReason[] = ['tls', 'proxy'];

/** One request on its way out. */
interface TransportRequest {
  readonly url: string;
  readonly method: string;
  /** Called before each try, because the last response may have replaced a cookie. */
  readonly headers: () => Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Called before the first try and before each retry, so that a pause learned in between stops the retry. */
  readonly mayRepeat: () => boolean;
  readonly signal?: AbortSignal;
  /**
   * Called for every response as soon as its headers arrive, retried ones included.
   *
   * @param elapsedMs - since this try was sent
   */
  readonly onHeaders: (response: Response, elapsedMs: number) => void;
}

/** A response, or why there is none. */
export type TransportResult =
  | { readonly kind: 'response'; readonly status: number; readonly headers: Headers; readonly body: string }
  | { readonly kind: 'unreachable'; readonly reason: UnreachableReason; readonly cause: string }
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'canceled' };

export type Transport = (request: TransportRequest) => Promise<TransportResult>;

export interface TransportOptions {
  /**
   * The host's own; in VS Code it knows the proxy and the certificates. `redirect: "manual"` also keeps VS Code from handing the request
   * to Electron's fetch (setting `http.electronFetch`), which would drop `Cookie` and `User-Agent`.
   */
  readonly fetch: typeof globalThis.fetch;
  /** Limit for a whole call, including retries and the last byte of the answer. Default: 30 s. */
  readonly timeoutMs?: number | undefined;
  /** Delay before the first retry, in milliseconds; it doubles with the next one and has up to 50 % jitter added. Default: 1 s. */
  readonly retryDelayMs?: number | undefined;
}

/**
 * Sends requests through ky. No redirect is followed, and no cookie store but ours is used. Requests that may be repeated are retried up
 * to twice after a network error, 502, 503 or 504.
 *
 * @returns a function that never throws for what a server or a network does
 * @see RFC 9110, 10.2.3, for `Retry-After`, which replaces the retry delay
 */
export function createTransport({ fetch, timeoutMs = defaultTimeoutMs, retryDelayMs = defaultRetryDelayMs }: TransportOptions): Transport {
  const http = ky.create({
    timeout: false,
    totalTimeout: timeoutMs,
    // ky only retries errors. Every other status is a response to be read.
    throwHttpErrors: (status) => retriedStatusCodes.includes(status),
    retry: {
      statusCodes: retriedStatusCodes,
      afterStatusCodes: retriedStatusCodes,
      maxRetryAfter: maxRetryAfterMs,
      delay: (attempt) => retryDelayMs * 2 ** (attempt - 1),
      jitter: (delayMs) => delayMs * (1 + Math.random() / 2),
    },
  });

  async function send({ url, method, headers, body: json, mayRepeat, signal, onHeaders }: TransportRequest): Promise<TransportResult> {
    let outcome: TransportResult = { kind: 'canceled' };

    /**
     * The `fetch` that ky calls for each try. Cookies and bodies are handled here, not in ky's hooks: `afterResponse` gets a copy of each
     * response, and ky neither limits the size of a body nor retries one that breaks off. The host gets the parts of the request, because it
     * would only take a `Request` from ky apart again. This also keeps credentials out of ky's errors.
     */
    async function tryOnce(attempt: string | URL | Request): Promise<Response> {
      try {
        const sentAt = performance.now();
        const response = await fetch(url, {
          method,
          headers: json ? { ...headers(), 'content-type': 'application/json' } : headers(),
          ...(json && { body: JSON.stringify(json) }),
          redirect: 'manual',
          credentials: 'omit',
          signal: attempt instanceof Request ? attempt.signal : null,
        });
        onHeaders(response, performance.now() - sentAt);
        const body = await readLimited(response, maxResponseBytes);
        outcome =
          body === undefined ? { kind: 'tooLarge' } : { kind: 'response', status: response.status, headers: response.headers, body };
        return response;
      } catch (error) {
        outcome = { kind: 'unreachable', ...readNetworkError(error, url) };
        throw error;
      }
    }

    try {
      await http(url, {
        method,
        fetch: tryOnce,
        retry: { limit: mayRepeat() ? maxRetries : 0, methods: [method], shouldRetry: ({ error }) => shouldRetry(error, url) },
        hooks: { beforeRetry: [() => (mayRepeat() ? undefined : ky.stop)] },
        ...(signal && { signal }),
      });
    } catch (error) {
      if (error instanceof TimeoutError)
        return { kind: 'unreachable', reason: 'timeout', cause: `no complete answer in ${timeoutMs / 1000} s` };
    }
    return outcome;
  }

  return async (request) => {
    const { signal } = request;
    if (signal?.aborted) return { kind: 'canceled' };
    // Not left to ky: a patched fetch may hang before it looks at the signal, for example while it searches for a proxy.
    const canceled = Promise.withResolvers<TransportResult>();
    const cancel = (): void => canceled.resolve({ kind: 'canceled' });
    signal?.addEventListener('abort', cancel);
    try {
      return await Promise.race([canceled.promise, send(request)]);
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  };
}

/** @returns `undefined` to let ky decide */
function shouldRetry(error: Error, url: string): boolean | undefined {
  if (error instanceof TimeoutError) return undefined;
  if (!(error instanceof HTTPError)) return !lastingReasons.includes(readNetworkError(error, url).reason);
  // ky would wait for `maxRetryAfter` and then ask too early; the call fails instead, and the caller decides when to try again.
  return (retryAfterMs(error.response.headers, Date.now()) ?? 0) > maxRetryAfterMs ? false : undefined;
}
