import { expect, test } from 'vitest';
import { VRChat } from 'vrchat';
import { devUser, mailUser, openEmulator } from './testClient.ts';

const application = { name: 'EmulatorTest', version: '1.0.0', contact: 'tests@vrchat-auth.org' };

test('the community SDK signs in with an authenticator secret', async () => {
  const { emulator, account } = await openEmulator();
  const sdk = new VRChat({ baseUrl: emulator.address, application });
  const { data } = await sdk.login({ username: devUser.name, password: devUser.password, totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' });
  expect(data).toMatchObject({ displayName: 'DevUser' });
  expect((await sdk.verifyAuthToken()).data).toMatchObject({ ok: true });
  expect((await sdk.logout()).data).toMatchObject({ success: { status_code: 200 } });
  expect(await account('DevUser')).toMatchObject({ logins: 1, sessions: [] });
});

test('the community SDK signs in with an email code', async () => {
  const { emulator, lastMail } = await openEmulator();
  const sdk = new VRChat({ baseUrl: emulator.address, application });
  const { data } = await sdk.login({
    username: mailUser.name,
    password: mailUser.password,
    twoFactorCode: async () => (await lastMail())?.code ?? '',
  });
  expect(data).toMatchObject({ displayName: 'MailUser' });
});

test('the community SDK reads error messages', async () => {
  const { emulator } = await openEmulator();
  const sdk = new VRChat({ baseUrl: emulator.address, application });
  const { error } = await sdk.checkUserExists({ query: {} });
  expect(error).toMatchObject({ message: 'username, email, or displayName required' });
});
