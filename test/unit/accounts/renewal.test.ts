import { describe, expect, it } from 'vitest';
import type { AccountRecord } from '../../../src/accounts/records.ts';
import { renewSession } from '../../../src/accounts/renewal.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { demo, setStage, type Stage, type Window } from './stage.ts';

const dev = demo('DevUser');
const plain = demo('plainuser');
const mail = demo('MailUser');

/** A session that has expired since the sign-in, with a stored password. */
async function expired(
  stage: Stage,
  account: { username: string; password: string },
  remembered: Partial<AccountRecord> = {},
): Promise<{ window: Window; userId: string }> {
  const window = await stage.openWindow();
  const code = () => (account.username === 'MailUser' ? stage.mailedCode() : stage.authenticatorCode(account.username));
  const { outcome } = await window.signIn({ kind: 'fromScratch' }, [
    { types: account.username },
    { types: account.password },
    { types: code },
  ]);
  if (outcome.kind !== 'signedIn') throw new Error('not signed in');
  await window.store.updateAccount(outcome.userId, (record) => ({ ...record, password: secret(account.password), ...remembered }));
  await stage.fault('verifyAuthToken', 'expireSessions');
  await window.actions.verify(outcome.userId);
  return { window, userId: outcome.userId };
}

const stateOf = (window: Window, userId: string) => window.store.account(userId)?.state.kind;

describe('an expired session with a stored password', () => {
  it('is renewed with one login, and without a code while VRChat trusts this machine', async () => {
    const stage = await setStage();
    const { window, userId } = await expired(stage, dev);
    expect(await renewSession(userId, window.signInPorts)).toBe('renewed');
    expect(stateOf(window, userId)).toBe('valid');
    expect(await stage.logins('DevUser')).toBe(2);
    expect((await stage.requests()).filter((operation) => operation === 'verify2FA')).toHaveLength(1);
  });

  it('is renewed with a generated code if the authenticator secret is stored too', async () => {
    const stage = await setStage();
    const { window, userId } = await expired(stage, dev, { authenticatorSecret: secret(dev.totpSecret ?? '') });
    await window.store.updateAccount(userId, (record) => ({ ...record, cookies: record.cookies.filter(({ name }) => name === 'auth') }));
    expect(await renewSession(userId, window.signInPorts)).toBe('renewed');
    expect(stateOf(window, userId)).toBe('valid');
    expect(window.store.snapshot().pending).toEqual([]);
    const { password, authenticatorSecret } = window.store.account(userId) ?? {};
    expect([password?.reveal(), authenticatorSecret?.reveal()]).toEqual([dev.password, dev.totpSecret]);
  });

  it('needs the user for an emailed code, and keeps the sign-in until then', async () => {
    const stage = await setStage();
    const { window, userId } = await expired(stage, mail);
    await window.store.updateAccount(userId, (record) => ({ ...record, cookies: record.cookies.filter(({ name }) => name === 'auth') }));
    expect(await renewSession(userId, window.signInPorts)).toBe('needsCode');
    expect(window.store.snapshot().pending).toMatchObject([{ loginName: 'MailUser', methods: ['emailOtp'], userId }]);
    // No second email is sent while the first one is unused.
    stage.advanceClock(61 * 60_000);
    expect(await renewSession(userId, window.signInPorts)).toBe('no');
    expect(await stage.logins('MailUser')).toBe(2);
  });

  it('is renewed by only one of several windows', async () => {
    const stage = await setStage();
    const { window, userId } = await expired(stage, plain);
    const other = await stage.openWindow();
    await Promise.all([renewSession(userId, window.signInPorts), renewSession(userId, other.signInPorts)]);
    expect(await stage.logins('plainuser')).toBe(2);
  });

  it('spends at most three logins an hour', async () => {
    const stage = await setStage();
    const { window, userId } = await expired(stage, plain);
    for (let round = 0; round < 5; round++) {
      await renewSession(userId, window.signInPorts);
      await stage.fault('verifyAuthToken', 'expireSessions');
      await window.actions.verify(userId);
    }
    expect(await stage.logins('plainuser')).toBe(1 + 3);
    stage.advanceClock(61 * 60_000);
    expect(await renewSession(userId, window.signInPorts)).toBe('renewed');
  });

  it.each([
    ['newLocation', 'newLocation'],
    ['tooManySessions', 'tooManySessions'],
    ['moderated', 'forbidden'],
    ['rateLimit:60', 'rateLimited'],
  ])('is not renewed after %s until the user signs in', async (fault, reason) => {
    const stage = await setStage();
    const { window, userId } = await expired(stage, plain);
    await stage.fault('getCurrentUser', fault);
    expect(await renewSession(userId, window.signInPorts)).toBe('no');
    expect(window.store.account(userId)?.renewalStopped).toBe(reason);
    const before = (await stage.requests()).length;
    expect(await renewSession(userId, window.signInPorts)).toBe('no');
    expect(await stage.requests()).toHaveLength(before);
  });

  it('is not renewed after a wrong password until the next sign-in', async () => {
    const stage = await setStage();
    const { window, userId } = await expired(stage, plain, { password: secret('changed since') });
    expect(await renewSession(userId, window.signInPorts)).toBe('no');
    expect(window.store.account(userId)?.renewalStopped).toBe('invalidCredentials');
    await window.signIn({ kind: 'again', userId }, [{ types: plain.password }]);
    expect(window.store.account(userId)?.renewalStopped).toBeUndefined();
  });

  it('is renewed again after a network error', async () => {
    const stage = await setStage();
    const { window, userId } = await expired(stage, plain);
    await stage.fault('getCurrentUser', 'reset');
    expect(await renewSession(userId, window.signInPorts)).toBe('no');
    expect(window.store.account(userId)?.renewalStopped).toBeUndefined();
    expect(await renewSession(userId, window.signInPorts)).toBe('renewed');
  });

  it('stays expired without a stored password', async () => {
    const stage = await setStage();
    const { window, userId } = await expired(stage, plain, {});
    await window.store.updateAccount(userId, ({ password, ...record }) => record);
    expect(await renewSession(userId, window.signInPorts)).toBe('no');
    expect(await stage.logins('plainuser')).toBe(1);
  });
});
