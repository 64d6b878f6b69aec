import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../../src/emulator/emulator.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { demo, setStage, type Stage, type Window } from './stage.ts';

const plain = demo('plainuser');

/** Another server, which gives its users the same IDs: a mirror, or a test server. */
async function startMirror(): Promise<string> {
  const mirror = await startEmulator();
  onTestFinished(() => mirror.close());
  return mirror.address;
}

async function signIn(window: Window, account = plain) {
  const { outcome } = await window.signIn({ kind: 'fromScratch' }, [{ types: account.username }, { types: account.password }]);
  if (outcome.kind !== 'signedIn') throw new Error(`not signed in: ${outcome.kind}`);
  return outcome.account;
}

/** An account with everything that the user can entrust to it. */
async function entrusted(stage: Stage) {
  const window = await stage.openWindow();
  const account = await signIn(window);
  await window.store.updateAccount(account, (record) => ({
    ...record,
    password: secret(plain.password),
    authenticatorSecret: secret('JBSWY3DPEHPK3PXP'),
  }));
  return { window, account };
}

describe('two servers whose users have the same IDs', () => {
  it('have two accounts: signing in to one changes nothing of the other', async () => {
    const stage = await setStage();
    const { window, account } = await entrusted(stage);
    const before = new Map(stage.secrets.values);
    const mirror = await startMirror();
    const there = await stage.openWindow({ server: mirror });
    const other = await signIn(there);
    expect(other).toEqual({ server: mirror, userId: account.userId });
    expect(there.store.account(other)).not.toHaveProperty('password');

    for (const [key, text] of before) expect(stage.secrets.values.get(key)).toBe(text);
    await window.store.sync();
    expect(window.store.account(account)?.password?.reveal()).toBe(plain.password);
    expect(await window.actions.verify(account)).toBeUndefined();
    expect(await there.actions.verify(other)).toBeUndefined();
  });

  it('keep both when an account of the other is imported, signed out or forgotten', async () => {
    const stage = await setStage();
    const { window, account } = await entrusted(stage);
    const mirror = await startMirror();
    const there = await stage.openWindow({ server: mirror });
    const record = window.store.account(account);
    if (!record) throw new Error('not signed in');
    const imported = { ...record, server: mirror, cookies: [] };
    await there.store.writeAccount(imported, () => imported);
    await there.actions.signOut(imported, { hereOnly: true });
    await there.store.forgetAccount(imported);
    expect(there.store.records()).toEqual([]);
    await window.store.sync();
    expect(window.store.account(account)).toEqual(record);
  });

  it('have a lock each, and pending sign-ins of their own', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const there = await stage.openWindow({ server: await startMirror() });
    const mail = demo('MailUser');
    for (const one of [window, there])
      expect((await one.signIn({ kind: 'fromScratch' }, [{ types: mail.username }, { types: mail.password }])).outcome.kind).toBe(
        'pending',
      );
    for (const one of [window, there]) expect(one.store.snapshot().pending).toHaveLength(1);
  });
});

it('files nothing that the user entrusted to an account under another, whose cookie it turns out to have', async () => {
  const stage = await setStage();
  const { window, account } = await entrusted(stage);
  const mail = demo('MailUser');
  const { outcome } = await window.signIn({ kind: 'fromScratch' }, [
    { types: mail.username },
    { types: mail.password },
    { types: () => stage.mailedCode() },
  ]);
  if (outcome.kind !== 'signedIn') throw new Error('not signed in');
  const cookies = window.store.account(outcome.account)?.cookies ?? [];
  await window.store.updateAccount(outcome.account, (record) => ({ ...record, password: secret(mail.password) }));
  await window.store.updateAccount(account, (record) => ({ ...record, cookies }));
  await window.actions.refresh(account);
  expect(window.store.account(outcome.account)?.password?.reveal()).toBe(mail.password);
  expect(window.store.account(outcome.account)).not.toHaveProperty('authenticatorSecret');
  await window.store.forgetAccount(outcome.account);
  await window.store.updateAccount(account, (record) => ({ ...record, cookies }));
  await window.actions.refresh(account);
  expect(window.store.account(outcome.account)?.cookies).toEqual(cookies);
  for (const name of ['password', 'authenticatorSecret', 'loginName'])
    expect(window.store.account(outcome.account)).not.toHaveProperty(name);
});
