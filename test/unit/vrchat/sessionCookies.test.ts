import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createSessionCookies } from '../../../src/vrchat/sessionCookies.ts';
import { cookie, credentials, errorBody, openClient, openSession, serve } from './wire.ts';

const server = 'https://api.vrchat.cloud/api/1';
const url = `${server}/auth/user`;
const past = 'Expires=Thu, 01 Jan 2015 00:00:00 GMT';
const future = 'Expires=Tue, 01 Jan 2130 00:00:00 GMT';

/** The cookies that would be sent after these `Set-Cookie` headers. */
function sentAfter(...setCookies: readonly string[]): string | undefined {
  const cookies = createSessionCookies(server, [cookie('auth', 'authcookie_old')]);
  cookies.apply(setCookies);
  return cookies.header(url);
}

describe('what a response sets', () => {
  test.each([
    [
      'several cookies at once',
      [`auth=authcookie_new; ${future}; Path=/; HttpOnly`, `twoFactorAuth=a.b.c; ${future}; Path=/`],
      'auth=authcookie_new; twoFactorAuth=a.b.c',
    ],
    [
      'an empty value with a date to come, as a sign-out sends',
      [`auth=; Expires=Tue, 01 Jan 2030 00:00:00 GMT; Path=/`, 'age=; Path=/', 'tos=; Path=/'],
      undefined,
    ],
    ['a date in the past', [`auth=authcookie_new; ${past}; Path=/`], undefined],
    ['Max-Age=0', ['auth=authcookie_new; Max-Age=0; Path=/'], undefined],
    ['no Path', ['auth=authcookie_new'], 'auth=authcookie_new'],
    ['Domain of this host', ['auth=authcookie_new; Domain=api.vrchat.cloud; Path=/'], 'auth=authcookie_new'],
    ['Domain of another host', ['auth=authcookie_new; Domain=vrchat.com; Path=/'], 'auth=authcookie_old'],
    ['Domain of the parent', ['auth=authcookie_new; Domain=vrchat.cloud; Path=/'], 'auth=authcookie_old'],
    ['Domain of a suffix', ['auth=authcookie_new; Domain=cloud; Path=/'], 'auth=authcookie_old'],
    ['no name', ['=authcookie_new; Path=/'], 'auth=authcookie_old'],
    ['no pair', ['nonsense'], 'auth=authcookie_old'],
    ['nothing', [''], 'auth=authcookie_old'],
    ['a value that cannot go into a header', ['auth=ab\u00fccd; Path=/'], 'auth=authcookie_old'],
    ['a name that cannot go into a header', ['a(b=cd; Path=/'], 'auth=authcookie_old'],
    ['another cookie that is cleared', ['twoFactorAuth=; Path=/'], 'auth=authcookie_old'],
    ['Secure', ['auth=authcookie_new; Secure; Path=/'], 'auth=authcookie_new'],
  ])('%s', (_what, setCookies, sent) => {
    expect(sentAfter(...setCookies)).toBe(sent);
  });

  test('is stored even if the response is an error', async () => {
    const { address } = await serve({
      status: 401,
      headers: { 'set-cookie': ['auth=authcookie_new; Path=/', 'twoFactorAuth=a.b.c; Path=/'] },
      body: errorBody(401, 'Unauthorized'),
    });
    const session = openSession(address);
    expect(await openClient(address).client.getRecoveryCodes(session)).toMatchObject({ ok: false });
    expect(session.cookies.header(address)).toBe('auth=authcookie_new; twoFactorAuth=a.b.c');
  });

  test('is stored even if a retry follows', async () => {
    const { address, asked } = await serve(
      { status: 503, headers: { 'set-cookie': 'auth=authcookie_new; Path=/' } },
      { body: { ok: true, token: 'dummy' } },
    );
    await openClient(address).client.verifyAuthToken(openSession(address));
    expect(asked.map(({ headers }) => headers.cookie)).toEqual([undefined, 'auth=authcookie_new']);
  });
});

describe('what is sent', () => {
  test.each([
    'https://vrchat.com/api/1/auth',
    'https://sub.api.vrchat.cloud/api/1/auth',
    'https://vrchat.cloud/',
    'https://api.vrchat.cloud.example.org/',
    'https://api.vrchat.cloud:8443/api/1/auth',
  ])('sends nothing to %s', (other) => {
    expect(createSessionCookies(server, [cookie('auth', 'authcookie_dummy')]).header(other)).toBeUndefined();
  });

  test('sends secure cookies over HTTPS only, except to this machine', () => {
    const stored = [cookie('auth', 'authcookie_dummy', { secure: true })];
    expect(createSessionCookies(server, stored).header('http://api.vrchat.cloud/api/1/auth')).toBeUndefined();
    expect(createSessionCookies('http://127.0.0.1:8978/api/1', stored).header('http://127.0.0.1:8978/api/1/auth')).toBe(
      'auth=authcookie_dummy',
    );
  });

  test('sends the two-factor cookie with a login, but no stale session', async () => {
    const { address, asked } = await serve({ status: 401 });
    const session = openSession(address, [cookie('auth', 'authcookie_stale'), cookie('twoFactorAuth', 'a.b.c'), cookie('other', '1')]);
    const { client } = openClient(address);
    await client.getCurrentUser(session, { credentials });
    expect(asked[0]?.headers.cookie).toBe('twoFactorAuth=a.b.c');
    expect(asked[0]?.headers.authorization).toMatch(/^Basic /);
    await client.getCurrentUser(session);
    expect(asked[1]?.headers.cookie).toBe('auth=authcookie_stale; twoFactorAuth=a.b.c; other=1');
    expect(asked[1]?.headers).not.toHaveProperty('authorization');
  });

  test('sends no session with operations that need none', async () => {
    const { address, asked } = await serve({ status: 404 });
    const session = openSession(address, [cookie('auth', 'authcookie_dummy')]);
    const { client } = openClient(address);
    await client.checkUserExists(session, { username: 'DevUser' });
    await client.confirmEmail(session, { id: 'usr_c1644b5b-3ca4-45b4-97c6-a2a0de70d469', verify_email: { reveal: () => 'eml_dummy' } });
    await client.verifyLoginPlace(session, { token: { reveal: () => 'dummy' } });
    expect(asked.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined, undefined]);
  });

  test('does not send an expired two-factor cookie', () => {
    const cookies = createSessionCookies(server, [cookie('auth', 'authcookie_dummy'), cookie('twoFactorAuth', 'a.b.c', { expires: 1000 })]);
    expect(cookies.header(url)).toBe('auth=authcookie_dummy');
  });

  test('sends a session whatever its date, because only the server knows whether it is valid', () => {
    const cookies = createSessionCookies(server, [cookie('auth', 'authcookie_dummy', { expires: 1000 })]);
    expect(cookies.header(url)).toBe('auth=authcookie_dummy');
  });

  test.each([
    ['auth', 'authcookie\r\nX-Injected: 1'],
    ['auth', 'a; twoFactorAuth=b'],
    ['auth', 'a b'],
    ['auth', '\u00fc'],
    ['auth', '\u{1f511}'],
    ['auth', ''],
    ['auth\r\n', 'a'],
    ['au=th', 'a'],
    ['au;th', 'a'],
    ['', 'a'],
  ])('omits a stored cookie that is not valid in a header: %j=%j', (name, value) => {
    expect(createSessionCookies(server, [cookie(name, value)]).header(url)).toBeUndefined();
  });
});

describe('what is kept', () => {
  test('keeps a session when it is stored and read', () => {
    const cookies = createSessionCookies(server);
    cookies.apply([`auth=authcookie_dummy; ${future}; Path=/; HttpOnly`, 'twoFactorAuth=a.b=c; Path=/; Secure', 'other=1; Path=/api']);
    const stored = cookies.toStored();
    const restored = createSessionCookies(server, JSON.parse(JSON.stringify(stored)) as typeof stored);
    expect(stored).toHaveLength(3);
    expect(restored.toStored()).toEqual(stored);
    expect(restored.header(url)).toBe(cookies.header(url));
    expect(restored.get('twoFactorAuth')?.reveal()).toBe('a.b=c');
  });

  test('keeps Max-Age as a date', () => {
    const cookies = createSessionCookies(server);
    cookies.apply(['auth=authcookie_dummy; Max-Age=3600; Path=/']);
    const expires = cookies.toStored()[0]?.expires ?? 0;
    expect(Math.abs(expires - Date.now() - 3_600_000)).toBeLessThan(5000);
  });

  test('counts Max-Age from when the cookie was set, however often it is sent', () => {
    vi.useFakeTimers();
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const cookies = createSessionCookies(server);
    cookies.apply(['twoFactorAuth=a.b.c; Max-Age=60; Path=/']);
    vi.advanceTimersByTime(50_000);
    expect(cookies.header(url)).toBe('twoFactorAuth=a.b.c');
    vi.advanceTimersByTime(20_000);
    expect(cookies.header(url)).toBeUndefined();
  });

  test.each([Number.MAX_VALUE, -Number.MAX_VALUE, NaN])('treats an invalid date as none: %d', (expires) => {
    const cookies = createSessionCookies(server, [cookie('auth', 'authcookie_dummy', { expires })]);
    expect(cookies.toStored()).toEqual([cookie('auth', 'authcookie_dummy')]);
  });

  test('keeps VRChat’s own cookies whatever else a server sends, and no more of the rest than could be true', () => {
    const cookies = createSessionCookies(server);
    const many = Array.from({ length: 500 }, (_, index) => `junk${index}=x; Path=/${index % 7}`);
    cookies.apply([...many, 'auth=authcookie_dummy; Path=/', 'twoFactorAuth=a.b.c; Path=/', 'junk0=changed; Path=/0']);
    expect(cookies.get('auth')?.reveal()).toBe('authcookie_dummy');
    expect(cookies.get('twoFactorAuth')?.reveal()).toBe('a.b.c');
    expect(cookies.get('junk0')?.reveal()).toBe('changed');
    expect(cookies.toStored().length).toBeLessThan(100);
  });

  test('prints no cookie value', () => {
    const cookies = createSessionCookies(server, [cookie('auth', 'authcookie_dummy')]);
    expect(JSON.stringify(cookies.get('auth'))).toBe('"[secret]"');
  });
});
