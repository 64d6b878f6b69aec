import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSecretSearch } from '../../../src/gateway/secretSearch.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { authCookie, openInFrontOf, twoFactorAuth, userId } from './anyServer.ts';
import { setGatewayStage } from './gatewayStage.ts';
import { searchLeavingBytes } from '../../leavingBytes.ts';

describe('no secret comes back', () => {
  it('by GET /auth, which answers the key in place of the token', async () => {
    const { api, key } = await setGatewayStage();
    expect(await (await fetch(`${api}/auth`)).json()).toEqual({ ok: true, token: key });
  });

  it('by an echo of the request', async () => {
    const { api, session } = await setGatewayStage();
    const response = await fetch(`${api}/echo/secrets`);
    expect([response.status, response.headers.get('x-gateway-reason')]).toEqual([500, 'unsafeAnswer']);
    expect(await response.text()).not.toContain(session.authCookie());
  });
});

/** All that a program gets to see. */
async function everythingOf(url: string, headers: Record<string, string> = {}): Promise<string> {
  try {
    const response = await fetch(url, { redirect: 'manual', headers });
    const seen = JSON.stringify([...response.headers]);
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of response.body ?? []) chunks.push(Buffer.from(chunk as Uint8Array));
    } catch {
      // Broken off: what came before still counts.
    }
    return seen + Buffer.concat(chunks).toString('latin1');
  } catch {
    return '';
  }
}

describe('a server that tells too much', () => {
  it.each<[string, string, RequestListener]>([
    [
      'the token of a user',
      '/auth/user',
      (_, answer) => answer.end(JSON.stringify({ id: userId, authToken: 'authtoken-of-another-kind' })),
    ],
    [
      'the token of the own ID',
      `/users/${userId}`,
      (_, answer) => answer.end(JSON.stringify({ id: userId, authToken: 'authtoken-of-another-kind' })),
    ],
  ])('loses %s', async (_what, path, listener) => {
    const { api } = await openInFrontOf(listener);
    expect(await (await fetch(api + path)).json()).toEqual({ id: userId });
  });

  it.each(['/auth/user', '/auth/user/', '/AUTH/User?n=1', '/%61uth/user', `/users/${userId.toUpperCase()}`, `/users/${userId}/`])(
    'loses it however its address is written: %s',
    async (path) => {
      const { api } = await openInFrontOf((_, answer) =>
        answer.writeHead(203).end(`\ufeff{"authToken":"a","id":"${userId}","auth\\u0054oken":"b"}`),
      );
      expect(await (await fetch(api + path)).json()).toEqual({ id: userId });
    },
  );

  it.each(['/auth', '/auth/user', `/users/${userId}`])(
    'is not asked for a part of %s, in which half a token would not be found',
    async (path) => {
      const { api } = await openInFrontOf(({ headers }, answer) => {
        const whole = JSON.stringify({ id: userId, token: authCookie, authToken: authCookie });
        const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
        if (from === undefined) answer.end(whole);
        else answer.writeHead(206).end(whole.slice(Number(from), Number(to) + 1));
      });
      let seen = '';
      for (let from = 0; from < 200; from += 20) {
        seen += await everythingOf(api + path, { Range: `bytes=${from}-${from + 19}`, 'If-Range': '"1"' });
      }
      expect(seen).not.toContain('authcookie');
      expect(seen).not.toContain(authCookie.slice(11, 19));
    },
  );

  it('shows the authToken of another user, which is none of ours', async () => {
    const { api } = await openInFrontOf((_, answer) => answer.end(JSON.stringify({ authToken: 'harmless' })));
    expect(await (await fetch(`${api}/users/usr_2`)).json()).toEqual({ authToken: 'harmless' });
  });

  it('of a session that needs a code gives 503 and no demand for it', async () => {
    const { api } = await openInFrontOf((_, answer) => answer.end('{"requiresTwoFactorAuth":["totp"]}'));
    expect((await fetch(`${api}/auth/user`)).status).toBe(503);
  });

  it.each<[string, RequestListener]>([
    ['in a body', (_, answer) => answer.end(`{"a":"${authCookie}"}`)],
    ['in a long body', (_, answer) => answer.end(`${'x'.repeat(200_000)}${authCookie}${'x'.repeat(200_000)}`)],
    [
      'across two chunks',
      (_, answer) => {
        answer.write('x'.repeat(100) + authCookie.slice(0, 20));
        setImmediate(() => answer.end(authCookie.slice(20)));
      },
    ],
    [
      'byte by byte',
      (_, answer) => {
        for (const byte of authCookie) answer.write(byte);
        answer.end();
      },
    ],
    ['as the other cookie', (_, answer) => answer.end(`"${twoFactorAuth}"`)],
    ['in Base64', (_, answer) => answer.end(Buffer.from(`session: ${authCookie}!`).toString('base64'))],
    ['as an address', (_, answer) => answer.end(encodeURIComponent(`auth=${authCookie}`))],
    ['in a header', (_, answer) => answer.writeHead(200, { 'X-Vrc-Debug': authCookie }).end()],
    ['in a redirect', (_, answer) => answer.writeHead(302, { Location: `https://evil.example/?a=${authCookie}` }).end()],
    ['in an error', (_, answer) => answer.writeHead(500).end(authCookie)],
    ['compressed', (_, answer) => answer.writeHead(200, { 'Content-Encoding': 'gzip' }).end('not searchable')],
    ['in a cookie', (_, answer) => answer.writeHead(200, { 'Set-Cookie': `auth=${authCookie}` }).end('fine')],
  ])('%s, does so in vain', async (_where, listener) => {
    const { api } = await openInFrontOf(listener);
    for (const path of ['/worlds', '/auth/user', '/auth']) {
      const seen = await everythingOf(api + path);
      for (const part of [
        authCookie,
        authCookie.slice(11),
        twoFactorAuth,
        Buffer.from(authCookie).toString('base64').slice(0, -4),
        'not searchable',
      ])
        expect(seen).not.toContain(part);
    }
  });

  it('has no byte of a secret passed on before it is known to be one', async () => {
    const { api } = await openInFrontOf((_, answer) => {
      answer.write(`${'y'.repeat(70_000)}${authCookie.slice(0, 30)}`);
      setTimeout(() => answer.end(authCookie.slice(30)), 50);
    });
    const seen = await everythingOf(`${api}/worlds`);
    expect(seen).toContain('yyyy');
    expect(seen).not.toContain('authcookie');
  });
});

it('the search of all that leaves a port, which every test of the gateway does, finds a secret in pieces and encoded', async () => {
  const found = async (...pieces: readonly string[]): Promise<readonly string[]> => {
    const server = createServer((_request, response) => {
      for (const piece of pieces) response.write(piece);
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const left = searchLeavingBytes(
      () => port,
      () => [authCookie],
    );
    await (await fetch(`http://127.0.0.1:${port}`)).text();
    server.closeAllConnections();
    server.close();
    return left();
  };
  expect(await found('harmless', 'authcookie')).toEqual([]);
  expect(await found(`{"token":"${authCookie.slice(0, 20)}`, `${authCookie.slice(20)}"}`)).toEqual([authCookie]);
  expect(await found(Buffer.from(authCookie).toString('base64'))).toEqual([authCookie]);
});

it('the search passes everything else on unchanged, however it is cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('authcookie_', 'authcookie_0d5f2b8e', 'a', 'au', 'x', '-', 'abcdef', '0d5f', '\u00e9'), { maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 20 }),
      fc.option(fc.nat(40)),
      async (pieces, cuts, leakAt) => {
        const all: string[] = [...pieces];
        if (leakAt !== null) all.splice(leakAt, 0, authCookie);
        const bytes = Buffer.from(all.join(''));
        const search = createSecretSearch([secret(authCookie)]);
        const stream = search.stream(() => undefined);
        const received: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => received.push(chunk));
        const ended = once(stream, 'close');
        const failed = new Promise((resolve) => stream.on('error', resolve));
        for (let at = 0, cut = 0; at < bytes.length; cut += 1) {
          const length = cuts[cut % cuts.length] ?? 1;
          stream.write(bytes.subarray(at, at + length));
          at += length;
        }
        stream.end();
        await ended.catch(() => undefined);
        const text = Buffer.concat(received).toString();
        if (leakAt === null) expect(text).toBe(bytes.toString());
        else {
          await failed;
          expect(text).not.toContain(authCookie);
          expect(bytes.toString().startsWith(text)).toBe(true);
        }
      },
    ),
    { numRuns: 100 },
  );
});

it('the search copes with any bytes', () => {
  const search = createSecretSearch([secret(authCookie), secret(''), secret('short')]);
  expect(search.isIn(randomBytes(100_000))).toBe(false);
  expect(search.isIn('short')).toBe(false);
});
