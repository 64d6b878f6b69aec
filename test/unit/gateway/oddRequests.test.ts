import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createKey, findByKey } from '../../../src/gateway/keys.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { folder, sendRaw, setGatewayStage } from './gatewayStage.ts';

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);

interface Echo {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What the server was sent since the stage was set. */
async function setStage() {
  const stage = await setGatewayStage();
  const before = (await stage.state()).requests.length;
  return {
    ...stage,
    host: `Host: 127.0.0.1:${stage.gateway.port}\r\n`,
    arrived: async (): Promise<string[]> => (await stage.state()).requests.slice(before).map(({ method, path }) => `${method} ${path}`),
  };
}

describe('a request target', () => {
  it.each([
    ['of another server', () => 'http://api.vrchat.cloud/api/1/config'],
    ['of the gateway, as a whole address', (origin: string, key: string) => `${origin}/${key}/api/1/config`],
    ['of another server, without a protocol', () => '//api.vrchat.cloud/api/1/config'],
    ['of a tunnel', () => 'api.vrchat.cloud:443'],
    ['that is a star', () => '*'],
    ['with the key in its query', (_: string, key: string) => `/api/1/config?key=${key}`],
    ['with the key as a user', (_: string, key: string) => `${key}@/api/1/config`],
    ['with the key behind a slash', (_: string, key: string) => `//${key}/api/1/config`],
    ['with the key in part encoded', (_: string, key: string) => `/%${key.charCodeAt(0).toString(16)}${key.slice(1)}/api/1/config`],
    ['with a very long key', (_: string, key: string) => `/${key.repeat(200)}/api/1/config`],
    ['with an older API', (_: string, key: string) => `/${key}/api/0/config`],
    ['with the API twice', (_: string, key: string) => `/${key}/api/1//api/1/config`],
    ['with the API encoded', (_: string, key: string) => `/${key}/%61pi/1/config`],
    ['with a step in its middle', (_: string, key: string) => `/${key}/api/1/users/%2E%2e/config`],
    ['with a step and a parameter', (_: string, key: string) => `/${key}/api/1/users/..;/logout`],
    ['with an overlong dot', (_: string, key: string) => `/${key}/api/1/users/%c0%ae%c0%ae/logout`],
    ['with a full-width slash that cannot be decoded', (_: string, key: string) => `/${key}/api/1/users%ef%bc/logout`],
    ['with a slash encoded twice', (_: string, key: string) => `/${key}/api/1/users%252flogout`],
    ['with a null byte', (_: string, key: string) => `/${key}/api/1/config%00.json`],
    ['with a line break', (_: string, key: string) => `/${key}/api/1/config%0d%0aHost:%20evil`],
    ['with letters that are not ASCII', (_: string, key: string) => `/${key}/api/1/cönfig`],
    ['with a fragment', (_: string, key: string) => `/${key}/api/1/config#/logout`],
  ])('%s is refused, and nothing is sent', async (_what, target) => {
    const { gateway, origin, key, host, arrived, session } = await setStage();
    const answer = await sendRaw(gateway, `GET ${target(origin, key)} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer).not.toContain(key);
    expect(answer).not.toContain(session.authCookie());
    expect(await arrived()).toEqual([]);
  });

  it.each(['/logout;x=1', '/logout%20', '/LOGOUT%2E', '/users/usr_1/delete%09', '/auth/twofactorauth;/totp/verify', '/%EF%BC%8Flogout'])(
    'that only looks like a blocked one reaches none: %s',
    async (path) => {
      const { gateway, key, host, state, sessions } = await setStage();
      await sendRaw(gateway, `PUT /${key}/api/1${path} HTTP/1.1\r\n${host}Content-Length: 0\r\nConnection: close\r\n\r\n`);
      const operations = (await state()).requests.map(({ operation }) => operation);
      for (const blocked of ['logout', 'deleteUser', 'verify2FA']) expect(operations).not.toContain(blocked);
      expect(await sessions('plainuser')).toBe(1);
    },
  );
});

describe('a protocol', () => {
  const h2c = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n';

  it.each(['api/1/auth/user', 'pipeline'])('that a program wants to change to HTTP/2 is not changed, with a reason: %s', async (path) => {
    const { gateway, key, host, arrived } = await setStage();
    const answer = await sendRaw(gateway, `GET /${key}/${path} HTTP/1.1\r\n${host}${h2c}\r\n`);
    expect(statusOf(answer)).toBe(400);
    expect(answer).toContain('takes an upgrade, to a WebSocket');
    expect(answer).toContain('X-Content-Type-Options: nosniff');
    expect(await arrived()).toEqual([]);
  });

  it.each([
    ['HTTP/2 from the start', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
    ['HTTP/3.0', 'GET / HTTP/3.0\r\n\r\n'],
    ['SOCKS', '\u0005\u0001\u0000'],
  ])('that is not spoken here ends the connection: %s', async (_what, bytes) => {
    const { gateway, arrived } = await setStage();
    const answer = await sendRaw(gateway, bytes);
    expect(answer).toMatch(/^(?:HTTP\/1\.1 400 .*[^]*X-Content-Type-Options: nosniff|$)/);
    expect(await arrived()).toEqual([]);
  });

  it('is a WebSocket only with GET, and its answer is protected as well', async () => {
    const { gateway, key, host } = await setStage();
    const upgrade = `${host}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n`;
    expect(statusOf(await sendRaw(gateway, `POST /${key}/pipeline HTTP/1.1\r\n${upgrade}\r\n`))).toBe(400);
    const socket = connect(gateway.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.write(`GET /${key}/pipeline HTTP/1.1\r\n${upgrade}\r\n`);
    const [head] = (await once(socket, 'data')) as [Buffer];
    expect(head.toString()).toMatch(/^HTTP\/1\.1 101 [^]*Content-Security-Policy: sandbox/);
    expect(head.toString()).not.toMatch(/set-cookie/i);
  });

  it('of 1996 works, with an answer in one piece', async () => {
    const { gateway, key, host } = await setStage();
    const answer = await sendRaw(gateway, `GET /${key}/api/1/echo/bytes/100000 HTTP/1.0\r\n${host}\r\n`);
    expect(statusOf(answer)).toBe(200);
    expect(answer).not.toMatch(/transfer-encoding/i);
    expect(answer.slice(answer.indexOf('\r\n\r\n') + 4)).toHaveLength(100_000);
    expect(statusOf(await sendRaw(gateway, `GET /${key}/api/1/config HTTP/1.0\r\n\r\n`)), 'without a Host').toBe(403);
  });
});

describe('a program that waits for a permission to send its body', () => {
  const ask = 'Content-Type: text/plain\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n';

  it('gets it once the request has been checked', async () => {
    const { gateway, key, host } = await setStage();
    const socket = connect(gateway.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.write(`POST /${key}/api/1/echo HTTP/1.1\r\n${host}${ask}`);
    const [permission] = (await once(socket, 'data')) as [Buffer];
    expect(permission.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    let answer = '';
    socket.on('data', (data: Buffer) => (answer += data.toString()));
    socket.write('hello');
    await once(socket, 'end');
    const { headers, body } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as Echo;
    expect([body, headers.expect]).toEqual(['hello', undefined]);
  });

  it.each([
    ['with a wrong key', 'x'.repeat(32), '', ask],
    ['from a web page', undefined, 'Origin: https://evil.example\r\n', ask],
    ['for something else', undefined, '', ask.replace('100-continue', 'the-unexpected')],
  ])('gets none %s', async (_what, wrongKey, header, rest) => {
    const { gateway, key, host, arrived } = await setStage();
    const answer = await sendRaw(gateway, `POST /${wrongKey ?? key}/api/1/echo HTTP/1.1\r\n${host}${header}${rest}`);
    expect(answer).toMatch(/^HTTP\/1\.1 4(?:03|17) /);
    expect(await arrived()).toEqual([]);
  });
});

describe('a body', () => {
  it.each([
    ['Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n'],
    ['Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n'],
    ['Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
    ['Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n'],
    ['Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n'],
    ['X: y\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['Content-Length: 5, 5\r\n\r\nhello'],
    ['Content-Length: 0x5\r\n\r\nhello'],
    ['Content-Length: -1\r\n\r\n'],
    ['Content-Length: 99999999999999999999\r\n\r\n'],
    ['Transfer-Encoding: chunked\r\n\r\n-1\r\n'],
    ['Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n'],
    ['Transfer-Encoding: chunked\r\n\r\n5 \r\nhello\r\n0\r\n\r\n'],
    ['Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n'],
    ['Transfer-Encoding: chunked\r\n\r\n0\r\nX\r\n\r\n'],
  ])('whose length is unclear never makes a second request: %j', async (rest) => {
    const { gateway, key, host, arrived } = await setStage();
    const second = `PUT /${key}/api/1/echo?smuggled HTTP/1.1\r\n${host}Content-Length: 0\r\nConnection: close\r\n\r\n`;
    await sendRaw(gateway, `POST /${key}/api/1/echo HTTP/1.1\r\n${host}${rest}${second}`);
    expect((await arrived()).filter((line) => line.includes('smuggled'))).toEqual([]);
  });

  it('ends with headers that go nowhere', async () => {
    const { gateway, key, host } = await setStage();
    const answer = await sendRaw(
      gateway,
      `POST /${key}/api/1/echo HTTP/1.1\r\n${host}Connection: close\r\nTrailer: Cookie\r\nTransfer-Encoding: chunked\r\n\r\n` +
        '5;extension="x"\r\nhello\r\n0\r\nCookie: auth=mine\r\nX-HTTP-Method-Override: DELETE\r\n\r\n',
    );
    const echo = answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1);
    expect(echo).toContain('"body":"hello"');
    expect(echo).not.toMatch(/mine|override|extension|trailer/i);
  });

  it('is not taken for the next request when several are sent at once: each is checked by itself', async () => {
    const { gateway, key, host, arrived } = await setStage();
    const answer = await sendRaw(
      gateway,
      `POST /${key}/api/1/echo HTTP/1.1\r\n${host}Content-Length: 5\r\n\r\nhello` +
        `PUT /${key}/api/1/logout HTTP/1.1\r\n${host}Content-Length: 0\r\n\r\n` +
        `GET /${'x'.repeat(32)}/api/1/config HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
    );
    expect([...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => status)).toEqual(['200', '403', '403']);
    expect(await arrived()).toEqual(['POST /api/1/echo']);
  });
});

describe('a header', () => {
  it.each([
    ['Connection', 'close, Cookie, User-Agent'],
    ['Proxy-Connection', 'keep-alive'],
    ['Proxy-Authorization', 'Basic YTpi'],
    ['Keep-Alive', 'timeout=1000'],
    ['TE', 'trailers'],
    ['Via', '1.1 evil'],
    ['Forwarded', 'for=1.2.3.4;host=evil.example'],
    ['X-Forwarded-Host', 'evil.example'],
    ['X-Original-URL', '/api/1/logout'],
    ['X-Rewrite-URL', '/api/1/logout'],
    ['X-HTTP-Method', 'DELETE'],
    ['X-Method-Override', 'DELETE'],
    ['Cookie', 'auth=authcookie_mine; twoFactorAuth=mine'],
    ['Cookie2', '$Version=1'],
    ['Authorization', 'Bearer mine'],
    ['Referer', 'http://127.0.0.1/with/the/key'],
    ['Origin', 'the gateway itself'],
    ['Access-Control-Request-Method', 'PUT'],
    ['Content-Encoding', 'gzip'],
    ['Expect-CT', 'x'],
    ['Upgrade-Insecure-Requests', '1'],
    ['CF-Connecting-IP', '1.2.3.4'],
    ['Content_Type', 'application/json'],
  ])('that is none of VRChat’s business stays here: %s', async (name, value) => {
    const { gateway, key, host, origin, session } = await setStage();
    const sent = value === 'the gateway itself' ? origin : value;
    const answer = await sendRaw(
      gateway,
      `GET /${key}/api/1/echo HTTP/1.1\r\n${host}${name}: ${sent}\r\n${name === 'Connection' ? '' : 'Connection: close\r\n'}\r\n`,
    );
    expect(statusOf(answer)).toBe(200);
    const { headers } = JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1)) as Echo;
    expect(Object.keys(headers).toSorted()).toEqual(['accept-encoding', 'connection', 'cookie', 'host', 'user-agent']);
    expect([headers.cookie, headers.connection]).toEqual(['auth=', 'keep-alive']);
    expect(JSON.stringify(headers)).not.toContain(key);
    expect(session.spent).toEqual({ confirmed: 0, renewed: 0 });
  });
});

describe('a key', () => {
  it('is looked for among all of them, whichever it is, so that the time it takes tells nothing', () => {
    const keys = Array.from({ length: 5 }, () => createKey(1).key.reveal());
    const compared: number[] = [];
    const entries = keys.map((key, index) => ({
      port: 1,
      get key() {
        compared.push(index);
        return secret(key);
      },
    }));
    for (const wanted of [...keys, 'made up', '']) {
      compared.length = 0;
      findByKey(entries, wanted, 1);
      expect(new Set(compared)).toEqual(new Set([0, 1, 2, 3, 4]));
    }
  });

  it('is not listed, even where a program has put it into a path', async () => {
    const { api, key, gateway } = await setStage();
    await fetch(`${api}/users/${key}?token=${key}`);
    const listed = gateway.log.of(folder).requests;
    expect(listed).toMatchObject([{ path: '/users/(key)', status: 404 }]);
    expect(JSON.stringify(listed)).not.toContain(key);
  });
});

it('the gateway is reached from this machine alone', async () => {
  const { gateway } = await setStage();
  const others = Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).filter(({ internal }) => !internal));
  for (const { address, scopeid } of [...others, { address: '::1', scopeid: undefined }, { address: '127.0.0.2', scopeid: undefined }]) {
    const socket = connect({ port: gateway.port, host: scopeid ? `${address}%${scopeid}` : address, timeout: 2000 });
    const outcome = await new Promise((resolve) => {
      socket.on('connect', () => resolve('connected'));
      socket.on('timeout', () => resolve('refused'));
      socket.on('error', () => resolve('refused'));
    });
    socket.destroy();
    expect(outcome, address).toBe('refused');
  }
});
