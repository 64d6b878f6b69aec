import { createHash } from 'node:crypto';
import { Agent, type ClientRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { folder, folderUserAgent, messageOf, setGatewayStage } from './gatewayStage.ts';

interface Echo {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly size: number;
  readonly sha256: string;
  readonly body: string | null;
}

describe('the gateway', () => {
  it('answers with the session’s own user, and sends no cookie', async () => {
    const { api, userId } = await setGatewayStage();
    const response = await fetch(`${api}/auth/user`);
    expect(await response.json()).toMatchObject({ id: userId });
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it('passes on every method with its body', async () => {
    const { api } = await setGatewayStage();
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const headers = { 'Content-Type': 'application/json' };
      const echo = (await (await fetch(`${api}/echo?a=1`, { method, headers, body: '{"a":1}' })).json()) as Echo;
      expect(echo).toMatchObject({ method, path: '/api/1/echo?a=1', body: '{"a":1}' });
    }
    expect((await fetch(`${api}/echo`, { method: 'HEAD' })).status).toBe(200);
  });

  it('sends the raw path on byte for byte', async () => {
    const { api } = await setGatewayStage();
    const path = '/echo?x=%7e%41~(!)*;a=%20b&&c';
    expect(((await (await fetch(api + path)).json()) as Echo).path).toBe(`/api/1${path}`);
  });

  it('lets only harmless headers through, and adds the session', async () => {
    const { api } = await setGatewayStage();
    const response = await fetch(`${api}/echo`, {
      headers: {
        Accept: 'text/plain',
        'Accept-Language': 'de',
        Range: 'bytes=0-',
        'If-None-Match': '"1"',
        Cookie: 'auth=authcookie_mine; evil=1',
        Authorization: 'Bearer mine',
        'X-HTTP-Method-Override': 'DELETE',
        'X-Forwarded-For': '1.2.3.4',
        'X-Emulator-Network': 'elsewhere',
        'Accept-Encoding': 'gzip',
      },
    });
    const { headers } = (await response.json()) as Echo;
    expect(headers).toMatchObject({
      accept: 'text/plain',
      'accept-language': 'de',
      range: 'bytes=0-',
      'if-none-match': '"1"',
      cookie: 'auth=',
    });
    expect(Object.keys(headers).toSorted()).toEqual(
      ['accept', 'accept-encoding', 'accept-language', 'connection', 'cookie', 'host', 'if-none-match', 'range', 'user-agent'].toSorted(),
    );
    expect(headers['accept-encoding']).toBe('identity');
  });

  it.each([
    ['MyBot/1.0 me@my-site.org', true],
    ['MyBot/1.0 (https://my-site.org)', true],
    ['node', false],
    ['vrchatapi-py', false],
    ['curl/8.5.0', false],
    ['python-requests/2.32.3', false],
    ['Dart/3.1 (dart:io)', false],
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36', false],
    ['Example/1.0.0 CONTACT_EMAIL@example.com', false],
    ['', false],
  ])('keeps the User-Agent “%s”: %s', async (userAgent, kept) => {
    const { api } = await setGatewayStage();
    const { headers } = (await (await fetch(`${api}/echo`, { headers: { 'User-Agent': userAgent } })).json()) as Echo;
    expect(headers['user-agent']).toBe(kept ? userAgent : folderUserAgent);
  });

  it('works with multipart uploads', async () => {
    const { api } = await setGatewayStage();
    const body = new FormData();
    body.set('file', new Blob(['picture'], { type: 'image/png' }), 'me.png');
    expect(await (await fetch(`${api}/file/image`, { method: 'POST', body })).json()).toMatchObject({ name: 'me.png' });
  });

  it('streams uploads and downloads', async () => {
    const { api } = await setGatewayStage();
    const chunk = Buffer.alloc(100_000, 'upload ');
    const hash = createHash('sha256');
    function* chunks() {
      for (let sent = 0; sent < 50; sent += 1) {
        hash.update(chunk);
        yield chunk;
      }
    }
    const response = await fetch(`${api}/echo`, { method: 'POST', body: ReadableStream.from(chunks()), duplex: 'half' });
    const echo = (await response.json()) as Echo;
    expect(echo).toMatchObject({ size: 5_000_000, sha256: hash.digest('hex') });
    expect((await (await fetch(`${api}/echo/bytes/5000000`)).arrayBuffer()).byteLength).toBe(5_000_000);
  });

  it('hands redirects back: to the gateway if they lead to the API, and as they are otherwise', async () => {
    const { api, fault, emulatorOrigin, address } = await setGatewayStage();
    const locationOf = async () => (await fetch(`${api}/time`, { redirect: 'manual' })).headers.get('location');
    for (const [location, expected] of [
      [`${address}/config?a=1`, `${api}/config?a=1`],
      [`${emulatorOrigin}/home/login`, `${emulatorOrigin}/home/login`],
      ['https://files.vrchat.cloud/a', 'https://files.vrchat.cloud/a'],
      [`${address}.evil.example/`, `${address}.evil.example/`],
    ] as const) {
      await fault('getSystemTime', `redirectElsewhere:${location}`, 1);
      expect(await locationOf()).toBe(expected);
    }
  });

  it('passes VRChat’s own answers on: 404, 400, 500', async () => {
    const { api, fault } = await setGatewayStage();
    const missing = await fetch(`${api}/nothing/here`);
    expect([missing.status, ((await missing.json()) as { error: unknown }).error]).toEqual([404, expect.any(String)]);
    await fault('getFriends', 'status:500', 1);
    expect((await fetch(`${api}/auth/user/friends`)).status).toBe(500);
  });

  it('serves what is open without a session', async () => {
    const { api, session } = await setGatewayStage();
    session.signOut();
    expect((await fetch(`${api}/config`)).status).toBe(200);
    expect((await fetch(`${api}/time`)).status).toBe(200);
    const response = await fetch(`${api}/auth/user`);
    expect([response.status, response.headers.get('retry-after'), await messageOf(response)]).toEqual([
      503,
      '10',
      'VRChat no longer accepts the session. Sign in again in VS Code.',
    ]);
    expect((await fetch(`${api}/auth/register`, { method: 'POST' })).status).toBe(403);
    expect((await fetch(`${api}/config`, { method: 'HEAD' })).status).toBe(200);
    // With these methods, nothing is open, whatever the specification says.
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      for (const path of ['/config', '/worlds/wrld_1']) expect((await fetch(api + path, { method })).status, method + path).toBe(503);
  });

  it('keeps an alternative session cookie that VRChat sets, and goes on with it', async () => {
    const { api, session, fault } = await setGatewayStage();
    const before = session.authCookie();
    await fault('getCurrentUser', 'rotateSession', 1);
    expect((await fetch(`${api}/auth/user`)).headers.getSetCookie()).toEqual([]);
    expect(session.authCookie()).not.toBe(before);
    expect((await fetch(`${api}/auth/user/friends`)).status).toBe(200);
  });

  it('protects every answer', async () => {
    const { api, origin } = await setGatewayStage();
    for (const url of [`${api}/auth/user`, `${api}/logout`, `${api}/nothing`, `${origin}/made-up`, `${api}/../x`]) {
      const { headers } = await fetch(url);
      expect([headers.get('x-content-type-options'), headers.get('content-security-policy'), headers.get('referrer-policy')], url).toEqual([
        'nosniff',
        'sandbox',
        'no-referrer',
      ]);
    }
  });

  it('lists the last 200 requests of a folder, without query, header or body', async () => {
    const { api, gateway, key, session } = await setGatewayStage();
    await fetch(`${api}/auth/user?secret=1`);
    await fetch(`${api}/logout`, { method: 'PUT' });
    const { requests, counts } = gateway.log.of(folder);
    expect(requests).toMatchObject([
      { method: 'GET', path: '/auth/user', status: 200, outcome: 'passed' },
      { method: 'PUT', path: '/logout', status: 403, outcome: 'blocked' },
    ]);
    expect(requests[0]?.bytes).toBeGreaterThan(1000);
    expect(counts).toEqual({ total: 2, problems: 1 });
    const listed = JSON.stringify(requests);
    for (const hidden of [key, session.authCookie(), 'secret=1']) expect(listed).not.toContain(hidden);
    for (let sent = 0; sent < 250; sent += 1) await fetch(`${api}/config`, { method: 'HEAD' });
    expect(gateway.log.of(folder).requests).toHaveLength(200);
    expect(gateway.log.of(folder).counts.total).toBe(252);
  });

  it('keeps its connection to VRChat also where VS Code puts an agent of its own in between, which keeps none', async () => {
    type Node = Agent & { addRequest: (request: ClientRequest, options: object) => void };
    const kept = new Agent({ keepAlive: true }) as Node;
    const connect = kept.createConnection.bind(kept);
    let connections = 0;
    kept.createConnection = (...parameters) => {
      connections += 1;
      return connect(...parameters);
    };
    const between = Object.assign(new Agent(), { addRequest: kept.addRequest.bind(kept) });
    const { api } = await setGatewayStage({ ports: { connection: () => ({ agent: between }) } });
    for (let sent = 0; sent < 20; sent += 1) expect((await fetch(`${api}/auth/user`)).status).toBe(200);
    expect(connections).toBe(1);
    expect((await fetch(`${api}/echo`, { method: 'POST', body: 'more' })).status).toBe(200);
    expect(connections).toBe(1);
  });
});
