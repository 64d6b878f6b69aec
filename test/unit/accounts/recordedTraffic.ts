import { parseBasicCredentials } from '../../../src/emulator/basicCredentials.ts';
import type { TwoFactorMethod } from '../../../src/vrchat/codes.ts';

/** The requests of a sign-in, as sent over the wire. */
export type SentRequest = {
  /** The cookies that were sent, by name. */
  readonly cookies: ReadonlyMap<string, string>;
  /** Absent if no response came. */
  status?: number;
  /** The value of the `auth` cookie that came with the headers of the response. */
  issued?: string;
} & (
  | { readonly kind: 'login'; readonly name: string; readonly password: string }
  | { readonly kind: 'code'; readonly method: TwoFactorMethod; readonly code: string }
  | { readonly kind: 'other' }
);

/** How the network fails: before a request is sent, or after the headers of its response have arrived. */
export type NetworkFailure = 'notSent' | 'answerCut';

const verifyPaths = new Map<string, TwoFactorMethod>([
  ['totp/verify', 'totp'],
  ['emailotp/verify', 'emailOtp'],
  ['otp/verify', 'otp'],
]);

/**
 * A `fetch` that records its requests in order, and the sessions issued in response.
 *
 * @param failure - called for each request that is not retried automatically: a login or a code
 */
export function recordTraffic(failure: () => NetworkFailure | undefined) {
  const sent: SentRequest[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = await readRequest(new Request(input instanceof Request ? input.clone() : input, init));
    const failing = request.kind === 'other' ? undefined : failure();
    if (failing === 'notSent') throw networkError();
    sent.push(request);
    const response = await globalThis.fetch(input, init);
    request.status = response.status;
    const issued = response.headers
      .getSetCookie()
      .map((cookie) => /^auth=([^;]+)/.exec(cookie)?.[1])
      .find((value) => value !== undefined);
    if (issued !== undefined) request.issued = issued;
    if (failing === undefined) return response;
    await response.body?.cancel();
    return new Response(new ReadableStream({ start: (body) => body.error(networkError()) }), response);
  };
  return { sent, fetch };
}

async function readRequest(request: Request): Promise<SentRequest> {
  const pairs = (request.headers.get('cookie') ?? '')
    .split('; ')
    .filter((pair) => pair !== '')
    .map((pair) => pair.split('=', 2));
  const cookies = new Map(pairs.map(([name = '', value = '']) => [name, value]));
  const credentials = parseBasicCredentials(request.headers.get('authorization') ?? undefined);
  if (typeof credentials === 'object') return { kind: 'login', cookies, ...credentials };
  const method = verifyPaths.get(new URL(request.url).pathname.split('/').slice(-2).join('/'));
  if (method === undefined) return { kind: 'other', cookies };
  const body: unknown = await request.json();
  return { kind: 'code', cookies, method, code: typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : '' };
}

function networkError(): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });
}
