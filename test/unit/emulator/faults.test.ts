import { describe, expect, test } from 'vitest';
import { messageOf, openEmulator, plainUser, devUser, signInDevUser, textLike } from './testClient.ts';

describe('faults that replace the response', () => {
  test.each([
    ['status:500', 500, { error: { status_code: 500 } }],
    ['status:420', 420, { error: { status_code: 420 } }],
    ['html502', 502, expect.stringContaining('<h1>502 Bad Gateway</h1>')],
    ['webPage', 200, expect.stringContaining('<!DOCTYPE html>')],
    ['webPage:403', 403, expect.stringContaining('<!DOCTYPE html>')],
    ['missingCredentials:403', 403, { error: { message: '"Missing Credentials"', status_code: 403 } }],
    ['rateLimit', 429, { error: { status_code: 429 } }],
    ['vpnBlocked', 403, { error: { waf_code: 42860, waf_list: 'abuseipdb' } }],
    ['userAgentBlocked', 403, { error: { waf_code: 13799 } }],
    ['moderated', 403, { error: { status_code: 403 } }],
    ['malformedJson', 200, '{"id":"usr_'],
    ['redirectElsewhere', 302, ''],
    ['stepUp', 402, { requiresTwoFactorAuth: ['totp', 'otp'], scope: 'account', ticket: textLike(/./), stepUpToken: textLike(/./) }],
  ] as [string, number, unknown][])('%s', async (fault, status, body) => {
    const client = await openEmulator();
    await client.fault('getCurrentUser', fault, 1);
    const reply = await client.logIn(plainUser);
    expect(reply).toMatchObject({ status, body, cookies: {} });
    expect(await client.state()).toMatchObject({ requests: [{ operation: 'getCurrentUser', status }] });
    expect(await client.account('plainuser')).toMatchObject({ logins: 0 });
    expect((await client.logIn(plainUser)).status).toBe(200);
  });

  test.each([
    ['rateLimit:90', '90'],
    ['rateLimit', null],
  ])('%s sets Retry-After to %s', async (fault, retryAfter) => {
    const client = await openEmulator();
    await client.fault('*', fault);
    expect((await client.send('GET', '/config')).headers.get('Retry-After')).toBe(retryAfter);
  });

  test.each([
    ['redirectElsewhere', 'http://127.0.0.2:9/'],
    ['redirectElsewhere:http://localhost:1234/trap', 'http://localhost:1234/trap'],
  ])('%s redirects to %s', async (fault, location) => {
    const client = await openEmulator();
    await client.fault('*', fault);
    expect((await client.send('GET', '/config')).headers.get('Location')).toBe(location);
  });

  test('hugeBody sends more than 5 MB', async () => {
    const client = await openEmulator();
    await client.fault('*', 'hugeBody');
    const { body } = await client.send('GET', '/config');
    expect((body as { padding: string }).padding.length).toBeGreaterThan(5 * 1024 * 1024);
  });

  test('reset closes the connection, and the request is still recorded', async () => {
    const client = await openEmulator();
    await client.fault('getCurrentUser', 'reset', 1);
    await expect(client.logIn(plainUser)).rejects.toThrow('fetch failed');
    expect(await client.state()).toMatchObject({ requests: [{ operation: 'getCurrentUser', status: null }] });
    expect(await client.account('plainuser')).toMatchObject({ logins: 0 });
  });

  test('timeout never responds, and does not keep the emulator from closing', async () => {
    const client = await openEmulator();
    await client.fault('*', 'timeout');
    const waiting = expect(client.send('GET', '/config')).rejects.toThrow('fetch failed');
    await expect.poll(client.state).toMatchObject({ requests: [{ status: null }] });
    await client.emulator.close();
    await waiting;
  });
});

describe('faults that spoil the response of an operation that ran', () => {
  test('truncate closes the connection before the end of the body', async () => {
    const client = await openEmulator();
    await client.fault('getCurrentUser', 'truncate', 1);
    await expect(client.logIn(plainUser)).rejects.toThrow('terminated');
    expect(await client.account('plainuser')).toMatchObject({ logins: 1 });
  });

  test('wrongContentType labels JSON as HTML', async () => {
    const client = await openEmulator();
    await client.fault('getCurrentUser', 'wrongContentType');
    const reply = await client.logIn(plainUser);
    expect(reply.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    expect(reply.body).toMatchObject({ username: 'plainuser' });
  });

  test('slow delays the response', async () => {
    const client = await openEmulator();
    await client.fault('*', 'slow:150');
    const start = performance.now();
    expect((await client.send('GET', '/config')).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(140);
  });

  test('slow does not keep the emulator from closing', async () => {
    const client = await openEmulator();
    await client.fault('*', 'slow:999999');
    const waiting = expect(client.send('GET', '/config')).rejects.toThrow('fetch failed');
    await expect.poll(client.state).toMatchObject({ requests: [{ status: null }] });
    await client.emulator.close();
    await waiting;
  });

  test('rotateSession replaces the auth cookie', async () => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    const before = client.cookies();
    await client.fault('getCurrentUser', 'rotateSession', 1);
    const reply = await client.send('GET', '/auth/user');
    expect(reply.status).toBe(200);
    expect(reply.cookies.auth).not.toBe(before.auth);
    expect((await client.send('GET', '/auth/user')).status).toBe(200);
    client.setCookies(before);
    expect((await client.send('GET', '/auth/user')).status).toBe(401);
  });
});

describe('faults that affect the session', () => {
  test('expireSessions ends every session', async () => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    await client.fault('*', 'expireSessions', 1);
    expect((await client.send('GET', '/auth')).status).toBe(401);
    expect((await client.send('GET', '/auth')).status).toBe(401);
  });

  test('otherNetwork makes the request come from another network', async () => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    await client.fault('*', 'otherNetwork', 1);
    expect((await client.send('GET', '/auth')).status).toBe(401);
    expect((await client.send('GET', '/auth')).status).toBe(200);
  });

  test.each([
    ['newAddress', '203.0.113.77'],
    ['newAddress:2001:db8::1', '2001:db8::1'],
  ])('%s refuses sessions from other addresses, and accepts a sign-in from %s', async (fault, address) => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    const before = await client.publicAddress();
    await client.fault('*', fault);
    expect(await client.publicAddress()).toBe(address);
    expect((await client.send('GET', '/auth')).status).toBe(401);
    expect((await client.logIn(plainUser)).status).toBe(200);
    expect((await client.send('GET', '/auth')).status).toBe(200);
    await client.control('DELETE', 'faults');
    expect(await client.publicAddress()).toBe(before);
    expect((await client.send('GET', '/auth')).status).toBe(401);
  });
});

describe('faults that affect signing in', () => {
  test.each([
    ['newLocation', 401, "It looks like you're logging in from somewhere new\u01c3 Check your email for a message from VRChat\u2024"],
    ['tooManyPlaces', 429, 'Logging in from too many places? Check your email for verification link'],
  ])('%s requires confirmation by email', async (fault, status, message) => {
    const client = await openEmulator();
    await client.fault('getCurrentUser', fault, 1);
    const refused = await client.logIn(plainUser);
    expect([refused.status, messageOf(refused)]).toEqual([status, message]);
    expect((await client.logIn(plainUser)).status).toBe(401);
    const { link = '' } = (await client.lastMail()) ?? {};
    await client.send('GET', link);
    expect((await client.logIn(plainUser)).status).toBe(200);
  });

  test('newLocation lasts until the link is opened, even on a known network', async () => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    client.setCookies({});
    await client.fault('getCurrentUser', 'newLocation', 1);
    expect((await client.logIn(plainUser)).status).toBe(401);
    expect((await client.logIn(plainUser)).status).toBe(401);
  });

  test('tooManySessions refuses a sign-in', async () => {
    const client = await openEmulator();
    await client.fault('*', 'tooManySessions', 1);
    const refused = await client.logIn(plainUser);
    expect([refused.status, messageOf(refused)]).toEqual([429, '\u02f8 Created too many sessions for that user']);
  });

  test('only a sign-in with the right password uses them up', async () => {
    const client = await openEmulator();
    await signInDevUser(client);
    await client.fault('*', 'tooManySessions', 1);
    await client.send('GET', '/auth/user');
    await client.logIn({ ...plainUser, password: 'wrong' });
    client.setCookies({});
    await client.logIn({ ...devUser, password: 'wrong' });
    expect((await client.logIn(devUser)).status).toBe(429);
  });
});

describe('managing faults', () => {
  test('a fault applies to its own operation, the given number of times', async () => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    await client.fault('verifyAuthToken', 'status:503', 2);
    const ask = async () => (await client.send('GET', '/auth')).status;
    expect((await client.send('GET', '/auth/user')).status).toBe(200);
    expect([await ask(), await ask(), await ask()]).toEqual([503, 503, 200]);
  });

  test('a fault without a number of times stays until it is deleted', async () => {
    const client = await openEmulator();
    expect(await client.fault('*', 'status:503')).toEqual([{ operation: '*', fault: 'status:503', times: null }]);
    expect((await client.send('GET', '/time')).status).toBe(503);
    expect(await client.control('GET', 'faults')).toHaveLength(1);
    expect(await client.removeFaults()).toEqual([]);
    expect((await client.send('GET', '/time')).status).toBe(200);
  });

  test('faults of one operation apply in the order they were added', async () => {
    const client = await openEmulator();
    await client.fault('getConfig', 'status:500', 1);
    await client.fault('getConfig', 'status:503', 1);
    const ask = async () => (await client.send('GET', '/config')).status;
    expect([await ask(), await ask(), await ask()]).toEqual([500, 503, 200]);
  });

  test.each([
    [{ operation: '*', fault: 'nonsense' }, /Unknown fault "nonsense"\. Known faults: status:<code>, html502, .*slow\[:<milliseconds>\]/],
    [{ operation: 'nonsense', fault: 'reset' }, /Unknown operation "nonsense"\. Known operations: \*, verifyAuthToken, getCurrentUser, /],
    [{ operation: '*', fault: 'status' }, /Expected the form status:<code>/],
    [{ operation: '*', fault: 'status:200' }, /Expected the form status:<code>/],
    [{ operation: '*', fault: 'slow:long' }, /Expected the form slow/],
    [{ operation: '*', fault: 'reset:1' }, /Expected the form reset/],
    [{ operation: 'verifyAuthToken', fault: 'newLocation' }, /Use the operation "getCurrentUser"/],
    [{ operation: '*', fault: 'reset', times: 0 }, /Expected/],
    [{ operation: '*', fault: 'reset', time: 1 }, /Expected/],
    [{ fault: 'reset' }, /Expected/],
  ])('rejects %j with an explanation', async (request, explanation) => {
    const client = await openEmulator();
    await expect(client.control('POST', 'faults', request)).rejects.toThrow(explanation);
    expect(await client.control('GET', 'faults')).toEqual([]);
  });
});
