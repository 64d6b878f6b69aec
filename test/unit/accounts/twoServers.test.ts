import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../../src/emulator/emulator.ts';
import { renewSession } from '../../../src/accounts/renewal.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { demo, setStage, type Stage, type Window } from './stage.ts';

const plain = demo('plainuser');

/** Another server, which gives its users the same IDs: a mirror, or a test server. */
async function startMirror(): Promise<string> {
  const mirror = await startEmulator();
  onTestFinished(() => mirror.close());
  return mirror.address;
}

/** A network whose requests are noted by their addresses. */
function recordAddresses() {
  const sent: string[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    sent.push(input instanceof Request ? input.url : input.toString());
    return globalThis.fetch(input, init);
  };
  return { sent, fetch };
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
    expect(there.store.account(imported)).toBeUndefined();
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
    await window.store.sync();
    expect(window.store.snapshot().pending.map(({ server }) => server)).toEqual([window, there].map(({ server }) => server));
  });
});

describe('accounts of two servers, side by side', () => {
  it('are shown, checked and signed out at their own server, whichever new sign-ins go to', async () => {
    const stage = await setStage();
    const { account } = await entrusted(stage);
    const there = await stage.openWindow({ server: await startMirror() });
    const other = await signIn(there);
    const later = await stage.openWindow({ server: 'https://api.vrchat.cloud/api/1' });
    expect(later.store.snapshot()).toMatchObject({
      accounts: expect.arrayContaining([expect.objectContaining(account), expect.objectContaining(other)]) as object,
      lost: [],
    });
    const { sent, fetch } = recordAddresses();
    const watched = await stage.openWindow({ server: 'https://api.vrchat.cloud/api/1', fetch });
    for (const id of [account, other]) {
      sent.length = 0;
      expect(await watched.actions.verify(id)).toBeUndefined();
      expect(await watched.actions.refresh(id)).toBeUndefined();
      expect(await watched.actions.signOut(id)).toBeUndefined();
      expect(sent).toHaveLength(3);
      for (const url of sent) expect(url.startsWith(id.server), url).toBe(true);
    }
    expect(await stage.sessions('plainuser')).toBe(0);
  });

  it('are renewed at their own server: a password goes nowhere else', async () => {
    const stage = await setStage();
    const { account } = await entrusted(stage);
    const mirror = await startMirror();
    const { sent, fetch } = recordAddresses();
    const elsewhere = await stage.openWindow({ server: mirror, fetch });
    await stage.fault('verifyAuthToken', 'expireSessions');
    await elsewhere.actions.verify(account);
    expect(await renewSession(account, elsewhere.signInPorts)).toBe('renewed');
    for (const url of sent) expect(url.startsWith(stage.emulator.address), url).toBe(true);
  });

  it('are neither checked nor renewed, and no password is asked for, while their emulator is gone', async () => {
    const stage = await setStage();
    const { window, account } = await entrusted(stage);
    const before = await stage.requests();
    stage.gone.add(account.server);
    window.store.touch();
    expect(window.store.view(account)?.state.kind).toBe('serverGone');
    expect(await window.actions.verify(account)).toEqual({ kind: 'serverGone', server: account.server });
    expect(await renewSession(account, window.signInPorts)).toBe('no');
    const { outcome, shown } = await window.signIn({ kind: 'again', account }, []);
    expect(outcome).toEqual({ kind: 'failed', problem: { kind: 'serverGone', server: account.server } });
    expect(shown).toEqual([]);
    expect(await stage.requests()).toEqual(before);
    expect(window.store.account(account)?.state.kind, 'what is stored stays').toBe('valid');
    stage.gone.clear();
    expect(await window.actions.verify(account)).toBeUndefined();
  });

  it('a sign-in keeps the server it began at, although another window changes the setting meanwhile', async () => {
    const stage = await setStage();
    const mirror = await startMirror();
    const mail = demo('MailUser');
    const window = await stage.openWindow();
    await window.signIn({ kind: 'fromScratch' }, [{ types: mail.username }, { types: mail.password }]);
    const [pending] = window.store.snapshot().pending;
    const { sent, fetch } = recordAddresses();
    const later = await stage.openWindow({ server: mirror, fetch });
    const { outcome } = await later.signIn({ kind: 'resume', pendingId: pending?.id ?? '' }, [{ types: () => stage.mailedCode() }]);
    expect(outcome).toMatchObject({ kind: 'signedIn', account: { server: stage.emulator.address } });
    for (const url of sent) expect(url.startsWith(stage.emulator.address), url).toBe(true);
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
