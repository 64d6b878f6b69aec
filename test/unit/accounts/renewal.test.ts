import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../../src/accounts/accountId.ts';
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
): Promise<{ window: Window; account: AccountId }> {
  const window = await stage.openWindow();
  const code = () => (account.username === 'MailUser' ? stage.mailedCode() : stage.authenticatorCode(account.username));
  const { outcome } = await window.signIn({ kind: 'fromScratch' }, [
    { types: account.username },
    { types: account.password },
    { types: code },
  ]);
  if (outcome.kind !== 'signedIn') throw new Error('not signed in');
  await window.store.updateAccount(outcome.account, (record) => ({ ...record, password: secret(account.password), ...remembered }));
  await stage.fault('verifyAuthToken', 'expireSessions');
  await window.actions.verify(outcome.account);
  return { window, account: outcome.account };
}

/** Another authenticator's. */
const wrongKey = secret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');

/** Makes VRChat require a code at the next login. */
async function forgetTrust(window: Window, account: AccountId): Promise<void> {
  await window.store.updateAccount(account, (record) => ({ ...record, cookies: record.cookies.filter(({ name }) => name === 'auth') }));
}

const stateOf = (window: Window, account: AccountId) => window.store.account(account)?.state.kind;

describe('an expired session with a stored password', () => {
  it('is renewed with one login, and without a code while VRChat trusts this machine', async () => {
    const stage = await setStage();
    const { window, account } = await expired(stage, dev);
    expect(await renewSession(account, window.signInPorts)).toBe('renewed');
    expect(stateOf(window, account)).toBe('valid');
    expect(await stage.logins('DevUser')).toBe(2);
    expect((await stage.requests()).filter((operation) => operation === 'verify2FA')).toHaveLength(1);
  });

  it('is renewed with a generated code if the authenticator secret is stored too', async () => {
    const stage = await setStage();
    const { window, account } = await expired(stage, dev, { authenticatorSecret: secret(dev.totpSecret ?? '') });
    await window.store.updateAccount(account, (record) => ({ ...record, cookies: record.cookies.filter(({ name }) => name === 'auth') }));
    expect(await renewSession(account, window.signInPorts)).toBe('renewed');
    expect(stateOf(window, account)).toBe('valid');
    expect(window.store.snapshot().pending).toEqual([]);
    const { password, authenticatorSecret } = window.store.account(account) ?? {};
    expect([password?.reveal(), authenticatorSecret?.reveal()]).toEqual([dev.password, dev.totpSecret]);
  });

  it('needs the user for an emailed code, and keeps the sign-in until then', async () => {
    const stage = await setStage();
    const { window, account } = await expired(stage, mail);
    await window.store.updateAccount(account, (record) => ({ ...record, cookies: record.cookies.filter(({ name }) => name === 'auth') }));
    expect(await renewSession(account, window.signInPorts)).toBe('needsCode');
    expect(window.store.snapshot().pending).toMatchObject([{ loginName: 'MailUser', methods: ['emailOtp'], userId: account.userId }]);
    // No second email is sent while the first one is unused.
    stage.advanceClock(61 * 60_000);
    expect(await renewSession(account, window.signInPorts)).toBe('no');
    expect(await stage.logins('MailUser')).toBe(2);
  });

  it('is renewed by only one of several windows', async () => {
    const stage = await setStage();
    const { window, account } = await expired(stage, plain);
    const other = await stage.openWindow();
    await Promise.all([renewSession(account, window.signInPorts), renewSession(account, other.signInPorts)]);
    expect(await stage.logins('plainuser')).toBe(2);
  });

  it('spends at most three logins an hour', async () => {
    const stage = await setStage();
    const { window, account } = await expired(stage, plain);
    for (let round = 0; round < 5; round++) {
      await renewSession(account, window.signInPorts);
      await stage.fault('verifyAuthToken', 'expireSessions');
      await window.actions.verify(account);
    }
    expect(await stage.logins('plainuser')).toBe(1 + 3);
    stage.advanceClock(61 * 60_000);
    expect(await renewSession(account, window.signInPorts)).toBe('renewed');
  });

  it('is renewed if the clock was ahead when the last logins were spent', async () => {
    const stage = await setStage();
    const ahead = stage.clock.now() + 9 * 60 * 60_000;
    const { window, account } = await expired(stage, plain, { renewals: [ahead, ahead + 1, ahead + 2] });
    expect(await renewSession(account, window.signInPorts)).toBe('renewed');
    expect(window.store.account(account)?.renewals).toHaveLength(1);
  });

  it.each([
    ['newLocation', 'newLocation'],
    ['tooManySessions', 'tooManySessions'],
    ['moderated', 'forbidden'],
    ['rateLimit:60', 'rateLimited'],
  ])('is not renewed after %s until the user signs in', async (fault, reason) => {
    const stage = await setStage();
    const { window, account } = await expired(stage, plain);
    await stage.fault('getCurrentUser', fault);
    expect(await renewSession(account, window.signInPorts)).toBe('no');
    expect(window.store.account(account)?.renewalStopped).toBe(reason);
    const before = (await stage.requests()).length;
    expect(await renewSession(account, window.signInPorts)).toBe('no');
    expect(await stage.requests()).toHaveLength(before);
  });

  it('is not renewed after a wrong password until the next sign-in', async () => {
    const stage = await setStage();
    const { window, account } = await expired(stage, plain, { password: secret('changed since') });
    expect(await renewSession(account, window.signInPorts)).toBe('no');
    expect(window.store.account(account)?.renewalStopped).toBe('invalidCredentials');
    await window.signIn({ kind: 'again', account }, [{ types: plain.password }]);
    expect(window.store.account(account)?.renewalStopped).toBeUndefined();
  });

  it('is renewed again after a network error', async () => {
    const stage = await setStage();
    const { window, account } = await expired(stage, plain);
    await stage.fault('getCurrentUser', 'reset');
    expect(await renewSession(account, window.signInPorts)).toBe('no');
    expect(window.store.account(account)?.renewalStopped).toBeUndefined();
    expect(await renewSession(account, window.signInPorts)).toBe('renewed');
  });

  it.each([
    ['a wrong code', 'wrongCode', () => Promise.resolve()],
    ['401 at the code', 'signInLost', (stage: Stage) => stage.fault('verify2FA', 'missingCredentials:401')],
    ['404 at the code', 'rejected', (stage: Stage) => stage.fault('verify2FA', 'status:404')],
    ['a web page at the code', 'unexpectedResponse', (stage: Stage) => stage.fault('verify2FA', 'webPage')],
    ['429 at the code', 'rateLimited', (stage: Stage) => stage.fault('verify2FA', 'rateLimit')],
  ] as const)('stops after one login at %s', async (_what, reason, prepare) => {
    const stage = await setStage();
    const { window, account } = await expired(stage, dev, { authenticatorSecret: wrongKey });
    await forgetTrust(window, account);
    await prepare(stage);
    expect(await renewSession(account, window.signInPorts)).toBe('no');
    expect(window.store.account(account)?.renewalStopped).toBe(reason);
    stage.advanceClock(61 * 60_000);
    expect(await renewSession(account, window.signInPorts)).toBe('no');
    expect(await stage.logins('DevUser')).toBe(2);
    expect(window.store.snapshot().pending).toHaveLength(1);
  });

  it('stops after one login at a wrong code while the clock is 31 seconds off', async () => {
    const stage = await setStage({ clockAheadMs: 31_000 });
    const { window, account } = await expired(stage, dev, { authenticatorSecret: wrongKey });
    await forgetTrust(window, account);
    expect(await renewSession(account, window.signInPorts)).toBe('no');
    expect(window.store.account(account)?.renewalStopped).toBe('clockSkew');
    stage.advanceClock(61 * 60_000);
    expect(await renewSession(account, window.signInPorts)).toBe('no');
    expect(await stage.logins('DevUser')).toBe(2);
  });

  it('computes its code by the server’s clock', async () => {
    const stage = await setStage({ clockAheadMs: 10 * 60_000 });
    const { window, account } = await expired(stage, dev, { authenticatorSecret: secret(dev.totpSecret ?? '') });
    await forgetTrust(window, account);
    expect(await renewSession(account, window.signInPorts)).toBe('renewed');
  });

  it('goes on with a session whose answer got lost, without another login', async () => {
    const stage = await setStage();
    const { window, account } = await expired(stage, plain);
    await stage.fault('getCurrentUser', 'truncate');
    expect(await renewSession(account, window.signInPorts)).toBe('no');
    expect(await renewSession(account, window.signInPorts)).toBe('renewed');
    expect(await stage.logins('plainuser')).toBe(2);
    expect(window.store.snapshot().pending).toEqual([]);
  });

  it('is not renewed with settings that nothing can be sent with', async () => {
    const stage = await setStage();
    const { window, account } = await expired(stage, plain);
    const problem = { kind: 'settings', setting: 'server', reason: 'notSecure' } as const;
    expect(await renewSession(account, { ...window.signInPorts, client: () => ({ problem }) })).toBe('no');
    expect(window.store.account(account)).not.toHaveProperty('renewals');
    expect(window.store.account(account)).not.toHaveProperty('renewalStopped');
  });

  it('stays expired without a stored password', async () => {
    const stage = await setStage();
    const { window, account } = await expired(stage, plain, {});
    await window.store.updateAccount(account, ({ password, ...record }) => record);
    expect(await renewSession(account, window.signInPorts)).toBe('no');
    expect(await stage.logins('plainuser')).toBe(1);
  });
});

describe('an account that the user signs out of or forgets while it is renewed', () => {
  const acts: Readonly<Record<string, (window: Window, account: AccountId) => Promise<unknown>>> = {
    'signed out': (window, account) => window.actions.signOut(account),
    forgotten: (window, account) => window.store.forgetAccount(account),
  };

  it.each(Object.entries(acts))('and that is %s while the renewal waits for its turn: no login is spent', async (_what, act) => {
    const stage = await setStage();
    const { window, account } = await expired(stage, plain);
    const other = await stage.openWindow();
    const release = await stage.locks.tryAcquire(`login-${account.server} plainuser`);
    const renewing = renewSession(account, window.signInPorts);
    await act(other, account);
    const after = new Map(stage.secrets.values);
    release?.();
    expect(await renewing).toBe('no');
    expect(await stage.logins('plainuser')).toBe(1);
    expect(stage.secrets.values).toEqual(after);
  });

  it.each(
    Object.entries(acts).flatMap(([what, act]) => [
      [what, 'without a code', plain, act] as const,
      [what, 'that needs a code', dev, act] as const,
      [what, 'that needs a code nobody has', mail, act] as const,
    ]),
  )(
    'and that is %s while the login %s is under way: its session is ended, and nothing is stored',
    async (_what, _how, demoAccount, act) => {
      const stage = await setStage();
      const { window, account } = await expired(stage, demoAccount, { authenticatorSecret: secret(dev.totpSecret ?? '') });
      await forgetTrust(window, account);
      const other = await stage.openWindow();
      // Longer than a sign-out takes on a busy machine.
      await stage.fault('getCurrentUser', 'slow:1500');
      const renewing = renewSession(account, window.signInPorts);
      await expect
        .poll(async () => (await stage.requests()).filter((operation) => operation === 'getCurrentUser').length)
        .toBeGreaterThan(demoAccount === plain ? 1 : 2);
      await act(other, account);
      const after = new Map(stage.secrets.values);
      expect(await renewing).toBe('no');
      expect((await stage.requests()).at(-1)).toBe('logout');
      // The real service's answer to a logout without the code is unknown; the emulator refuses it.
      if (demoAccount === plain) expect(await stage.sessions(plain.username)).toBe(0);
      expect(stage.secrets.values).toEqual(after);
      expect(window.store.snapshot().pending).toEqual([]);
    },
  );

  it('and that another window has signed in to keeps that session', async () => {
    const stage = await setStage();
    const { window, account } = await expired(stage, plain);
    const other = await stage.openWindow();
    await stage.fault('getCurrentUser', 'slow:300');
    const renewing = renewSession(account, window.signInPorts);
    await expect.poll(async () => (await stage.requests()).at(-1)).toBe('getCurrentUser');
    await other.signIn({ kind: 'fromScratch' }, [{ types: 'plain.user@example.org' }, { types: plain.password }]);
    const cookies = other.store.account(account)?.cookies;
    await renewing;
    expect(window.store.account(account)?.cookies).toEqual(cookies);
    expect(await window.actions.verify(account)).toBeUndefined();
    expect(await stage.sessions('plainuser')).toBe(1);
  });
});
