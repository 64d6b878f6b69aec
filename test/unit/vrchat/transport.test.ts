import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { secret } from '../../../src/vrchat/secret.ts';
import {
  credentials,
  openClient,
  openClientInVirtualTime,
  openSession,
  openSignedInSession,
  serve,
  userAgent,
  type Answer,
} from './wire.ts';

const alive = { ok: true, token: 'authcookie_dummy' };

const silence = (): void => undefined;
const halfABody = (_request: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(200, { 'set-cookie': 'auth=authcookie_new; Path=/', 'content-length': '100' });
  response.write('{"ok":');
};

/** A server that sends this response, and whether the client closed the connection before it was complete. */
async function serveUnfinished(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const closed = Promise.withResolvers<string>();
  const { address, asked } = await serve((request, response) => {
    response.on('close', () => closed.resolve('closed'));
    answer(request, response);
  });
  return { address, asked, closed: closed.promise };
}

describe('time', () => {
  // The test controls the clock that limits calls. The server runs in real time.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const timeout = { ok: false, error: { kind: 'unreachable', reason: 'timeout' } };

  test.each([
    ['no answer', silence],
    ['a body that never ends', halfABody],
  ])('gives up after %s, and closes the connection', async (_what, answer) => {
    const { address, asked, closed } = await serveUnfinished(answer);
    const { client, exchanges } = openClient(address);
    const call = client.verifyAuthToken(openSignedInSession(address));
    await expect.poll(() => asked.length).toBe(1);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await call).toEqual(timeout);
    expect(await closed).toBe('closed');
    expect(asked).toHaveLength(1);
    expect(exchanges).toMatchObject([{ problem: 'timeout (no complete answer in 30 s)' }]);
  });

  test('gives up a fetch that hangs before it checks the signal', async () => {
    const { client } = openClient('http://127.0.0.1:9', { fetch: () => new Promise<Response>(() => undefined) });
    const call = client.verifyAuthToken(openSession('http://127.0.0.1:9'));
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await call).toEqual(timeout);
  });

  test('includes the time between two attempts', async () => {
    const { address, asked } = await serve({ status: 503 });
    const { client } = openClient(address, { retryDelayMs: 60_000 });
    const call = client.verifyAuthToken(openSession(address));
    await expect.poll(() => asked.length).toBe(1);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await call).toEqual(timeout);
    expect(asked).toHaveLength(1);
  });

  test('keeps a session that arrived before the body broke off', async () => {
    const { address } = await serve(halfABody);
    const session = openSession(address);
    const call = openClient(address).client.getCurrentUser(session, { credentials });
    await expect.poll(() => session.cookies.get('auth')?.reveal()).toBe('authcookie_new');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await call).toEqual(timeout);
    expect(session.cookies.get('auth')?.reveal()).toBe('authcookie_new');
  });
});

/** The delays in milliseconds before the retries of a call that always gets this response. */
async function retryDelays(answer: () => Response): Promise<number[]> {
  const { client, session, sent } = openClientInVirtualTime(answer);
  const call = client.verifyAuthToken(session);
  await vi.runAllTimersAsync();
  await call;
  return sent.slice(1).map(({ at }, index) => at - (sent[index]?.at ?? NaN));
}

describe('retries', () => {
  test.each([502, 503, 504])('repeats a read after %i, and uses its answer', async (status) => {
    const { address, asked } = await serve({ status, body: 'busy' }, { body: alive });
    const { client, exchanges } = openClient(address);
    expect(await client.verifyAuthToken(openSession(address))).toEqual({ ok: true, value: alive });
    expect(asked).toHaveLength(2);
    expect(exchanges).toHaveLength(1);
  });

  test.each([400, 401, 403, 404, 429, 500])('does not retry after %i', async (status) => {
    const { address, asked } = await serve({ status }, { body: alive });
    expect((await openClient(address).client.verifyAuthToken(openSession(address))).ok).toBe(false);
    expect(asked).toHaveLength(1);
  });

  test('retries after a broken connection, even in the middle of the body', async () => {
    const cutOff: Answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{', () => response.destroy());
    };
    const { address } = await serve((request) => request.socket.destroy(), cutOff, { body: alive });
    expect(await openClient(address).client.verifyAuthToken(openSession(address))).toMatchObject({ ok: true });
  });

  test('waits a second, then twice as long each time, with jitter', async () => {
    const delays: number[][] = [];
    for (let round = 0; round < 20; round += 1) delays.push(await retryDelays(() => new Response('busy', { status: 503 })));
    const first = delays.map(([delay = NaN]) => delay);
    const second = delays.map(([, delay = NaN]) => delay);
    expect([Math.min(...first) >= 1000, Math.max(...first) < 1500]).toEqual([true, true]);
    expect([Math.min(...second) >= 2000, Math.max(...second) < 3000]).toEqual([true, true]);
    expect(new Set(delays.flat()).size).toBeGreaterThan(35);
  });

  test.each([502, 503, 504])('waits longer with Retry-After: %i', async (status) => {
    expect(await retryDelays(() => new Response('busy', { status, headers: { 'retry-after': '7' } }))).toEqual([7000, 7000]);
  });

  test('ends the call if Retry-After is too long to wait for', async () => {
    const { address, asked } = await serve({ status: 503, headers: { 'retry-after': '3600' } });
    expect(await openClient(address).client.verifyAuthToken(openSession(address))).toEqual({
      ok: false,
      error: { kind: 'outage', status: 503 },
    });
    expect(asked).toHaveLength(1);
  });

  test.each([
    ['a login', 'getCurrentUser', { credentials }],
    ['a code', 'verify2FA', { code: secret('123456') }],
    ['a code', 'verify2FAEmailCode', { code: secret('123456') }],
    ['a recovery code', 'verifyRecoveryCode', { code: secret('abcd-1234') }],
    ['a first code', 'verifyPending2FA', { code: secret('123456') }],
  ] as const)('never sends %s twice: %s', async (_what, operation, input) => {
    for (const answer of [{ status: 503 }, (request) => request.socket.destroy()] satisfies Answer[]) {
      const { address, asked } = await serve(answer);
      const { client } = openClient(address, { retryDelayMs: 60_000 });
      await (client[operation] as (...values: unknown[]) => Promise<unknown>)(openSession(address), input);
      expect(asked).toHaveLength(1);
    }
  });

  test('does not retry after an untrusted certificate', async () => {
    let calls = 0;
    const fetch = () => {
      calls += 1;
      return Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }) }));
    };
    const { client } = openClient('https://127.0.0.1:9', { fetch });
    expect(await client.verifyAuthToken(openSession('https://127.0.0.1:9'))).toEqual({
      ok: false,
      error: { kind: 'unreachable', reason: 'tls' },
    });
    expect(calls).toBe(1);
  });
});

describe('cancellation', () => {
  const canceled = { ok: false, error: { kind: 'canceled' } };

  test('sends nothing if canceled before the call', async () => {
    const { address, asked } = await serve({ body: alive });
    expect(await openClient(address).client.verifyAuthToken(openSession(address), undefined, { signal: AbortSignal.abort() })).toEqual(
      canceled,
    );
    expect(asked).toEqual([]);
  });

  test.each([
    ['no answer', silence],
    ['half a body', halfABody],
  ])('works while there is %s', async (_what, answer) => {
    const controller = new AbortController();
    const { address, closed } = await serveUnfinished((request, response) => {
      answer(request, response);
      setTimeout(() => controller.abort(), 10);
    });
    expect(await openClient(address).client.verifyAuthToken(openSession(address), undefined, { signal: controller.signal })).toEqual(
      canceled,
    );
    expect(await closed).toBe('closed');
  });

  test('works between two attempts', async () => {
    const controller = new AbortController();
    const { client, session, sent } = openClientInVirtualTime(() => new Response('busy', { status: 503 }));
    const call = client.verifyAuthToken(session, undefined, { signal: controller.signal });
    await vi.advanceTimersByTimeAsync(500);
    controller.abort();
    expect(await call).toEqual(canceled);
    await vi.runAllTimersAsync();
    expect(sent).toHaveLength(1);
  });

  test('works while a fetch hangs before it checks the signal', async () => {
    const controller = new AbortController();
    const { client } = openClient('http://127.0.0.1:9', { fetch: () => new Promise<Response>(() => undefined) });
    setTimeout(() => controller.abort(), 10);
    expect(await client.verifyAuthToken(openSession('http://127.0.0.1:9'), undefined, { signal: controller.signal })).toEqual(canceled);
  });

  test('leaves no listeners on a long-lived signal', async () => {
    const { address } = await serve({ body: alive });
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    await openClient(address).client.verifyAuthToken(openSession(address), undefined, { signal });
    expect(removed).toHaveBeenCalledTimes(added.mock.calls.length);
  });
});

describe('size', () => {
  const big = 'x'.repeat(5 * 1024 * 1024 + 1);

  test.each([
    ['announced', { body: `"${big}"`, headers: { 'content-length': String(big.length + 2) } }],
    ['not announced', { body: `"${big}"`, headers: { 'transfer-encoding': 'chunked' } }],
  ])('rejects more than 5 MB: %s', async (_how, answer) => {
    const { address } = await serve(answer);
    expect(await openClient(address).client.verifyAuthToken(openSession(address))).toEqual({
      ok: false,
      error: { kind: 'unexpectedResponse', field: 'size' },
    });
  });

  test('reads a long response within the limit, however it is chunked', async () => {
    const otp = Array.from({ length: 20_000 }, (_, index) => ({ code: `ü${index}`, used: false }));
    const { address } = await serve({ body: { otp } });
    expect(await openClient(address).client.getRecoveryCodes(openSession(address))).toEqual({ ok: true, value: { otp } });
  });
});

describe('the fetch of the host', () => {
  afterEach(() => vi.unstubAllGlobals());

  /** How VS Code patches fetch: with `http.electronFetch` on, requests without manual redirects go through Electron's. */
  function patchedLikeVSCode(nodeFetch: typeof fetch, seen: Request[]): typeof fetch {
    return (input, init) => {
      const request = new Request(input, init);
      seen.push(request);
      if (request.redirect === 'manual') return nodeFetch(input, init);
      const headers = new Headers(request.headers);
      for (const name of ['cookie', 'user-agent']) headers.delete(name);
      return nodeFetch(new Request(request, { headers }));
    };
  }

  test('is used even if patched after the client was created, and Electron’s has no header to strip', async () => {
    const { address, asked } = await serve({ body: alive });
    const { client } = openClient(address);
    const seen: Request[] = [];
    vi.stubGlobal('fetch', patchedLikeVSCode(globalThis.fetch, seen));
    expect(await client.verifyAuthToken(openSignedInSession(address))).toMatchObject({ ok: true });
    expect(seen.map(({ redirect, credentials: sent }) => [redirect, sent])).toEqual([['manual', 'omit']]);
    expect(asked[0]?.headers).toMatchObject({ cookie: 'auth=authcookie_dummy; twoFactorAuth=dummy-trust', 'user-agent': userAgent });
  });

  test('would lose both headers without redirect "manual"', async () => {
    const { address, asked } = await serve({ body: alive });
    await patchedLikeVSCode(globalThis.fetch, [])(`${address}/auth`, {
      headers: { cookie: 'auth=authcookie_dummy', 'user-agent': userAgent },
    });
    expect(asked[0]?.headers).not.toHaveProperty('cookie');
    expect(asked[0]?.headers['user-agent']).not.toBe(userAgent);
  });

  test('sends only the headers VRChat needs', async () => {
    const { address, asked } = await serve({ body: { verified: true } });
    const session = openSignedInSession(address);
    const { client } = openClient(address);
    await client.verify2FA(session, { code: secret('123 456') });
    await client.logout(session);
    expect(asked).toMatchObject([
      {
        method: 'POST',
        url: '/api/1/auth/twofactorauth/totp/verify',
        body: '{"code":"123456"}',
        headers: { 'content-type': 'application/json', accept: 'application/json', 'user-agent': userAgent },
      },
      { method: 'PUT', url: '/api/1/logout', body: '' },
    ]);
    for (const { headers } of asked) {
      for (const name of ['origin', 'referer', 'authorization']) expect(headers).not.toHaveProperty(name);
    }
    expect(asked[1]?.headers).not.toHaveProperty('content-type');
  });

  test.each([
    ['ENOTFOUND', 'dns'],
    ['EAI_AGAIN', 'dns'],
    ['ECONNREFUSED', 'refused'],
    ['ECONNRESET', 'reset'],
    ['UND_ERR_SOCKET', 'reset'],
    ['ENETUNREACH', 'offline'],
    ['EHOSTUNREACH', 'offline'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
    ['ETIMEDOUT', 'timeout'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['ERR_PROXY_TUNNEL', 'proxy'],
    ['ESOMETHING', 'unknown'],
  ])('%s is reported as %s', async (code, reason) => {
    const errors = [Object.assign(new Error(`secret text ${code}`), { code })];
    const fetch = () => Promise.reject(new TypeError('fetch failed', { cause: new AggregateError(errors) }));
    const { client, exchanges } = openClient('https://127.0.0.1:9', { fetch });
    expect(await client.verifyAuthToken(openSession('https://127.0.0.1:9'))).toEqual({ ok: false, error: { kind: 'unreachable', reason } });
    expect(exchanges).toMatchObject([{ problem: `${reason} (${code})` }]);
  });

  test('an error without a code is reported without its text, which can contain anything', async () => {
    const { client, exchanges } = openClient('https://127.0.0.1:9', { fetch: () => Promise.reject(new Error('auth=authcookie_dummy')) });
    await client.verifyAuthToken(openSession('https://127.0.0.1:9'));
    expect(exchanges).toMatchObject([{ problem: 'unknown (unknown)' }]);
  });
});

describe('what is reported about an exchange', () => {
  test('includes the server’s clock next to the local one', async () => {
    const { address } = await serve({ body: alive, headers: { date: 'Tue, 01 Jan 2030 00:00:00 GMT' } });
    const { client, exchanges } = openClient(address, { now: () => 5000 });
    await client.verifyAuthToken(openSession(address));
    const { server, local = 0 } = exchanges[0]?.serverTime ?? {};
    expect(server).toBe(Date.UTC(2030, 0, 1));
    expect(local).toBeLessThan(5000);
    expect(local).toBeGreaterThan(4000);
  });

  test('omits an invalid request ID', async () => {
    const { address } = await serve({ body: alive, headers: { 'x-vrc-request-id': 'auth=authcookie_dummy' } });
    const { client, exchanges } = openClient(address);
    await client.verifyAuthToken(openSession(address));
    expect(exchanges[0]).not.toHaveProperty('requestId');
  });
});
