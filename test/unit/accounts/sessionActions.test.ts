import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../../src/accounts/accountId.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { demo, setStage, type Stage, type Window } from './stage.ts';

const dev = demo('DevUser');

async function signedIn(): Promise<{ stage: Stage; window: Window; account: AccountId }> {
  const stage = await setStage();
  const window = await stage.openWindow();
  const { outcome } = await window.signIn({ kind: 'fromScratch' }, [
    { types: dev.username },
    { types: dev.password },
    { types: () => stage.authenticatorCode('DevUser') },
  ]);
  if (outcome.kind !== 'signedIn') throw new Error('not signed in');
  return { stage, window, account: outcome.account };
}

const stateOf = (window: Window, account: AccountId) =>
  window.store.snapshot().accounts.find((candidate) => candidate.userId === account.userId)?.state;

describe('verifying a session', () => {
  it('takes one request and finds it valid', async () => {
    const { stage, window, account } = await signedIn();
    stage.advanceClock(60_000);
    expect(await window.actions.verify(account)).toBeUndefined();
    expect((await stage.requests()).slice(3)).toEqual(['verifyAuthToken']);
    expect(stateOf(window, account)).toMatchObject({ kind: 'valid', checkedAt: expect.closeTo(stage.clock.now(), -4) as number });
  });

  it('takes one request when done twice at once', async () => {
    const { stage, window, account } = await signedIn();
    await Promise.all([window.actions.verify(account), window.actions.verify(account)]);
    expect((await stage.requests()).slice(3)).toEqual(['verifyAuthToken']);
  });

  it('ends at once, for all who wait, if one of them does not want to wait', async () => {
    const { stage, window, account } = await signedIn();
    await stage.fault('verifyAuthToken', 'slow:60000');
    const before = stateOf(window, account);
    const first = window.actions.verify(account);
    const controller = new AbortController();
    const second = window.actions.verify(account, { signal: controller.signal });
    controller.abort();
    expect(await Promise.all([first, second])).toEqual([{ kind: 'canceled' }, { kind: 'canceled' }]);
    expect(stateOf(window, account)).toEqual(before);
  });

  it('shows the account as being checked', async () => {
    const { window, account } = await signedIn();
    const checking: boolean[] = [];
    window.store.onDidChange(() => checking.push(window.store.snapshot().accounts[0]?.checking ?? false));
    await window.actions.verify(account);
    expect(checking[0]).toBe(true);
    expect(checking.at(-1)).toBe(false);
  });

  it('marks it as expired if the server no longer knows it, and keeps the cookie', async () => {
    const { stage, window, account } = await signedIn();
    const cookies = window.store.account(account)?.cookies;
    await stage.fault('verifyAuthToken', 'expireSessions');
    expect(await window.actions.verify(account)).toEqual({ kind: 'missingCredentials' });
    expect(stateOf(window, account)?.kind).toBe('expired');
    expect(window.store.account(account)?.cookies).toEqual(cookies);
  });

  it('works again after a return from another network', async () => {
    const { stage, window, account } = await signedIn();
    await window.actions.verify(account);
    await stage.control('POST', 'faults', { operation: 'verifyAuthToken', fault: 'otherNetwork' });
    await window.actions.verify(account);
    expect(stateOf(window, account)?.kind).toBe('otherNetwork');
    await stage.removeFaults();
    await window.actions.verify(account);
    expect(stateOf(window, account)?.kind).toBe('valid');
  });

  it.each([
    ['html502', 'outage'],
    ['status:500', 'outage'],
    ['reset', 'unreachable'],
    ['truncate', 'unreachable'],
    ['malformedJson', 'unreachable'],
    ['rateLimit:60', 'rateLimited'],
    ['vpnBlocked', 'networkBlocked'],
    ['userAgentBlocked', 'userAgentRejected'],
  ])(
    'with %s does not end it: it becomes %s and keeps the last known state',
    async (fault, kind) => {
      const { stage, window, account } = await signedIn();
      await stage.fault('verifyAuthToken', fault, 5);
      await window.actions.verify(account);
      expect(stateOf(window, account)).toMatchObject({ kind, known: { kind: 'valid' } });
    },
    20_000,
  );

  it('asks who the user is while a code is missing, because GET /auth succeeds without it', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { outcome } = await window.signIn({ kind: 'fromScratch' }, [{ types: dev.username }, { types: dev.password }]);
    if (outcome.kind !== 'pending') throw new Error(outcome.kind);
    const { cookies = [] } = window.store.pending(outcome.id) ?? {};
    const { userId } = await stage.account('DevUser');
    const account = { server: stage.emulator.address, userId };
    await window.store.writeAccount(account, () => ({
      ...account,
      displayName: 'DevUser',
      signedInAt: stage.clock.now(),
      profile: { id: userId, displayName: 'DevUser', tags: [] },
      cookies,
      state: { kind: 'twoFactorPending', since: stage.clock.now(), checkedAt: stage.clock.now() },
    }));
    expect(await window.actions.verify(account)).toEqual({ kind: 'requiresTwoFactorAuth' });
    expect(stateOf(window, account)?.kind).toBe('twoFactorPending');
    const code = secret(await stage.authenticatorCode('DevUser'));
    await window.actions.call(account, (vrchat, session) => vrchat.verify2FA(session, { code }));
    expect(await window.actions.verify(account)).toBeUndefined();
    expect(stateOf(window, account)?.kind).toBe('valid');
  });

  it('sends nothing to a rate-limited server until the pause ends', async () => {
    const { stage, window, account } = await signedIn();
    await stage.fault('verifyAuthToken', 'rateLimit:60');
    await window.actions.verify(account);
    await window.actions.verify(account);
    expect((await stage.requests()).slice(3)).toEqual(['verifyAuthToken']);
    stage.advanceClock(61_000);
    await window.actions.verify(account);
    expect(stateOf(window, account)?.kind).toBe('valid');
  });

  it('does not change an account that signed in again in the meantime', async () => {
    const { stage, window, account } = await signedIn();
    const other = await stage.openWindow();
    await stage.fault('verifyAuthToken', 'slow:300');
    await stage.fault('verifyAuthToken', 'expireSessions');
    const verifying = window.actions.verify(account);
    await other.signIn({ kind: 'again', account }, [{ types: dev.password }]);
    await verifying;
    expect(stateOf(window, account)?.kind).toBe('valid');
  });
});

describe('refreshing the profile', () => {
  it('takes one request', async () => {
    const { stage, window, account } = await signedIn();
    expect(await window.actions.refresh(account)).toBeUndefined();
    expect((await stage.requests()).slice(3)).toEqual(['getCurrentUser']);
  });
});

describe('signing out', () => {
  it('ends the session at the server, removes its cookie, and keeps the trust', async () => {
    const { stage, window, account } = await signedIn();
    expect(await window.actions.signOut(account)).toBeUndefined();
    expect((await stage.state()).accounts.find((candidate) => candidate.userId === account.userId)?.sessions).toEqual([]);
    expect(window.store.account(account)?.cookies.map(({ name }) => name)).toEqual(['twoFactorAuth']);
    expect([...stage.secrets.values.values()].join()).not.toContain('authcookie_');
    expect(stateOf(window, account)?.kind).toBe('signedOut');
  });

  it('changes nothing if the server cannot be reached', async () => {
    const { stage, window, account } = await signedIn();
    const before = new Map(stage.secrets.values);
    await stage.fault('logout', 'reset');
    expect(await window.actions.signOut(account)).toMatchObject({ kind: 'unreachable' });
    expect(stage.secrets.values).toEqual(before);
  });

  it('makes no request if done here only', async () => {
    const { stage, window, account } = await signedIn();
    await window.actions.signOut(account, { hereOnly: true });
    expect(await stage.requests()).toHaveLength(3);
    expect(stateOf(window, account)?.kind).toBe('signedOut');
  });

  it('is visible in other windows', async () => {
    const { stage, window, account } = await signedIn();
    const other = await stage.openWindow();
    const seen = new Promise<void>((resolve) => other.store.onDidChange(resolve));
    await window.actions.signOut(account);
    await seen;
    expect(stateOf(other, account)?.kind).toBe('signedOut');
  });
});
