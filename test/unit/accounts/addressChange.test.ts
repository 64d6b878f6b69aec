import { describe, expect, it, onTestFinished } from 'vitest';
import type { AccountId } from '../../../src/accounts/accountId.ts';
import { createHealthMonitor } from '../../../src/accounts/healthMonitor.ts';
import { renewSession } from '../../../src/accounts/renewal.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { demo, setStage, type Stage, type Window } from './stage.ts';

const plain = demo('plainuser');
const minute = 60_000;

/** A window with an account whose session is checked again and again. */
async function watched({ remembers, intervalMs = 15 * minute }: { readonly remembers: boolean; readonly intervalMs?: number }) {
  const stage = await setStage();
  const window = await stage.openWindow();
  const { outcome } = await window.signIn({ kind: 'fromScratch' }, [{ types: plain.username }, { types: plain.password }]);
  if (outcome.kind !== 'signedIn') throw new Error('not signed in');
  const { account } = outcome;
  if (remembers) await window.store.updateAccount(account, (record) => ({ ...record, password: secret(plain.password) }));
  const monitor = createHealthMonitor({
    store: window.store,
    locks: stage.locks,
    now: stage.clock.now,
    isFocused: () => true,
    interval: () => intervalMs,
    verify: (id) => window.actions.verify(id),
    renew: (id) => renewSession(id, window.signInPorts),
    random: () => 0,
  });
  onTestFinished(() => monitor.dispose());
  /** Lets the next check be due. */
  const nextCheck = async (): Promise<void> => {
    stage.advanceClock(intervalMs);
    await monitor.wake();
  };
  return { stage, window, account, nextCheck };
}

async function moveTo(stage: Stage, address: string): Promise<void> {
  await stage.removeFaults();
  await stage.control('POST', 'faults', { operation: '*', fault: `newAddress:${address}` });
}

const stateOf = (window: Window, account: AccountId) => window.store.account(account)?.state.kind;

describe('a session that is refused from a new address', () => {
  it('is renewed with one login if the user has opted in to automatic sign-in', async () => {
    const { stage, window, account, nextCheck } = await watched({ remembers: true });
    await nextCheck();
    await moveTo(stage, '203.0.113.7');
    await nextCheck();
    expect(stateOf(window, account)).toBe('valid');
    expect(await stage.logins('plainuser')).toBe(2);
    for (let check = 0; check < 5; check += 1) await nextCheck();
    expect(await stage.logins('plainuser')).toBe(2);
  });

  it('is renewed if VRChat refuses it with 403', async () => {
    const { stage, window, account, nextCheck } = await watched({ remembers: true });
    await nextCheck();
    await stage.fault('verifyAuthToken', 'missingCredentials:403');
    await nextCheck();
    expect(stateOf(window, account)).toBe('valid');
    expect(await stage.logins('plainuser')).toBe(2);
  });

  it('is not renewed without the user’s word, and revives where it was made', async () => {
    const { stage, window, account, nextCheck } = await watched({ remembers: false });
    await nextCheck();
    await moveTo(stage, '203.0.113.7');
    await nextCheck();
    await nextCheck();
    expect(stateOf(window, account)).toBe('otherNetwork');
    expect(await stage.logins('plainuser')).toBe(1);
    await stage.removeFaults();
    await nextCheck();
    expect(stateOf(window, account)).toBe('valid');
  });

  it('is renewed at most three times an hour by a machine that moves all the time', async () => {
    const { stage, nextCheck } = await watched({ remembers: true, intervalMs: 5 * minute });
    await nextCheck();
    for (let turn = 1; turn <= 11; turn += 1) {
      await moveTo(stage, `203.0.113.${turn}`);
      await nextCheck();
    }
    expect(await stage.logins('plainuser')).toBe(1 + 3);
  });

  it('waits for the user if the sign-in has to be confirmed by email, after one login', async () => {
    const { stage, window, account, nextCheck } = await watched({ remembers: true });
    await nextCheck();
    await stage.control('POST', 'faults', { operation: '*', fault: 'otherNetwork' });
    await nextCheck();
    expect(window.store.account(account)).toMatchObject({ state: { kind: 'otherNetwork' }, renewalStopped: 'newLocation' });
    const asked = (await stage.requests()).filter((operation) => operation === 'getCurrentUser').length;
    for (let check = 0; check < 5; check += 1) await nextCheck();
    expect((await stage.requests()).filter((operation) => operation === 'getCurrentUser')).toHaveLength(asked);
  });
});

describe('the address of a session', () => {
  it('is recorded at each successful check', async () => {
    const { stage, window, account, nextCheck } = await watched({ remembers: false });
    await nextCheck();
    const before = window.store.account(account)?.publicAddress;
    // VRChat does not tie every session to its address.
    await stage.control('POST', 'faults', { operation: 'getSystemTime', fault: 'newAddress:203.0.113.7' });
    await nextCheck();
    expect(stateOf(window, account)).toBe('valid');
    expect(window.store.account(account)?.publicAddress).not.toBe(before);
    await stage.fault('verifyAuthToken', 'expireSessions');
    await nextCheck();
    expect(stateOf(window, account)).toBe('expired');
  });

  it.each([
    ['another address of the same IPv6 network', '2001:db8:1:2::1', '2001:db8:1:2::2', 'expired'],
    ['another IPv6 network', '2001:db8:1:2::1', '2001:db8:1:3::1', 'otherNetwork'],
    ['IPv6 in place of IPv4', '203.0.113.7', '2001:db8:1:2::1', 'expired'],
    ['IPv4 in place of IPv6', '2001:db8:1:2::1', '203.0.113.7', 'expired'],
  ])('after a change to %s', async (_what, before, after, state) => {
    const { stage, window, account, nextCheck } = await watched({ remembers: false });
    await moveTo(stage, before);
    await window.signIn({ kind: 'again', account }, [{ types: plain.password }]);
    await nextCheck();
    await moveTo(stage, after);
    await nextCheck();
    expect(stateOf(window, account)).toBe(state);
  });

  it('is not stored in clear, and is the same in all windows of an installation', async () => {
    const { stage, window, account, nextCheck } = await watched({ remembers: false });
    await moveTo(stage, '203.0.113.7');
    await window.signIn({ kind: 'again', account }, [{ types: plain.password }]);
    await nextCheck();
    const stored = [...stage.secrets.values.values()].join();
    expect(stored).not.toContain('203.0.113');
    const recorded = window.store.account(account)?.publicAddress;
    const later = await stage.openWindow();
    await later.actions.verify(account);
    expect(later.store.account(account)?.publicAddress).toBe(recorded);
  });
});
