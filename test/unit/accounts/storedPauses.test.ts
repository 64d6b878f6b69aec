import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../../src/accounts/accountId.ts';
import { renewSession } from '../../../src/accounts/renewal.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { demo, setStage, type Stage, type Window } from './stage.ts';

const plain = demo('plainuser');
const minute = 60_000;
const fromScratch = { kind: 'fromScratch' } as const;
const credentials = [{ types: plain.username }, { types: plain.password }];

async function signedIn(stage: Stage): Promise<{ window: Window; account: AccountId }> {
  const window = await stage.openWindow();
  const { outcome } = await window.signIn(fromScratch, credentials);
  if (outcome.kind !== 'signedIn') throw new Error('not signed in');
  return { window, account: outcome.account };
}

const problems = (shown: readonly { readonly problems: readonly string[] }[]): string[] => shown.flatMap((box) => box.problems);

describe('a pause that VRChat asked for', () => {
  it.each([
    ['tooManySessions', 'tooManySessions', 30],
    ['rateLimit:600', 'rateLimited', 10],
  ])('at a login is respected after a reload, for an account that is signed in again: %s', async (fault, problem, minutes) => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    await stage.fault('getCurrentUser', fault);
    await window.signIn({ kind: 'again', account }, [{ types: plain.password }]);
    const before = await stage.requests();

    const reloaded = await stage.openWindow();
    for (const name of [plain.username, 'PlainUser']) {
      const { shown } = await reloaded.signIn(fromScratch, [{ types: name }, { types: plain.password }]);
      expect(problems(shown)).toEqual([problem]);
    }
    expect(await stage.requests()).toEqual(before);

    stage.advanceClock(minutes * minute + 1000);
    const { outcome } = await reloaded.signIn(fromScratch, credentials);
    expect(outcome.kind).toBe('signedIn');
    expect(reloaded.store.account(account)?.pauses ?? []).toEqual([]);
  });

  it('at the first login of an account is respected after a reload, and in other windows', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const other = await stage.openWindow();
    await stage.fault('getCurrentUser', 'tooManySessions');
    await window.signIn(fromScratch, credentials);
    for (const later of [other, await stage.openWindow()]) {
      const { shown } = await later.signIn(fromScratch, credentials);
      expect(problems(shown)).toEqual(['tooManySessions']);
    }
    expect(await stage.requests()).toEqual(['getCurrentUser']);
    // Another account can sign in.
    expect((await other.signIn(fromScratch, [{ types: 'DevUser' }, { types: demo('DevUser').password }])).outcome.kind).toBe('pending');

    stage.advanceClock(31 * minute);
    expect((await window.signIn(fromScratch, credentials)).outcome.kind).toBe('signedIn');
    expect([...stage.secrets.values.keys()].filter((key) => !/^(?:account2|session2|pending)\//.test(key))).toEqual([]);
  });

  it('at a check is respected after a reload', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    await stage.fault('verifyAuthToken', 'rateLimit:600');
    await window.actions.verify(account);
    const reloaded = await stage.openWindow();
    expect(await reloaded.actions.verify(account)).toMatchObject({ kind: 'rateLimited' });
    expect((await stage.requests()).filter((operation) => operation === 'verifyAuthToken')).toHaveLength(1);
  });

  it('is longer the next time, also after a reload', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    await stage.fault('verifyAuthToken', 'rateLimit', 2);
    await window.actions.verify(account);
    stage.advanceClock(2 * minute);
    const reloaded = await stage.openWindow();
    await reloaded.actions.verify(account);
    expect(reloaded.store.account(account)?.pauses).toMatchObject([{ kind: 'rateLimited', strikes: 2 }]);
  });

  it('holds back automatic sign-in without stopping it', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    await window.store.updateAccount(account, (record) => ({ ...record, password: secret(plain.password) }));
    await stage.fault('verifyAuthToken', 'expireSessions');
    await window.actions.verify(account);
    const notedAt = stage.clock.now();
    await window.store.updateAccount(account, (record) => ({
      ...record,
      pauses: [{ kind: 'tooManySessions', notedAt, until: notedAt + 30 * minute, strikes: 1 }],
    }));
    const reloaded = await stage.openWindow();
    expect(await renewSession(account, reloaded.signInPorts)).toBe('no');
    expect(reloaded.store.account(account)).not.toHaveProperty('renewalStopped');
    expect(await stage.logins('plainuser')).toBe(1);
    stage.advanceClock(31 * minute);
    expect(await renewSession(account, reloaded.signInPorts)).toBe('renewed');
  });

  it.each([
    ['was noted while the clock was ahead', 9 * 60 * minute, 10 * 60 * minute],
    ['is longer than any', 0, 1000 * 60 * minute],
  ])('counts for nothing if it %s', async (_what, notedAfter, until) => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    const now = stage.clock.now();
    await window.store.updateAccount(account, (record) => ({
      ...record,
      pauses: [{ kind: 'rateLimited', notedAt: now + notedAfter, until: now + until, strikes: 1 }],
    }));
    expect(await (await stage.openWindow()).actions.verify(account)).toBeUndefined();
  });

  it('goes with everything else when everything is forgotten', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    await stage.fault('getCurrentUser', 'tooManySessions');
    await window.signIn(fromScratch, credentials);
    await window.store.forgetEverything();
    expect([...stage.secrets.values.keys()]).toEqual([]);
  });

  it('that cannot be stored is respected until the reload', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    stage.secrets.refuseWrites(new Error('locked'));
    await stage.fault('verifyAuthToken', 'rateLimit:600');
    await window.actions.verify(account);
    await window.actions.verify(account);
    expect((await stage.requests()).filter((operation) => operation === 'verifyAuthToken')).toHaveLength(1);
  });
});
