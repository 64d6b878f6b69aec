import { describe, expect, test } from 'vitest';
import { operations } from '../../../src/vrchat/operations.ts';
import type { CurrentUser, RequiresTwoFactorAuth } from '../../../src/vrchat/schemas.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { scenarios, useEmulatedWorld } from './scenarios.ts';
import { openClient } from './wire.ts';

const world = await useEmulatedWorld();

test('there are 17 operations, and each is tried here', () => {
  expect(new Set(scenarios.map(({ operation }) => operation))).toEqual(new Set(Object.keys(operations)));
  expect(Object.keys(operations)).toHaveLength(17);
});

describe('each operation succeeds, with one request', () => {
  test.each(scenarios)('$title', async ({ operation, prepare, value, cookiesAfter }) => {
    const { session, call } = await prepare(world);
    const before = (await world.state()).requests.length;
    const { client, exchanges } = openClient(world.address);
    expect(await call(client)).toMatchObject({ ok: true, value });
    expect((await world.state()).requests.slice(before)).toMatchObject([{ operation }]);
    expect(
      session.cookies
        .toStored()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(cookiesAfter);
    expect(exchanges).toMatchObject([{ operation, requestId: expect.stringMatching(/^[\w-]{36}$/) as string }]);
    expect(exchanges[0]).not.toHaveProperty('problem');
  });
});

describe('signing in', () => {
  test('a login with an authenticator asks for a code, and the code completes the session', async () => {
    const session = await world.logIn('DevUser');
    const half = await world.client.getCurrentUser(session);
    expect(half).toEqual({ ok: true, value: { requiresTwoFactorAuth: ['totp', 'otp'] } });
    await world.client.verify2FA(session, { code: secret(await world.authenticatorCode('DevUser')) });
    expect(await world.client.getCurrentUser(session)).toMatchObject({
      ok: true,
      value: { displayName: 'DevUser', twoFactorAuthEnabled: true },
    });
  });

  test('the next login needs no code, since the proof of the last one goes along', async () => {
    const session = await world.logInWithCode();
    await world.client.logout(session);
    const credentials = { username: 'DevUser', password: secret('dev-user-password') };
    expect(await world.client.getCurrentUser(session, { credentials })).toMatchObject({ ok: true, value: { displayName: 'DevUser' } });
  });

  test('a login is answered for its own credentials, not for a session that is still there', async () => {
    const session = await world.logIn('plainuser');
    const credentials = { username: 'MailUser', password: secret('mail-user-password') };
    expect(await world.client.getCurrentUser(session, { credentials })).toEqual({
      ok: true,
      value: { requiresTwoFactorAuth: ['emailOtp'] },
    });
  });

  test('a wrong password is told as wrong credentials', async () => {
    const credentials = { username: 'DevUser', password: secret('wrong') };
    expect(await world.client.getCurrentUser(world.newSession('DevUser'), { credentials })).toEqual({
      ok: false,
      error: { kind: 'invalidCredentials' },
    });
  });

  test.each([
    ['verify2FA', 'DevUser', '000000'],
    ['verifyRecoveryCode', 'DevUser', 'aaaa-bbbb'],
    ['verify2FAEmailCode', 'MailUser', '000000'],
  ] as const)('a wrong code is told as wrong code: %s', async (operation, username, code) => {
    const session = await world.logIn(username);
    expect(await world.client[operation](session, { code: secret(code) })).toEqual({ ok: false, error: { kind: 'wrongCode' } });
    expect(session.cookies.get('auth')).toBeDefined();
  });

  test('a code of a kind that the account has not is told as such', async () => {
    const session = await world.logIn('MailUser');
    expect(await world.client.verify2FA(session, { code: secret('123456') })).toEqual({
      ok: false,
      error: { kind: 'twoFactorMethodUnavailable' },
    });
  });

  test('a half-finished session is told as waiting for its code', async () => {
    const session = await world.logIn('DevUser');
    expect(await world.client.getRecoveryCodes(session)).toEqual({ ok: false, error: { kind: 'requiresTwoFactorAuth' } });
  });
});

describe('what protects the account wants a fresh code', () => {
  test.each(['getRecoveryCodes', 'disable2FA'] as const)('%s answers with a demand, which is not what was asked for', async (operation) => {
    const session = await world.logInWithCode();
    await world.advance(3600);
    const result = await world.client[operation](session);
    expect(result).toEqual({ ok: true, value: { requiresTwoFactorAuth: ['totp', 'otp'] } });
    await world.client.verify2FA(session, { code: secret(await world.authenticatorCode('DevUser')) });
    expect(await world.client[operation](session)).not.toMatchObject({ value: { requiresTwoFactorAuth: ['totp', 'otp'] } });
  });

  test('the compiler makes a caller look at the demand first', async () => {
    const session = await world.logIn('plainuser');
    const codes = await world.client.getRecoveryCodes(session);
    const user = await world.client.getCurrentUser(session);
    if (!codes.ok || !user.ok) throw new Error('both succeed');
    // @ts-expect-error -- there may be a demand in place of the codes
    const { otp } = codes.value;
    // @ts-expect-error -- there may be a demand in place of the user
    const { displayName } = user.value;
    expect([otp, displayName]).toEqual([[], 'Plain User']);
    const known: CurrentUser | RequiresTwoFactorAuth = user.value;
    expect('requiresTwoFactorAuth' in known).toBe(false);
  });
});

describe('links from mails', () => {
  test('a used or wrong confirmation link is told as not confirmed', async () => {
    const id = await world.userId('plainuser');
    expect(await world.client.confirmEmail(world.newSession(''), { id, verify_email: secret('eml_wrong') })).toEqual({
      ok: true,
      value: { confirmed: false },
    });
  });

  test('a wrong login-place link is told as not confirmed', async () => {
    expect(await world.client.verifyLoginPlace(world.newSession(''), { token: secret('wrong') })).toEqual({
      ok: true,
      value: { confirmed: false },
    });
  });

  test('after the right one, the login from there goes through', async () => {
    await world.fault('getCurrentUser', 'newLocation', 1);
    expect((await world.logIn('plainuser')).cookies.get('auth')).toBeUndefined();
    await world.client.verifyLoginPlace(world.newSession(''), { token: secret(await world.linkParameter('token')) });
    expect((await world.logIn('plainuser')).cookies.get('auth')).toBeDefined();
  });
});
