import { describe, expect, it } from 'vitest';
import { removeOldPending } from '../../../src/accounts/pendingSignIns.ts';
import { demo, setStage } from './stage.ts';

const dev = demo('DevUser');
const minute = 60_000;
const day = 24 * 60 * minute;
const fromScratch = { kind: 'fromScratch' } as const;
const upToCode = (name: string) => [{ types: name }, { types: dev.password }];

describe('a sign-in that waits for its code', () => {
  it('takes the place of the one before', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    for (const name of ['DevUser', 'devuser', 'DEVUSER']) {
      stage.advanceClock(20 * minute);
      await window.signIn(fromScratch, upToCode(name));
    }
    expect(await stage.logins('DevUser')).toBe(3);
    expect(window.store.pendingRecords().map(({ loginName }) => loginName)).toEqual(['DEVUSER']);
  });

  it('takes the place of one that was begun with the other name of the account', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    await window.signIn(fromScratch, [...upToCode('dev.user@example.org'), { types: () => stage.authenticatorCode('DevUser') }]);
    const [account = { server: '', userId: '' }] = window.store.records();
    // VRChat asks for a code again.
    await window.store.updateAccount(account, (record) => ({ ...record, cookies: [] }));
    await window.signIn(fromScratch, upToCode('DevUser'));
    await window.signIn(fromScratch, upToCode('dev.user@example.org'));
    expect(window.store.pendingRecords().map(({ loginName }) => loginName)).toEqual(['dev.user@example.org']);
  });

  it('leaves nothing behind when the account is signed in under its other name', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    await window.signIn(fromScratch, upToCode('DevUser'));
    await window.signIn(fromScratch, [...upToCode('dev.user@example.org'), { types: () => stage.authenticatorCode('DevUser') }]);
    expect(window.store.pendingRecords()).toEqual([]);
  });

  it('of another account stays', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const mail = demo('MailUser');
    await window.signIn(fromScratch, [{ types: mail.username }, { types: mail.password }]);
    await window.signIn(fromScratch, upToCode('DevUser'));
    expect(window.store.pendingRecords().map(({ loginName }) => loginName)).toEqual(expect.arrayContaining(['MailUser', 'DevUser']));
  });

  it('is kept for a week, and removed when no code can finish it any more', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    await window.signIn(fromScratch, upToCode('DevUser'));
    await removeOldPending(window.store, stage.clock.now() + 6 * day);
    expect(window.store.pendingRecords()).toHaveLength(1);
    await removeOldPending(window.store, stage.clock.now() + 8 * day);
    expect(window.store.pendingRecords()).toEqual([]);
    expect([...stage.secrets.values.keys()]).toEqual([]);
  });

  it('is not removed because the clock was ahead when it began', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    await window.signIn(fromScratch, upToCode('DevUser'));
    await removeOldPending(window.store, stage.clock.now() - 30 * day);
    expect(window.store.pendingRecords()).toHaveLength(1);
  });
});
