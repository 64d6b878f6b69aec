import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountId } from '../../../src/accounts/accountId.ts';
import { checkLock } from '../../../src/accounts/accountLocks.ts';
import { createHealthMonitor } from '../../../src/accounts/healthMonitor.ts';
import type { AccountRecord } from '../../../src/accounts/records.ts';
import { renewSession } from '../../../src/accounts/renewal.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { demo, setStage, type Stage, type Window } from './stage.ts';

const plain = demo('plainuser');
const minute = 60_000;

/** A window whose focus and clock the test controls; the timers are real and advanced by the test. */
function watch(stage: Stage, window: Window, { interval = 15 * minute, isFocused = (): boolean => true } = {}) {
  const monitor = createHealthMonitor({
    store: window.store,
    locks: stage.locks,
    now: stage.clock.now,
    isFocused,
    interval: () => interval,
    random: () => 0.5,
    verify: (account) => window.actions.verify(account),
    renew: (account) => renewSession(account, window.signInPorts),
  });
  return monitor;
}

async function signedIn(stage: Stage): Promise<{ window: Window; account: AccountId }> {
  const window = await stage.openWindow();
  const { outcome } = await window.signIn({ kind: 'fromScratch' }, [{ types: plain.username }, { types: plain.password }]);
  if (outcome.kind !== 'signedIn') throw new Error('not signed in');
  return { window, account: outcome.account };
}

const checks = async (stage: Stage) => (await stage.requests()).filter((operation) => operation === 'verifyAuthToken').length;

describe('the active session', () => {
  it('is not checked again at startup shortly after a check', async () => {
    const stage = await setStage();
    const { window } = await signedIn(stage);
    const monitor = watch(stage, window);
    await monitor.wake();
    monitor.dispose();
    expect(await checks(stage)).toBe(0);
  });

  it('is checked once per interval, however many windows wake up', async () => {
    const stage = await setStage();
    const { window } = await signedIn(stage);
    const windows = [window, await stage.openWindow(), await stage.openWindow()];
    stage.advanceClock(20 * minute);
    const monitors = windows.map((opened) => watch(stage, opened));
    await Promise.all(monitors.map((monitor) => monitor.wake()));
    for (const monitor of monitors) await monitor.wake();
    monitors.forEach((monitor) => monitor.dispose());
    expect(await checks(stage)).toBe(1);
  });

  it('is not checked by a window without focus', async () => {
    const stage = await setStage();
    const { window } = await signedIn(stage);
    stage.advanceClock(20 * minute);
    const monitor = watch(stage, window, { isFocused: () => false });
    await monitor.wake();
    monitor.dispose();
    expect(await checks(stage)).toBe(0);
  });

  it('is never checked with the interval 0', async () => {
    const stage = await setStage();
    const { window } = await signedIn(stage);
    stage.advanceClock(1000 * minute);
    const monitor = watch(stage, window, { interval: 0 });
    await monitor.wake();
    monitor.dispose();
    expect(await checks(stage)).toBe(0);
  });

  it('is not checked while a deletion is scheduled, except by an explicit command', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    await window.actions.call(
      account,
      (vrchat, session) => vrchat.deleteUser(session, { userId: account.userId }),
      (record, profile) => ({ ...record, profile }),
    );
    const before = (await stage.requests()).length;
    stage.advanceClock(1000 * minute);
    const monitor = watch(stage, window);
    await monitor.wake();
    monitor.dispose();
    expect(await window.actions.verify(account)).toMatchObject({ kind: 'deletionScheduled' });
    expect(await window.actions.signOut(account)).toMatchObject({ kind: 'deletionScheduled' });
    expect((await stage.requests()).length).toBe(before);

    expect(await window.actions.refresh(account, { endsDeletion: true })).toBeUndefined();
    expect(window.store.account(account)?.profile.accountDeletionDate ?? null).toBeNull();
  });

  it('that was unreachable is checked again when the user returns a minute later', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    stage.advanceClock(20 * minute);
    await stage.fault('verifyAuthToken', 'status:500');
    const monitor = watch(stage, window);
    await monitor.wake();
    expect(window.store.account(account)?.state).toMatchObject({ kind: 'outage', known: { kind: 'valid' } });
    await monitor.wake();
    expect(await checks(stage)).toBe(1);
    stage.advanceClock(2 * minute);
    await monitor.wake();
    monitor.dispose();
    expect(window.store.account(account)?.state.kind).toBe('valid');
  });

  it('is checked once per interval even if no result can be stored', async () => {
    const stage = await setStage();
    const { window } = await signedIn(stage);
    stage.advanceClock(20 * minute);
    stage.secrets.refuseWrites(new Error('locked'));
    const monitor = watch(stage, window);
    for (let turn = 0; turn < 3; turn += 1) await monitor.wake();
    expect(await checks(stage)).toBe(1);
    stage.advanceClock(20 * minute);
    await monitor.wake();
    monitor.dispose();
    expect(await checks(stage)).toBe(2);
  });

  it('that has expired is renewed once per interval across all windows while the server is unreachable', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    const other = await stage.openWindow();
    await window.store.updateAccount(account, (record) => ({
      ...record,
      loginName: plain.username,
      password: secret(plain.password),
      state: { kind: 'expired', since: stage.clock.now(), checkedAt: stage.clock.now() },
    }));
    stage.advanceClock(20 * minute);
    await stage.fault('getCurrentUser', 'reset', 10);
    const monitors = [watch(stage, window), watch(stage, other)];
    for (const monitor of [...monitors, ...monitors]) await monitor.wake();
    expect(window.store.account(account)?.renewals).toHaveLength(1);
    stage.advanceClock(20 * minute);
    for (const monitor of monitors) await monitor.wake();
    expect(window.store.account(account)?.renewals).toHaveLength(2);
    monitors.forEach((monitor) => monitor.dispose());
  });

  it.each([
    ['a check', (ahead: number): Partial<AccountRecord> => ({ attemptedAt: ahead })],
    ['a sign-in', (ahead: number): Partial<AccountRecord> => ({ attemptedAt: ahead, signedInAt: ahead })],
    [
      'a pause',
      (ahead: number): Partial<AccountRecord> => ({
        attemptedAt: ahead,
        state: { kind: 'rateLimited', since: ahead, until: ahead + 60 * minute, known: { kind: 'valid', since: ahead, checkedAt: ahead } },
      }),
    ],
  ])('is checked at once if the clock was three days ahead at %s', async (_what, dated) => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    await window.store.updateAccount(account, (record) => ({ ...record, ...dated(stage.clock.now() + 3 * 24 * 60 * minute) }));
    const monitor = watch(stage, window);
    await monitor.wake();
    expect(await checks(stage)).toBe(1);
    expect(window.store.account(account)?.attemptedAt).toBeLessThanOrEqual(stage.clock.now());
    await monitor.wake();
    monitor.dispose();
    expect(await checks(stage)).toBe(1);
  });

  it('that is rate limited is not checked until the pause ends', async () => {
    const stage = await setStage();
    const { window } = await signedIn(stage);
    stage.advanceClock(20 * minute);
    await stage.fault('verifyAuthToken', 'rateLimit:3600');
    const monitor = watch(stage, window);
    await monitor.wake();
    stage.advanceClock(30 * minute);
    await monitor.wake();
    expect(await checks(stage)).toBe(1);
    stage.advanceClock(31 * minute);
    await monitor.wake();
    monitor.dispose();
    expect(await checks(stage)).toBe(2);
  });
});

describe('timers', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('run only while signed in and focused, one at a time', async () => {
    const stage = await setStage();
    const empty = await stage.openWindow();
    const idle = watch(stage, empty);
    await idle.wake();
    const before = vi.getTimerCount();
    expect(before).toBe(0);
    idle.dispose();

    const { window, account } = await signedIn(stage);
    vi.clearAllTimers();
    const monitor = watch(stage, window);
    await monitor.wake();
    expect(vi.getTimerCount()).toBe(1);
    await window.actions.signOut(account, { hereOnly: true });
    expect(vi.getTimerCount()).toBe(0);
    monitor.dispose();
  });

  it.each([60_000, 1e9, Infinity])('do not check all the time at an interval of %d minutes', async (minutes) => {
    const stage = await setStage();
    const { window } = await signedIn(stage);
    const monitor = watch(stage, window, { interval: minutes * minute });
    await monitor.wake();
    await vi.advanceTimersByTimeAsync(60 * minute);
    monitor.dispose();
    expect(await checks(stage)).toBe(0);
  });

  it('look once a second whether another window has finished a check that is due', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    stage.advanceClock(20 * minute);
    const release = await stage.locks.tryAcquire(checkLock(account));
    const looks = vi.spyOn(stage.locks, 'tryAcquire');
    const monitor = watch(stage, window);
    await monitor.wake();
    for (const seconds of [1, 2, 3]) {
      expect(looks).toHaveBeenCalledTimes(seconds);
      await vi.advanceTimersByTimeAsync(999);
      expect(looks).toHaveBeenCalledTimes(seconds);
      await vi.advanceTimersByTimeAsync(1);
    }
    monitor.dispose();
    release?.();
    expect(await checks(stage)).toBe(0);
  });
});
