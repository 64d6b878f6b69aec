import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { openEmulator, plainUser, userAgent } from './testClient.ts';

describe('the User-Agent', () => {
  test.each([
    'MyBot/1.0 me@site.org',
    'MyBot/1.0 (me@site.org)',
    'Test',
    'VRCX 2026.07.18',
    'VRCX-0/2.9.2',
    'curlew/1.0 a@b.org',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
  ])('"%s" is accepted', async (agent) => {
    const client = await openEmulator();
    expect((await client.send('GET', '/config', { headers: { 'User-Agent': agent } })).status).toBe(200);
  });

  test.each([
    '',
    ' ',
    'MyBot/1.0 me@example.com',
    'MyBot/1.0 ME@EXAMPLE.COM',
    'curl/8.5.0',
    'node',
    'undici',
    'python-requests/2.32.3',
    'axios/1.7.2',
  ])('"%s" is refused by the web firewall', async (agent) => {
    const client = await openEmulator();
    expect(await client.send('GET', '/config', { headers: { 'User-Agent': agent } })).toMatchObject({
      status: 403,
      body: {
        error: {
          message:
            '"please identify yourself with a properly formatted user-agent containing application name, version and contact information. thank you!"',
          status_code: 403,
          waf_code: 13799,
        },
      },
    });
  });
});

test.each(['Origin', 'Referer'])('refuses a request with the header %s', async (header) => {
  const client = await openEmulator();
  expect((await client.send('GET', '/config', { headers: { [header]: 'https://vrchat.com' } })).status).toBe(403);
});

describe('responses', () => {
  test('have a plain string as error for an unknown route', async () => {
    const client = await openEmulator();
    expect(await client.send('GET', '/worlds')).toMatchObject({
      status: 404,
      body: { error: "The endpoint you're looking for is not implemented by our system.", status_code: 404 },
    });
  });

  test("have a request ID, the API version and the emulator's time", async () => {
    const client = await openEmulator({ now: () => Date.UTC(2026, 0, 1) });
    await client.advance(60);
    const { headers, body } = await client.send('GET', '/time');
    expect(headers.get('x-vrc-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-vrc-api-version')).toMatch(/^\d/);
    expect(headers.get('Date')).toBe('Thu, 01 Jan 2026 00:01:00 GMT');
    expect(body).toBe('2026-01-01T00:01:00.000Z');
  });

  test('give the version of the terms of service that the demo accounts accepted', async () => {
    const client = await openEmulator();
    const { body } = await client.send('GET', '/config');
    const { acceptedTOSVersion } = (await client.logIn(plainUser)).body as { acceptedTOSVersion: number };
    expect(body).toHaveProperty('currentTOSVersion', acceptedTOSVersion);
  });

  test('redirect a link from an email to a page', async () => {
    const client = await openEmulator();
    const response = await fetch(`${client.origin}/api/1/auth/verifyLoginPlace?token=x`, {
      headers: { 'User-Agent': 'Mozilla/5.0', Referer: `${client.origin}/_emulator/mailbox` },
    });
    expect([response.status, response.url]).toEqual([200, `${client.origin}/home/failedverifyloginplace`]);
  });
});

describe('the control surface', () => {
  test('lists requests without secrets', async () => {
    const client = await openEmulator();
    await client.logIn(plainUser, { 'X-Emulator-Network': 'cafe' });
    await client.send('GET', '/auth/confirmEmail?id=usr_1&verify_email=eml_secret');
    await client.send('GET', '/nowhere');
    const state = await client.state();
    expect(state.requests).toMatchObject([
      { operation: 'getCurrentUser', method: 'GET', path: '/api/1/auth/user', status: 200, network: 'cafe' },
      { operation: 'confirmEmail', path: '/api/1/auth/confirmEmail', status: 302, network: 'home' },
      { operation: null, path: '/api/1/nowhere', status: 404 },
    ]);
    const text = JSON.stringify(state);
    for (const secret of [plainUser.password, 'authcookie_', 'eml_', 'JBSWY3DP', 'dev1']) expect(text).not.toContain(secret);
  });

  test('resets accounts, sessions, requests, faults and the clock', async () => {
    const client = await openEmulator();
    const before = (await client.account('plainuser')).userId;
    await client.logIn(plainUser);
    await client.fault('*', 'status:500');
    await client.advance(3600);
    await client.reset();
    expect(await client.state()).toMatchObject({ requests: [] });
    expect(await client.account('plainuser')).toMatchObject({ userId: before, logins: 0, sessions: [] });
    expect(await client.control('GET', 'faults')).toEqual([]);
    expect((await client.send('GET', '/auth')).status).toBe(401);
    const { headers } = await client.send('GET', '/time');
    expect(Math.abs(Date.parse(headers.get('Date') ?? '') - Date.now())).toBeLessThan(60_000);
  });

  test.each([{}, { advanceSeconds: -1 }, { advanceSeconds: '60' }])('rejects %j for the clock', async (body) => {
    const client = await openEmulator();
    await expect(client.control('POST', 'clock', body)).rejects.toThrow('advanceSeconds');
  });

  test('rejects requests from a web page of another origin', async () => {
    const client = await openEmulator();
    const response = await fetch(`${client.origin}/_emulator/reset`, { method: 'POST', headers: { Origin: 'https://evil.example' } });
    expect(response.status).toBe(403);
  });

  test('lists the known calls in response to an unknown one', async () => {
    const client = await openEmulator();
    await expect(client.control('GET', 'nothing')).rejects.toThrow('GET mailbox');
  });
});

describe('request checks', () => {
  test.each([
    ['127.0.0.1:80', 200],
    ['localhost', 200],
    ['[::1]:4000', 200],
    ['rebound.example', 403],
    ['127.0.0.1.rebound.example', 403],
    ['localhost.rebound.example:80', 403],
  ])('a request with Host %s gets status %i', async (host, status) => {
    const { origin } = await openEmulator();
    const answer = new Promise((resolve, reject) => {
      request(`${origin}/api/1/config`, { headers: { Host: host, 'User-Agent': userAgent } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(await answer).toBe(status);
  });

  test.each([
    ['of a known length', () => 'x'.repeat(1024 * 1024 + 1)],
    ['of an unknown length', () => ReadableStream.from([new Uint8Array(600_000), new Uint8Array(600_000)])],
  ])('a body over 1 MB %s gets status 413', async (_what, body) => {
    const { origin } = await openEmulator();
    const response = await fetch(`${origin}/api/1/auth/register`, {
      method: 'POST',
      headers: { 'User-Agent': userAgent, 'Content-Type': 'application/json' },
      body: body(),
      duplex: 'half',
    });
    expect(response.status).toBe(413);
  });

  test('a body of unknown length under 1 MB is read', async () => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    const response = await fetch(`${client.origin}/_emulator/clock`, {
      method: 'POST',
      body: ReadableStream.from([new TextEncoder().encode('{"advanceSeconds"'), new TextEncoder().encode(': 60}')]),
      duplex: 'half',
    });
    expect(response.status).toBe(200);
  });
});
