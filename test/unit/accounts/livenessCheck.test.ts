import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { AccountId } from '../../../src/accounts/accountId.ts';
import { checkLock } from '../../../src/accounts/accountLocks.ts';
import { createHealthMonitor } from '../../../src/accounts/healthMonitor.ts';
import { createLivenessCheck } from '../../../src/accounts/livenessCheck.ts';
import { renewSession } from '../../../src/accounts/renewal.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { demo, setStage, type Stage, type Window } from './stage.ts';

const plain = demo('plainuser');
const minute = 60_000;

const renewIn = (window: Window) => async (account: AccountId) => (await renewSession(account, window.signInPorts)) === 'renewed';

/** What a window asks before it hands a session over. */
const checkIn = (stage: Stage, window: Window) =>
  createLivenessCheck({
    store: window.store,
    locks: stage.locks,
    now: stage.clock.now,
    verify: (account) => window.actions.verify(account),
    renew: renewIn(window),
  });

async function signedIn(stage: Stage, window?: Window): Promise<{ window: Window; account: AccountId }> {
  const opened = window ?? (await stage.openWindow());
  const { outcome } = await opened.signIn({ kind: 'fromScratch' }, [{ types: plain.username }, { types: plain.password }]);
  if (outcome.kind !== 'signedIn') throw new Error('not signed in');
  return { window: opened, account: outcome.account };
}

const checks = async (stage: Stage) => (await stage.requests()).filter((operation) => operation === 'verifyAuthToken').length;

describe('a session that is handed over', () => {
  it('is not checked again within five minutes of the last check', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    stage.advanceClock(4 * minute);
    expect(await checkIn(stage, window)(account)).toEqual({ kind: 'alive' });
    expect(await checks(stage)).toBe(0);
  });

  it('is checked once for ten programs that start in a minute', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    stage.advanceClock(20 * minute);
    const confirm = checkIn(stage, window);
    const answers = [...(await Promise.all(Array.from({ length: 5 }, () => confirm(account))))];
    for (let launch = 0; launch < 5; launch++) {
      stage.advanceClock(minute / 6);
      answers.push(await confirm(account));
    }
    expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['alive']));
    expect(await checks(stage)).toBe(1);
  });

  it('is checked once for three windows that hand it over at the same time', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    stage.advanceClock(20 * minute);
    const windows = [window, await stage.openWindow(), await stage.openWindow()];
    const answers = await Promise.all(windows.map((opened) => checkIn(stage, opened)(account)));
    expect(answers).toEqual([{ kind: 'alive' }, { kind: 'alive' }, { kind: 'alive' }]);
    expect(await checks(stage)).toBe(1);
  });

  it('shares the check with the background check of another window', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    stage.advanceClock(20 * minute);
    const other = await stage.openWindow();
    const monitor = createHealthMonitor({
      store: other.store,
      locks: stage.locks,
      now: stage.clock.now,
      isFocused: () => true,
      interval: () => 15 * minute,
      random: () => 0.5,
      verify: (id) => other.actions.verify(id),
      renew: renewIn(other),
    });
    const [answer] = await Promise.all([checkIn(stage, window)(account), monitor.wake()]);
    monitor.dispose();
    expect(answer).toEqual({ kind: 'alive' });
    expect(await checks(stage)).toBe(1);
  });

  it('is named dead once the server has ended it, and not asked about again', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    stage.advanceClock(20 * minute);
    await stage.fault('verifyAuthToken', 'expireSessions');
    const confirm = checkIn(stage, window);
    expect(await confirm(account)).toEqual({ kind: 'dead', reason: 'expired' });
    stage.advanceClock(20 * minute);
    expect(await confirm(account)).toEqual({ kind: 'dead', reason: 'expired' });
    expect(await checks(stage)).toBe(1);
  });

  it('is renewed first if the user has opted in, once for three windows', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    await window.store.updateAccount(account, (record) => ({ ...record, password: secret(plain.password) }));
    stage.advanceClock(20 * minute);
    await stage.fault('verifyAuthToken', 'expireSessions');
    const windows = [window, await stage.openWindow(), await stage.openWindow()];
    const before = await stage.logins(plain.username);
    const answers = await Promise.all(windows.map((opened) => checkIn(stage, opened)(account)));
    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['alive', 'alive', 'renewed']);
    expect(window.store.account(account)?.state.kind).toBe('valid');
    expect([await checks(stage), (await stage.logins(plain.username)) - before]).toEqual([1, 1]);
  });

  it('waits for a renewal that the gateway has begun', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    await window.store.updateAccount(account, (record) => ({ ...record, password: secret(plain.password) }));
    stage.advanceClock(20 * minute);
    await stage.fault('verifyAuthToken', 'expireSessions');
    await window.actions.verify(account);
    const before = await stage.logins(plain.username);
    const [renewed, answer] = await Promise.all([renewIn(window)(account), checkIn(stage, window)(account)]);
    expect([renewed, answer]).toEqual([true, { kind: 'alive' }]);
    expect((await stage.logins(plain.username)) - before).toBe(1);
  });

  it.each([
    ['status:500', 'outage'],
    ['rateLimit:60', 'rateLimited'],
  ])('after %s, is handed over unchecked, and is not asked about again for five minutes', async (fault, reason) => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    stage.advanceClock(20 * minute);
    await stage.fault('verifyAuthToken', fault, 10);
    const confirm = checkIn(stage, window);
    const first = await confirm(account);
    const asked = await checks(stage);
    for (let launch = 0; launch < 10; launch++) expect(await confirm(account)).toEqual({ kind: 'unchecked', reason });
    expect(first).toEqual({ kind: 'unchecked', reason });
    expect(await checks(stage)).toBe(asked);
  });

  it('sends nothing while offline a second time', async () => {
    const stage = await setStage();
    let tries = 0;
    const online = await signedIn(stage);
    const offline = await stage.openWindow({
      fetch: () => {
        tries++;
        return Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('offline'), { code: 'ENETUNREACH' }) }));
      },
    });
    stage.advanceClock(20 * minute);
    const confirm = checkIn(stage, offline);
    // The client tries again after pauses.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const first = confirm(online.account);
    while (offline.store.account(online.account)?.state.kind === 'valid') await vi.advanceTimersByTimeAsync(1000);
    expect(await first).toEqual({ kind: 'unchecked', reason: 'unreachable' });
    const before = tries;
    expect(await confirm(online.account)).toEqual({ kind: 'unchecked', reason: 'unreachable' });
    expect(tries).toBe(before);
    expect(await checks(stage)).toBe(0);
  });

  it('is checked once even if the answer cannot be stored', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    stage.advanceClock(20 * minute);
    stage.secrets.refuseWrites(new Error('the keyring is locked'));
    const confirm = checkIn(stage, window);
    expect(await confirm(account)).toEqual({ kind: 'unchecked', reason: 'unknown' });
    expect(await confirm(account)).toEqual({ kind: 'unchecked', reason: 'unknown' });
    expect(await checks(stage)).toBe(1);
  });

  it('is not asked about if any request would cancel the account’s deletion, or its emulator is gone', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    const confirm = checkIn(stage, window);
    stage.gone.add(account.server);
    expect(await confirm(account)).toEqual({ kind: 'unchecked', reason: 'serverGone' });
    stage.gone.clear();
    await window.actions.call(
      account,
      (vrchat, session) => vrchat.deleteUser(session, { userId: account.userId }),
      (record, profile) => ({ ...record, profile }),
    );
    stage.advanceClock(20 * minute);
    const before = (await stage.requests()).length;
    expect(await confirm(account)).toEqual({ kind: 'unchecked', reason: 'deletionScheduled' });
    expect((await stage.requests()).length).toBe(before);
  });

  it('of an account that was signed out here is dead, without a request', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    await window.actions.signOut(account, { hereOnly: true });
    expect(await checkIn(stage, window)(account)).toEqual({ kind: 'dead', reason: 'signedOut' });
    expect(await checks(stage)).toBe(0);
  });

  it('goes on being checked for the others when one of them cancels', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    stage.advanceClock(20 * minute);
    const release = await stage.locks.tryAcquire(checkLock(account));
    const confirm = checkIn(stage, window);
    const canceled = new AbortController();
    const [impatient, patient] = [confirm(account, canceled.signal), confirm(account)];
    canceled.abort();
    expect(await impatient).toEqual({ kind: 'canceled' });
    release?.();
    expect(await patient).toEqual({ kind: 'alive' });
    expect(await checks(stage)).toBe(1);
  });
});
