import { Secret, TOTP } from 'otpauth';
import { describe, expect, test } from 'vitest';
import { devUser, mailUser, messageOf, openEmulator, plainUser, signInDevUser, textLike } from './testClient.ts';

const totp = new TOTP({ secret: Secret.fromBase32('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP') });

describe('while a two-factor code is required', () => {
  test.each([
    ['an account with an authenticator app', devUser, ['totp', 'otp']],
    ['an account without one', mailUser, ['emailOtp']],
  ])('lists the methods of %s with status 200, for password and cookie', async (_what, credentials, requiresTwoFactorAuth) => {
    const client = await openEmulator();
    expect(await client.logIn(credentials)).toMatchObject({ status: 200, body: { requiresTwoFactorAuth } });
    expect(await client.send('GET', '/auth/user')).toMatchObject({ status: 200, body: { requiresTwoFactorAuth } });
  });

  test('GET /auth already confirms the session', async () => {
    const client = await openEmulator();
    await client.logIn(devUser);
    expect(await client.send('GET', '/auth')).toMatchObject({ status: 200, body: { ok: true } });
  });

  test.each([
    ['PUT', '/logout'],
    ['GET', '/auth/user/twofactorauth/otp'],
    ['DELETE', '/auth/twofactorauth'],
    ['POST', '/auth/twofactorauth/totp/pending'],
    ['POST', '/auth/user/resendEmail'],
  ])('refuses %s %s', async (method, path) => {
    const client = await openEmulator();
    await client.logIn(devUser);
    const reply = await client.send(method, path);
    expect(reply.status).toBe(401);
    expect(messageOf(reply)).toBe('Requires Two-Factor Authentication');
  });
});

describe('a code from the authenticator app', () => {
  test.each([
    ['the current period', 0, 200],
    ['the previous period', -30_000, 200],
    ['the next period', 30_000, 200],
    ['a minute ago', -60_000, 400],
    ['a minute ahead', 60_000, 400],
  ])('of %s, %i ms from now, gets status %i', async (_what, offset, status) => {
    const now = Date.UTC(2026, 0, 1, 12, 0, 15);
    const client = await openEmulator({ now: () => now });
    await client.logIn(devUser);
    expect((await client.verify('totp', totp.generate({ timestamp: now + offset }))).status).toBe(status);
  });

  test('completes the session', async () => {
    const client = await openEmulator();
    const reply = await signInDevUser(client);
    expect(reply).toMatchObject({ status: 200, body: { verified: true, enabled: true } });
    expect((await client.send('GET', '/auth/user')).body).toMatchObject({ username: 'DevUser' });
  });

  test('that is wrong gets status 400, sets no cookie, and can be corrected', async () => {
    const client = await openEmulator({ now: () => Date.UTC(2026, 0, 1) });
    await client.logIn(devUser);
    expect(await client.verify('totp', '000000')).toMatchObject({ status: 400, body: { verified: false }, cookies: {} });
    expect((await client.verify('totp', await client.authenticatorCode('DevUser'))).status).toBe(200);
  });

  test('requires a session', async () => {
    const client = await openEmulator();
    expect(messageOf(await client.verify('totp', '000000'))).toBe('Missing Credentials');
  });

  test.each([
    ['no body', {}],
    ['a number', { json: { code: 123456 } }],
    ['JSON with another content type', { json: { code: '000000' }, headers: { 'Content-Type': 'text/plain' } }],
  ])('cannot be sent as %s', async (_what, ask) => {
    const client = await openEmulator();
    await client.logIn(devUser);
    const reply = await client.send('POST', '/auth/twofactorauth/totp/verify', ask);
    expect(reply.status).toBe(400);
    expect(messageOf(reply)).toBe('code is required');
  });

  test('is refused for ten minutes after five wrong ones', async () => {
    const client = await openEmulator();
    await client.logIn(devUser);
    for (let attempt = 0; attempt < 5; attempt += 1) expect((await client.verify('totp', 'wrong')).status).toBe(400);
    const refused = await client.verify('totp', await client.authenticatorCode('DevUser'));
    expect(refused.status).toBe(429);
    expect(messageOf(refused)).toMatch(/too many failed attempts/);
    await client.advance(601);
    expect((await client.verify('totp', await client.authenticatorCode('DevUser'))).status).toBe(200);
  });
});

test.each([
  ['an email code', devUser, 'emailotp'],
  ['an authenticator code', mailUser, 'totp'],
  ['a recovery code', mailUser, 'otp'],
] as const)('%s is refused for an account without that method', async (_what, credentials, type) => {
  const client = await openEmulator();
  await client.logIn(credentials);
  const reply = await client.verify(type, '123456');
  expect(reply.status).toBe(400);
  expect(messageOf(reply)).toBe('No secret to match against code\u01c3');
});

describe('a recovery code', () => {
  test('works once, and only with its dash', async () => {
    const client = await openEmulator();
    await client.logIn(devUser);
    expect((await client.verify('otp', 'dev1code')).status).toBe(400);
    expect(await client.verify('otp', 'dev1-code')).toMatchObject({ status: 200, body: { verified: true, enabled: true } });
    expect(await client.account('DevUser')).toMatchObject({ recoveryCodesLeft: 9 });
    client.setCookies({});
    await client.logIn(devUser);
    expect(await client.verify('otp', 'dev1-code')).toMatchObject({ status: 400, body: { verified: false } });
    expect((await client.verify('otp', 'dev2-code')).status).toBe(200);
  });
});

describe('an email code', () => {
  test('is sent on sign-in, not for another request with the cookie, and works once', async () => {
    const client = await openEmulator();
    await client.logIn(mailUser);
    await client.send('GET', '/auth/user');
    const mails = await client.mailbox();
    expect(mails).toMatchObject([{ to: 'mail.user@example.org', code: textLike(/^\d{6}$/) }]);
    const code = mails[0]?.code ?? '';
    expect(mails[0]?.text).toContain(code);
    expect(await client.verify('emailotp', code)).toMatchObject({ status: 200, body: { verified: true } });
    expect((await client.send('GET', '/auth/user')).body).toMatchObject({ username: 'MailUser' });
    expect((await client.verify('emailotp', code)).status).toBe(400);
  });

  test('expires after 15 minutes', async () => {
    const client = await openEmulator();
    await client.logIn(mailUser);
    const { code = '' } = (await client.lastMail()) ?? {};
    await client.advance(15 * 60);
    expect(await client.verify('emailotp', code)).toMatchObject({ status: 400, body: { verified: false } });
  });

  test('is replaced by the next sign-in', async () => {
    const client = await openEmulator();
    await client.logIn(mailUser);
    client.setCookies({});
    await client.logIn(mailUser);
    const [first, second] = await client.mailbox();
    if (first?.code !== second?.code) expect((await client.verify('emailotp', first?.code ?? '')).status).toBe(400);
    expect((await client.verify('emailotp', second?.code ?? '')).status).toBe(200);
  });

  test('is not sent to an account with an authenticator app', async () => {
    const client = await openEmulator();
    await client.logIn(devUser);
    expect(await client.mailbox()).toEqual([]);
  });
});

describe('the twoFactorAuth cookie', () => {
  test('is a token with the claims of the real one, valid for 30 days', async () => {
    const client = await openEmulator();
    const token = (await signInDevUser(client)).cookies.twoFactorAuth ?? '';
    const [header, claims] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect(JSON.parse(header ?? '')).toEqual({ alg: 'HS256', typ: 'JWT' });
    const parsed = JSON.parse(claims ?? '') as Record<string, number>;
    expect(parsed).toMatchObject({ aud: 'VRChatTwoFactorAuth', iss: 'VRChat', userId: (await client.account('DevUser')).userId });
    expect(Object.keys(parsed).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'macAddress', 'timestamp', 'userId', 'version']);
    expect((parsed.exp ?? 0) - (parsed.iat ?? 0)).toBe(2_592_000);
  });

  test('replaces the code at the next sign-in, for 30 days', async () => {
    const client = await openEmulator();
    await signInDevUser(client);
    client.forgetAuth();
    expect((await client.logIn(devUser)).body).toMatchObject({ username: 'DevUser' });
    await client.advance(30 * 86_400);
    client.forgetAuth();
    expect((await client.logIn(devUser)).body).toMatchObject({ requiresTwoFactorAuth: ['totp', 'otp'] });
  });

  test('does not work for another account', async () => {
    const client = await openEmulator();
    await signInDevUser(client);
    client.forgetAuth();
    expect((await client.logIn(mailUser)).body).toMatchObject({ requiresTwoFactorAuth: ['emailOtp'] });
  });

  test.each([
    [
      'with a changed claim',
      (token: string) => {
        const [header = '', claims = '', signature = ''] = token.split('.');
        const changed = { ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object), exp: 9_999_999_999 };
        return [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
      },
    ],
    ['without a signature', (token: string) => token.slice(0, token.lastIndexOf('.'))],
    ['that is not a token', () => 'nonsense'],
  ])('%s does not work', async (_what, change) => {
    const client = await openEmulator();
    const token = (await signInDevUser(client)).cookies.twoFactorAuth ?? '';
    client.setCookies({ twoFactorAuth: change(token) });
    expect((await client.logIn(devUser)).body).toMatchObject({ requiresTwoFactorAuth: ['totp', 'otp'] });
  });

  test('does not complete a session that was created without it', async () => {
    const client = await openEmulator();
    await signInDevUser(client);
    const { twoFactorAuth = '' } = client.cookies();
    client.setCookies({});
    await client.logIn(devUser);
    client.setCookies({ ...client.cookies(), twoFactorAuth });
    expect((await client.send('GET', '/auth/user')).body).toMatchObject({ requiresTwoFactorAuth: ['totp', 'otp'] });
  });

  test('is not set for an account without two-factor authentication', async () => {
    const client = await openEmulator();
    expect(Object.keys((await client.logIn(plainUser)).cookies)).toEqual(['auth']);
  });
});

test('a strict emulator takes each code once, and only in its own half minute', async () => {
  let now = Date.UTC(2026, 0, 1);
  const client = await openEmulator({ strictCodes: true, now: () => now });
  const verify = async (timestamp: number) => {
    await client.logIn(devUser);
    return (await client.send('POST', '/auth/twofactorauth/totp/verify', { json: { code: totp.generate({ timestamp }) } })).status;
  };
  expect(await verify(now - 30_000), 'the last half minute').toBe(400);
  expect(await verify(now + 30_000), 'the next half minute').toBe(400);
  expect(await verify(now)).toBe(200);
  expect(await verify(now), 'again').toBe(400);
  now += 30_000;
  expect(await verify(now)).toBe(200);
});
