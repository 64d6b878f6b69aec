import { setTimeout as delay } from 'node:timers/promises';
import ky from 'ky';
import type { UnreachableReason } from './errors.ts';
import { readNetworkError } from './networkError.ts';
import { retryAfterMilliseconds } from './retryAfter.ts';

/** How long a call may take, every retry and the last byte of the answer included. */
const defaultTimeoutMilliseconds = 30_000;
const maxResponseBytes = 5 * 1024 * 1024;
const maxRetries = 2;
const firstBackoffMilliseconds = 1000;
/** A server that wants a longer rest than this gets it: the call fails, and the caller decides when to come back. */
const maxRetryAfterMilliseconds = 10_000;
const retriedStatusCodes: readonly number[] = [502, 503, 504];
/** Neither a certificate nor a proxy's refusal changes by asking again. */
const lastingReasons: readonly UnreachableReason[] = ['tls', 'proxy'];
const utf8 = new TextDecoder();

/** One request on its way out. */
interface TransportRequest {
  readonly url: string;
  readonly method: string;
  /** Asked before each try, since the answer to the last one may have replaced a cookie. */
  readonly headers: () => Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Asked before each retry, so that what was learnt meanwhile can stop it. */
  readonly mayRepeat: () => boolean;
  readonly signal?: AbortSignal;
  /**
   * Called for every response as soon as its headers are there, retried ones included.
   *
   * @param milliseconds - how long after this try was sent
   */
  readonly onHeaders: (response: Response, milliseconds: number) => void;
}

/** A response, or why there is none. */
export type TransportResult =
  | { readonly kind: 'response'; readonly status: number; readonly headers: Headers; readonly body: string }
  | { readonly kind: 'unreachable'; readonly reason: UnreachableReason; readonly cause: string }
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'cancelled' };

export type Transport = (request: TransportRequest) => Promise<TransportResult>;

export interface TransportOptions {
  /**
   * The host's own; in VS Code it knows the proxy and the certificates. `redirect: "manual"` also keeps VS Code from handing the request
   * to Electron's fetch (setting `http.electronFetch`), which would drop `Cookie` and `User-Agent`.
   */
  readonly fetch: typeof globalThis.fetch;
  readonly timeoutMilliseconds?: number | undefined;
  /** Passes the time between two tries; rejects when the signal is aborted. */
  readonly wait?: ((milliseconds: number, signal: AbortSignal) => Promise<unknown>) | undefined;
}

/**
 * HTTP as this client does it: no redirect is followed, no cookie store but ours is used, and only what may be repeated is retried
 * (network errors and 502, 503, 504; after 1 s and 2 s and up to half as much again, or as `Retry-After` says if that is longer).
 */
export function createTransport({
  fetch, timeoutMilliseconds = defaultTimeoutMilliseconds, wait = (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
}: TransportOptions): Transport {
  // Errors are answers to be read here. Retries are ours: they need the cookies of the try before, and an eye on the account's pauses.
  const http = ky.create({ throwHttpErrors: false, retry: 0, timeout: false });

  async function tryOnce({ url, method, headers, body: json, onHeaders }: TransportRequest, signal: AbortSignal): Promise<TransportResult> {
    const sent = json ? { method, headers: { ...headers(), 'content-type': 'application/json' }, body: JSON.stringify(json) } : { method, headers: headers() };
    try {
      const sentAt = performance.now();
      // The host gets the parts of the request: of a `Request` made by ky it would build another one.
      const response = await http(url, { fetch: () => fetch(url, { ...sent, redirect: 'manual', credentials: 'omit', signal }) });
      onHeaders(response, performance.now() - sentAt);
      const body = await readText(response);
      return body === undefined ? { kind: 'tooLarge' } : { kind: 'response', status: response.status, headers: response.headers, body };
    } catch (error) {
      if (signal.aborted) throw error;
      return { kind: 'unreachable', ...readNetworkError(error) };
    }
  }

  async function tryRepeatedly(request: TransportRequest, signal: AbortSignal): Promise<TransportResult> {
    for (let retries = 0; ; retries += 1) {
      const result = await tryOnce(request, signal);
      const rest = retries < maxRetries && request.mayRepeat() ? restBeforeRetry(result, retries) : undefined;
      if (rest === undefined) return result;
      await wait(rest, signal);
      if (!request.mayRepeat()) return result;
    }
  }

  return async (request) => {
    const { signal } = request;
    if (signal?.aborted) return { kind: 'cancelled' };
    // Cheaper than AbortSignal.any and AbortSignal.timeout, and nothing of it outlives the call.
    const ending = new AbortController();
    // A patched fetch may hang before it looks at the signal, for example while it searches for a proxy.
    const ended = Promise.withResolvers<TransportResult>();
    const end = (result: TransportResult): void => {
      ended.resolve(result);
      ending.abort();
    };
    const cancel = (): void => end({ kind: 'cancelled' });
    const timer = setTimeout(
      () => end({ kind: 'unreachable', reason: 'timeout', cause: `no complete answer in ${timeoutMilliseconds / 1000} s` }), timeoutMilliseconds);
    signal?.addEventListener('abort', cancel);
    try {
      return await Promise.race([ended.promise, tryRepeatedly(request, ending.signal)]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    }
  };
}

/** In milliseconds; `undefined` if asking again would be of no use or not wanted. */
function restBeforeRetry(result: TransportResult, retries: number): number | undefined {
  const backoff = firstBackoffMilliseconds * 2 ** retries * (1 + Math.random() / 2);
  if (result.kind === 'unreachable') return lastingReasons.includes(result.reason) ? undefined : backoff;
  if (result.kind !== 'response' || !retriedStatusCodes.includes(result.status)) return undefined;
  const wanted = retryAfterMilliseconds(result.headers, Date.now()) ?? 0;
  return wanted > maxRetryAfterMilliseconds ? undefined : Math.max(backoff, wanted);
}

/** @returns `undefined` if there is more than anyone should read */
async function readText({ body, headers }: Response): Promise<string | undefined> {
  if (!body) return '';
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  let size = Number(headers.get('content-length') ?? 0) > maxResponseBytes ? Infinity : 0;
  const chunks: Uint8Array[] = [];
  for (;;) {
    if (size > maxResponseBytes) {
      reader.cancel().catch(() => undefined);
      return undefined;
    }
    const { done, value } = await reader.read();
    if (done) return utf8.decode(Buffer.concat(chunks));
    size += value.byteLength;
    chunks.push(value);
  }
}
