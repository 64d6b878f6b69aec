import { describe, expect, test } from 'vitest';
import {
  basicHeader,
  devUser,
  from,
  mailUser,
  messageOf,
  openEmulator,
  plainUser,
  rawBasicHeader,
  signInDevUser,
  textLike,
} from './testClient.ts';

describe('signing in with a password', () => {
  test('signs in immediately without two-factor authentication', async () => {
    const client = await openEmulator();
    const reply = await client.logIn(plainUser);
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ username: 'plainuser', displayName: 'Plain User', twoFactorAuthEnabled: false });
  });

  test.each([
    ['the user name', 'plainuser'],
    ['the user name in another case', 'PlainUSER'],
    ['the email address', 'plain.user@example.org'],
    ['the email address in another case', 'Plain.User@Example.org'],
  ])('accepts %s', async (_what, name) => {
    const client = await openEmulator();
    expect(await client.logIn({ ...plainUser, name })).toMatchObject({ status: 200, body: { username: 'plainuser' } });
  });

  test('accepts any character in a percent-encoded password', async () => {
    const password = "pä:s%41@w+örd/!'()* 日本";
    const client = await openEmulator({
      accounts: [{ username: 'odd:name', email: 'odd@example.org', password, displayName: 'Odd', twoFactor: 'none' }],
    });
    expect(await client.logIn({ name: 'odd:name', password })).toMatchObject({ status: 200 });
  });

  test.each([
    ['no credentials', undefined, 'Missing Credentials'],
    ['another scheme', 'Bearer abc', 'Missing Credentials'],
    ['something that is not base64', 'Basic ???', 'Missing Credentials'],
    ['a name without a password', rawBasicHeader('plainuser'), 'Missing Credentials'],
    ['a wrong password', basicHeader({ ...plainUser, password: 'wrong' }), 'Invalid Username/Email or Password'],
    ['a password in another case', basicHeader({ ...plainUser, password: 'PLAIN-USER-PASSWORD' }), 'Invalid Username/Email or Password'],
    ['an unknown name', basicHeader({ ...plainUser, name: 'nobody' }), 'Invalid Username/Email or Password'],
    ['an unencoded email address', rawBasicHeader('plain.user@example.org:plain-user-password'), 'Invalid Username/Email or Password'],
    ['an invalid percent-encoding', rawBasicHeader('plainuser:100%'), 'Invalid Username/Email or Password'],
    ['an unencoded colon', rawBasicHeader('plainuser:a:b'), 'Invalid Username/Email or Password'],
  ])('refuses %s', async (_what, authorization, message) => {
    const client = await openEmulator();
    const reply = await client.send('GET', '/auth/user', authorization === undefined ? {} : { headers: { Authorization: authorization } });
    expect(reply).toMatchObject({ status: 401, body: { error: { message: JSON.stringify(message), status_code: 401 } }, cookies: {} });
  });

  test('counts sign-ins and wrong passwords per account', async () => {
    const client = await openEmulator();
    await client.logIn({ ...plainUser, password: 'wrong' });
    await client.logIn(plainUser);
    await client.send('GET', '/auth/user');
    expect(await client.account('plainuser')).toMatchObject({ logins: 1, failedLogins: 1 });
    expect(await client.account('DevUser')).toMatchObject({ logins: 0, failedLogins: 0 });
  });

  test('refuses POST with status 405', async () => {
    const client = await openEmulator();
    expect(await client.send('POST', '/auth/user', { basic: plainUser })).toMatchObject({ status: 405, cookies: {} });
  });

  test('refuses too many sessions within an hour until the hour is over', async () => {
    const client = await openEmulator({ sessionCap: 2 });
    const logInAfresh = () => {
      client.setCookies({});
      return client.logIn(plainUser);
    };
    await logInAfresh();
    await logInAfresh();
    const refused = await logInAfresh();
    expect(refused.status).toBe(429);
    expect(messageOf(refused)).toBe('\u02f8 Created too many sessions for that user');
    expect(await client.account('plainuser')).toMatchObject({ logins: 2 });
    await client.advance(3601);
    expect(await logInAfresh()).toMatchObject({ status: 200 });
  });
});

describe('the auth cookie', () => {
  test('is host-only, unreadable for scripts, and lasts about a year', async () => {
    const client = await openEmulator();
    const [cookie = ''] = (await client.logIn(plainUser)).headers.getSetCookie();
    expect(cookie).toMatch(/^auth=authcookie_[0-9a-f-]{36}; Expires=[^;]+ GMT; Path=\/; HttpOnly; SameSite=Lax$/);
    const expires = Date.parse(/Expires=([^;]+)/.exec(cookie)?.[1] ?? '');
    expect((expires - Date.now()) / 86_400_000).toBeCloseTo(365, 1);
  });

  test('is set once, before the two-factor code, and stays the same after it', async () => {
    const client = await openEmulator();
    const first = await client.logIn(devUser);
    expect(Object.keys(first.cookies)).toEqual(['auth']);
    const second = await client.send('GET', '/auth/user');
    const verified = await client.verify('totp', await client.authenticatorCode('DevUser'));
    const user = await client.send('GET', '/auth/user');
    expect([second, user].map(({ cookies }) => cookies)).toEqual([{}, {}]);
    expect(Object.keys(verified.cookies)).toEqual(['twoFactorAuth']);
    expect(user.body).toMatchObject({ username: 'DevUser' });
  });

  test('takes precedence over a password in the same request', async () => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    const reply = await client.logIn(mailUser);
    expect(reply.body).toMatchObject({ username: 'plainuser' });
    expect(await client.account('MailUser')).toMatchObject({ logins: 0 });
  });

  test('of an ended session does not keep a password from signing in', async () => {
    const client = await openEmulator();
    client.setCookies({ auth: 'authcookie_00000000-0000-4000-8000-000000000000' });
    expect((await client.send('GET', '/auth/user')).status).toBe(401);
    expect(await client.logIn(plainUser)).toMatchObject({ status: 200, cookies: { auth: textLike(/^authcookie_/) } });
  });

  test('is confirmed and returned by GET /auth', async () => {
    const client = await openEmulator();
    expect((await client.send('GET', '/auth')).status).toBe(401);
    await client.logIn(plainUser);
    expect(await client.send('GET', '/auth')).toMatchObject({ status: 200, body: { ok: true, token: client.cookies().auth } });
  });

  test('stops working after a year', async () => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    await client.advance(364 * 86_400);
    expect((await client.send('GET', '/auth')).status).toBe(200);
    await client.advance(2 * 86_400);
    expect((await client.send('GET', '/auth')).status).toBe(401);
  });
});

describe('signing out', () => {
  test('ends the session and clears three cookies with a future expiry, as the real service does', async () => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    const session = client.cookies();
    const reply = await client.send('PUT', '/logout');
    expect(reply).toMatchObject({ status: 200, body: { success: { message: 'Ok!', status_code: 200 } } });
    expect(reply.headers.getSetCookie()).toEqual(
      ['auth', 'age', 'tos'].map((name) => `${name}=; Expires=Tue, 01 Jan 2030 00:00:00 GMT; Path=/`),
    );
    client.setCookies(session);
    expect(messageOf(await client.send('GET', '/auth'))).toBe('Missing Credentials');
    expect((await client.send('PUT', '/logout')).status).toBe(401);
  });
});

describe('networks', () => {
  test('a session only works on its own network, and works again there later', async () => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    const elsewhere = await client.send('GET', '/auth/user', { headers: from('cafe') });
    expect(elsewhere.status).toBe(401);
    expect(messageOf(elsewhere)).toBe('Missing Credentials');
    expect((await client.send('GET', '/auth/user')).status).toBe(200);
  });

  test('the first sign-in may come from any network', async () => {
    const client = await openEmulator();
    expect((await client.logIn(plainUser, from('cafe'))).status).toBe(200);
  });

  test('a sign-in from a new network has to be confirmed by email and then repeated', async () => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    client.setCookies({});
    const refused = await client.logIn(plainUser, from('cafe'));
    expect(refused).toMatchObject({ status: 401, cookies: {} });
    expect(messageOf(refused)).toBe(
      "It looks like you're logging in from somewhere new\u01c3 Check your email for a message from VRChat\u2024",
    );

    const { link = '' } = (await client.lastMail()) ?? {};
    expect(link).toContain(`${client.origin}/api/1/auth/verifyLoginPlace?token=`);
    expect((await client.logIn(plainUser, from('cafe'))).status).toBe(401);
    const opened = await client.send('GET', link);
    expect([opened.status, opened.headers.get('Location')]).toEqual([302, `${client.origin}/home/succeedverifyloginplace`]);
    expect((await client.logIn(plainUser, from('cafe'))).status).toBe(200);
    expect(await client.account('plainuser')).toMatchObject({ logins: 2 });
  });

  test('a link works once, for its account, and only with its token', async () => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    client.setCookies({});
    await client.logIn(plainUser, from('cafe'));
    const { link = '' } = (await client.lastMail()) ?? {};
    const destination = async (address: string) => (await client.send('GET', address)).headers.get('Location');
    const failed = `${client.origin}/home/failedverifyloginplace`;
    expect(await destination(link.replace('token=', 'token=x'))).toBe(failed);
    expect(await destination(link.replace('usr_', 'usr_x'))).toBe(failed);
    expect(await destination(link)).toBe(`${client.origin}/home/succeedverifyloginplace`);
    expect(await destination(link)).toBe(failed);
  });
});

test('the signed-in user has all fields that clients show', async () => {
  const client = await openEmulator();
  await signInDevUser(client);
  const { body } = await client.send('GET', '/auth/user');
  expect(body).toMatchObject({
    id: textLike(/^usr_[0-9a-f-]{36}$/),
    obfuscatedEmail: 'd*******@example.org',
    emailVerified: true,
    usesGeneratedPassword: false,
    twoFactorAuthEnabled: true,
    twoFactorAuthEnabledDate: '2025-01-03T00:00:00.000Z',
    date_joined: '2019-08-24',
    state: 'offline',
    steamDetails: {},
    accountDeletionDate: null,
  });
  expect(body).toHaveProperty('tags', expect.arrayContaining(['system_trust_trusted']));
  expect(Object.keys(body as object).length).toBe(81);
  expect(JSON.stringify(body)).not.toContain('dev.user@');
});
