import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { demoAccounts } from '../../src/emulator/accountSeed.ts';
import { startEmulator } from '../../src/emulator/emulator.ts';
import { collectSecrets } from '../knownSecrets.ts';
import { findSecrets } from '../leftovers.ts';

const cookie = 'authcookie_0d5f2b8e-1111-4222-8333-abcdefabcdef';
const password = 'päss word/+';
const key = 'A'.repeat(32);

/** The workbench tests end with a search of all that VS Code and the extension have written. */
it.each([
  ['a cookie as it is', `a log line with ${cookie} in it`],
  ['a cookie in a header, in base64', Buffer.from(`Cookie: auth=${cookie}; a=b`).toString('base64')],
  ['a cookie in base64 that begins elsewhere', Buffer.from(`x${cookie}x`).toString('base64')],
  ['a cookie in UTF-16, as browsers store texts', Buffer.from(cookie, 'utf16le')],
  ['a password in an address', `https://example.org/?p=${encodeURIComponent(password)}`],
  ['a recovery code', '{"otp":[{"code":"dev1-code"}]}'],
  ['the address of a gateway, whose key nobody knows', `GET http://127.0.0.1:8980/${key}/api/1`],
  ['the address of a gateway, encoded', encodeURIComponent(`ws://127.0.0.1:8980/${key}/pipeline`)],
])('the search of what is left after a test finds %s', async (_what, content) => {
  const folder = mkdtempSync(join(tmpdir(), 'leftovers-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'logs', 'exthost'), { recursive: true });
  writeFileSync(join(folder, 'harmless.log'), 'authcookie_ 127.0.0.1:8980/api');
  const secrets = [cookie, password, 'dev1-code'];
  expect(await findSecrets(secrets, [folder])).toEqual([]);
  const planted = join(folder, 'logs', 'exthost', 'VRChat Auth.log');
  writeFileSync(planted, content);
  expect(await findSecrets(secrets, [folder])).toEqual([planted]);
});

it('the search knows what the emulator has handed out, and the keys that tests have used', async () => {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const known = collectSecrets(demoAccounts, () => Number(new URL(emulator.address).port));
  onTestFinished(() => known.end());
  const authorization = `Basic ${Buffer.from('plainuser:plain-user-password').toString('base64')}`;
  const userAgent = 'LeftoversTest/1.0 tests@vrchat-auth.org';
  const answer = await fetch(`${emulator.address}/auth/user`, { headers: { authorization, 'user-agent': userAgent } });
  const [setCookie = ''] = answer.headers.getSetCookie();
  const session = /authcookie_[\w-]+/.exec(setCookie)?.[0] ?? '';
  const headers = { cookie: `auth=${session}`, 'user-agent': userAgent };
  const setup = await fetch(`${emulator.address}/auth/twofactorauth/totp/pending`, { method: 'POST', headers });
  const { secret } = (await setup.json()) as { readonly secret: string };
  await fetch(`${new URL(emulator.address).origin}/${key}/api/1/auth/user`);
  expect(known.all()).toEqual(expect.arrayContaining([session, secret, key, 'plain-user-password', 'dev1-code']));
});
