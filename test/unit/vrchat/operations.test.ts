import { describe, expect, test } from 'vitest';
import { operations } from '../../../src/vrchat/operations.ts';
import type { CurrentUser, RequiresTwoFactorAuth } from '../../../src/vrchat/schemas.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { scenarios, useEmulatedWorld } from './scenarios.ts';
import { openClient } from './wire.ts';

const world = await useEmulatedWorld();

test('every one of the 17 operations is tested here', () => {
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
  test('requires an authenticator code, which completes the session', async () => {
    const session = await world.logIn('DevUser');
    const half = await world.client.getCurrentUser(session);
    expect(half).toEqual({ ok: true, value: { requiresTwoFactorAuth: ['totp', 'otp'] } });
    await world.client.verify2FA(session, { code: secret(await world.authenticatorCode('DevUser')) });
    expect(await world.client.getCurrentUser(session)).toMatchObject({
      ok: true,
      value: { displayName: 'DevUser', twoFactorAuthEnabled: true },
    });
  });

  test('requires no code at the next login, which sends the two-factor cookie', async () => {
    const session = await world.logInWithCode();
    await world.client.logout(session);
    const credentials = { username: 'DevUser', password: secret('dev-user-password') };
    expect(await world.client.getCurrentUser(session, { credentials })).toMatchObject({ ok: true, value: { displayName: 'DevUser' } });
  });

  test('uses the credentials, not a session that still exists', async () => {
    const session = await world.logIn('plainuser');
    const credentials = { username: 'MailUser', password: secret('mail-user-password') };
    expect(await world.client.getCurrentUser(session, { credentials })).toEqual({
      ok: true,
      value: { requiresTwoFactorAuth: ['emailOtp'] },
    });
  });

  test('reports a wrong password as wrong credentials', async () => {
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
  ] as const)('reports a wrong code: %s', async (operation, username, code) => {
    const session = await world.logIn(username);
    expect(await world.client[operation](session, { code: secret(code) })).toEqual({ ok: false, error: { kind: 'wrongCode' } });
    expect(session.cookies.get('auth')).toBeDefined();
  });

  test('reports a two-factor method that the account does not have', async () => {
    const session = await world.logIn('MailUser');
    expect(await world.client.verify2FA(session, { code: secret('123456') })).toEqual({
      ok: false,
      error: { kind: 'twoFactorMethodUnavailable' },
    });
  });

  test('reports a session that still needs its code', async () => {
    const session = await world.logIn('DevUser');
    expect(await world.client.getRecoveryCodes(session)).toEqual({ ok: false, error: { kind: 'requiresTwoFactorAuth' } });
  });
});

describe('operations that require a fresh code', () => {
  test.each(['getRecoveryCodes', 'disable2FA'] as const)('%s returns a demand instead of its result', async (operation) => {
    const session = await world.logInWithCode();
    await world.advance(3600);
    const result = await world.client[operation](session);
    expect(result).toEqual({ ok: true, value: { requiresTwoFactorAuth: ['totp', 'otp'] } });
    await world.client.verify2FA(session, { code: secret(await world.authenticatorCode('DevUser')) });
    expect(await world.client[operation](session)).not.toMatchObject({ value: { requiresTwoFactorAuth: ['totp', 'otp'] } });
  });

  test('make the caller check for the demand at compile time', async () => {
    const session = await world.logIn('plainuser');
    const codes = await world.client.getRecoveryCodes(session);
    const user = await world.client.getCurrentUser(session);
    if (!codes.ok || !user.ok) throw new Error('both succeed');
    // @ts-expect-error -- a demand may be returned instead of the codes
    const { otp } = codes.value;
    // @ts-expect-error -- a demand may be returned instead of the user
    const { displayName } = user.value;
    expect([otp, displayName]).toEqual([[], 'Plain User']);
    const known: CurrentUser | RequiresTwoFactorAuth = user.value;
    expect('requiresTwoFactorAuth' in known).toBe(false);
  });
});

describe('links from emails', () => {
  test('reports a used or wrong confirmation link as not confirmed', async () => {
    const id = await world.userId('plainuser');
    expect(await world.client.confirmEmail(world.newSession(''), { id, verify_email: secret('eml_wrong') })).toEqual({
      ok: true,
      value: { confirmed: false },
    });
  });

  test('reports a wrong login location link as not confirmed', async () => {
    expect(await world.client.verifyLoginPlace(world.newSession(''), { token: secret('wrong') })).toEqual({
      ok: true,
      value: { confirmed: false },
    });
  });

  test('lets the login through after the right link', async () => {
    await world.fault('getCurrentUser', 'newLocation', 1);
    expect((await world.logIn('plainuser')).cookies.get('auth')).toBeUndefined();
    await world.client.verifyLoginPlace(world.newSession(''), { token: secret(await world.linkParameter('token')) });
    expect((await world.logIn('plainuser')).cookies.get('auth')).toBeDefined();
  });
});
