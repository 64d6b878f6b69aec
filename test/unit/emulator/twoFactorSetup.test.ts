import jsQR from 'jsqr';
import { Secret, TOTP } from 'otpauth';
import { PNG } from 'pngjs';
import { describe, expect, test } from 'vitest';
import {
  devUser,
  mailUser,
  messageOf,
  openEmulator,
  plainUser,
  signInDevUser,
  textLike,
  type Credentials,
  type TestClient,
} from './testClient.ts';

const pending = '/auth/twofactorauth/totp/pending';
const recoveryCodes = '/auth/user/twofactorauth/otp';

async function enroll(client: TestClient, now = Date.now()): Promise<string> {
  const { body } = await client.send('POST', pending);
  const { secret } = body as { secret: string };
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now });
  expect((await client.send('POST', `${pending}/verify`, { json: { code } })).status).toBe(200);
  return secret;
}

async function signInByMail(client: TestClient): Promise<void> {
  await client.logIn(mailUser);
  const { code = '' } = (await client.lastMail()) ?? {};
  expect((await client.verify('emailotp', code)).status).toBe(200);
}

async function afterNewLogin(client: TestClient, credentials: Credentials): Promise<unknown> {
  client.forgetAuth();
  return (await client.logIn(credentials)).body;
}

describe('setting up an authenticator app', () => {
  test('shows the secret, and the same secret as a picture', async () => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    const { status, body } = await client.send('POST', pending);
    expect([status, body]).toMatchObject([
      200,
      { secret: textLike(/^[A-Z2-7]{32}$/), qrCodeDataUrl: textLike(/^data:image\/png;base64,/) },
    ]);
    const { secret, qrCodeDataUrl } = body as { secret: string; qrCodeDataUrl: string };
    const { data, width, height } = PNG.sync.read(Buffer.from(qrCodeDataUrl.replace(/^.*,/, ''), 'base64'));
    expect(jsQR.default(new Uint8ClampedArray(data), width, height)?.data).toBe(
      `otpauth://totp/VRChat:plain.user@example.org?secret=${secret}&issuer=VRChat`,
    );
  });

  test('changes nothing until a code proves it', async () => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    await client.send('POST', pending);
    expect((await client.send('GET', '/auth/user')).body).toMatchObject({ twoFactorAuthEnabled: false });
    expect(await client.send('POST', `${pending}/verify`, { json: { code: 'wrong' } })).toMatchObject({
      status: 400,
      body: { verified: false },
    });
    expect(await afterNewLogin(client, plainUser)).toMatchObject({ username: 'plainuser' });
  });

  test('makes the next sign-in ask for it', async () => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    const secret = await enroll(client);
    expect((await client.send('GET', '/auth/user')).body).toMatchObject({
      twoFactorAuthEnabled: true,
      twoFactorAuthEnabledDate: textLike(/^20/),
    });
    client.setCookies({});
    expect((await client.logIn(plainUser)).body).toEqual({ requiresTwoFactorAuth: ['totp', 'otp'] });
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    expect((await client.verify('totp', code)).status).toBe(200);
  });

  test('ends the trust that an e-mail code had earned, and earns its own', async () => {
    const client = await openEmulator();
    await signInByMail(client);
    const { twoFactorAuth: earlier = '' } = client.cookies();
    await enroll(client);
    expect(await afterNewLogin(client, mailUser)).toMatchObject({ username: 'MailUser' });
    client.setCookies({ twoFactorAuth: earlier });
    expect(await afterNewLogin(client, mailUser)).toEqual({ requiresTwoFactorAuth: ['totp', 'otp'] });
  });

  test('can be called off', async () => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    await client.send('POST', pending);
    expect((await client.send('DELETE', pending)).body).toEqual({ removed: true });
    expect((await client.send('DELETE', pending)).body).toEqual({ removed: false });
    const late = await client.send('POST', `${pending}/verify`, { json: { code: '123456' } });
    expect([late.status, messageOf(late)]).toEqual([400, 'No secret to match against code\u01c3']);
  });

  test('is refused where one is set up already', async () => {
    const client = await openEmulator();
    await signInDevUser(client);
    expect((await client.send('POST', pending)).status).toBe(400);
  });
});

describe('recovery codes', () => {
  test('are ten, new with each enrolment, and written without the dash', async () => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    await enroll(client);
    const { body } = await client.send('GET', recoveryCodes);
    const { otp } = body as { otp: { code: string; used: boolean }[] };
    expect(body).toHaveProperty('requiresTwoFactorAuth', []);
    expect(new Set(otp.map(({ code }) => code)).size).toBe(10);
    expect(otp.every(({ code, used }) => /^[a-z0-9]{8}$/.test(code) && !used)).toBe(true);
  });

  test('tell which were used', async () => {
    const client = await openEmulator();
    await client.logIn(devUser);
    await client.verify('otp', 'dev3-code');
    const { body } = await client.send('GET', recoveryCodes);
    const { otp } = body as { otp: { code: string; used: boolean }[] };
    expect(otp.filter(({ used }) => used)).toEqual([{ code: 'dev3code', used: true }]);
  });
});

describe.each([
  ['showing recovery codes', 'GET', recoveryCodes],
  ['removing the authenticator app', 'DELETE', '/auth/twofactorauth'],
])('%s', (_what, method, path) => {
  const demand = { requiresTwoFactorAuth: ['totp', 'otp'] };

  test('needs a second factor given within 15 minutes', async () => {
    const client = await openEmulator();
    await signInDevUser(client);
    await client.advance(15 * 60);
    expect(await client.send(method, path)).toMatchObject({ status: 200, body: demand });
    await client.verify('totp', await client.authenticatorCode('DevUser'));
    expect((await client.send(method, path)).body).not.toMatchObject(demand);
  });

  test('needs one given in this session, not before', async () => {
    const client = await openEmulator();
    await signInDevUser(client);
    await afterNewLogin(client, devUser);
    expect(await client.send(method, path)).toMatchObject({ status: 200, body: demand });
  });
});

describe('removing the authenticator app', () => {
  test('brings back what the account asked for before, and ends all trust', async () => {
    const client = await openEmulator();
    await signInByMail(client);
    await enroll(client);
    expect((await client.send('DELETE', '/auth/twofactorauth')).body).toEqual({ removed: true });
    expect((await client.send('GET', '/auth/user')).body).toMatchObject({ twoFactorAuthEnabled: false, twoFactorAuthEnabledDate: null });
    expect(await afterNewLogin(client, mailUser)).toEqual({ requiresTwoFactorAuth: ['emailOtp'] });
  });

  test('removes nothing where there is none', async () => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    expect(await client.send('DELETE', '/auth/twofactorauth')).toMatchObject({ status: 200, body: { removed: false } });
  });
});
