import { mkdir, mkdtemp, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHealthMonitor } from '../../../src/accounts/healthMonitor.ts';
import { createHostId } from '../../../src/accounts/hostId.ts';
import { renewSession } from '../../../src/accounts/renewal.ts';
import { createSessionsElsewhere } from '../../../src/accounts/sessionsElsewhere.ts';
import { createSessionSource } from '../../../src/handoff/session/sessionSource.ts';
import { defaultVariableNames } from '../../../src/handoff/session/variableNames.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { createMemoryLocks } from './memoryLocks.ts';
import { createMemoryMemento } from './memoryMemento.ts';
import { demo, keysOf, setStage, type Stage, type Window } from './stage.ts';

const plain = demo('plainuser');
const local = 'local-host';
const remote = 'remote-host';

/** An account that was signed in to on the local host, and windows of both hosts, which share the secrets. */
async function twoHosts() {
  const stage = await setStage();
  const here = await stage.openWindow({ host: local });
  const { outcome } = await here.signIn({ kind: 'fromScratch' }, [{ types: plain.username }, { types: plain.password }]);
  if (outcome.kind !== 'signedIn') throw new Error('not signed in');
  const there = await stage.openWindow({ host: remote });
  return { stage, here, there, account: outcome.account, elsewhere: createSessionsElsewhere(there.signInPorts) };
}

function watch(stage: Stage, window: Window) {
  const monitor = createHealthMonitor({
    store: window.store,
    locks: window.signInPorts.locks,
    now: stage.clock.now,
    isFocused: () => true,
    interval: () => 60_000,
    verify: (account) => window.actions.verify(account),
    renew: (account) => renewSession(account, window.signInPorts),
    random: () => 0,
  });
  onTestFinished(() => monitor.dispose());
  return monitor;
}

describe('a session of another host', () => {
  it('is shown, and neither checked nor renewed nor handed out', async () => {
    const { stage, here, there, account } = await twoHosts();
    await here.store.updateAccount(account, (record) => ({ ...record, password: secret(plain.password) }));
    await there.store.sync();
    expect(there.store.view(account)).toMatchObject({ displayName: 'Plain User', state: { kind: 'elsewhere' }, hasPassword: true });
    const before = await stage.requests();
    await stage.fault('verifyAuthToken', 'expireSessions');
    stage.advanceClock(24 * 60 * 60_000);
    await watch(stage, there).wake();
    expect(await renewSession(account, there.signInPorts)).toBe('no');
    const sessions = createSessionSource({
      store: there.store,
      environment: {},
      names: () => defaultVariableNames,
      signInServer: () => stage.emulator.address,
      memory: createMemoryMemento(new Map()),
    });
    expect([sessions.active(), sessions.of(account), ...sessions.usable()]).toEqual([undefined, undefined]);
    expect(await stage.requests()).toEqual(before);
  });

  it('is checked once, without a login, when the user wants it here, and is then this host’s too', async () => {
    const { stage, here, there, account, elsewhere } = await twoHosts();
    const before = (await stage.requests()).length;
    expect(await elsewhere.useHere(account)).toBeUndefined();
    expect((await stage.requests()).slice(before)).toEqual(['getCurrentUser']);
    expect(there.store.view(account)?.state.kind).toBe('valid');
    expect(await stage.logins('plainuser')).toBe(1);
    await there.actions.signOut(account, { hereOnly: true });
    await here.store.sync();
    expect(here.store.view(account)?.state.kind, 'signed out there only').toBe('valid');
  });

  it('stays where it is if the server refuses it from here', async () => {
    const { stage, there, account, elsewhere } = await twoHosts();
    const before = new Map(stage.secrets.values);
    await stage.fault('getCurrentUser', 'expireSessions');
    expect(await elsewhere.useHere(account)).toMatchObject({ kind: 'missingCredentials' });
    expect(there.store.view(account)?.state.kind).toBe('elsewhere');
    for (const key of keysOf(account, local)) expect(stage.secrets.values.get(key)).toBe(before.get(key));
    expect(stage.secrets.values.has(keysOf(account, remote)[0])).toBe(false);
  });

  it('is taken over without a question where the public address is the same', async () => {
    const { stage, here, there, account, elsewhere } = await twoHosts();
    await here.actions.verify(account);
    await there.store.sync();
    const before = await stage.requests();
    await elsewhere.takeOver();
    expect(await stage.requests(), 'without a request that has the session').toEqual(before);
    expect(there.store.view(account)?.state.kind).toBe('unchecked');
    expect(await there.actions.verify(account)).toBeUndefined();
  });

  it.each(['another address', 'an unknown address'])('is not taken over from %s', async (what) => {
    const { stage, here, there, account, elsewhere } = await twoHosts();
    await here.actions.verify(account);
    await here.store.updateAccount(account, ({ publicAddress, ...record }) =>
      what === 'another address' ? { ...record, publicAddress: 'ipv4 0123456789abcdef' } : record,
    );
    await there.store.sync();
    await elsewhere.takeOver();
    expect(there.store.view(account)?.state.kind).toBe('elsewhere');
    expect(stage.secrets.values.has(keysOf(account, remote)[0])).toBe(false);
  });

  it('is signed out there without a trace here, and signing in here keeps what the user entrusted', async () => {
    const { here, there, account } = await twoHosts();
    await here.store.updateAccount(account, (record) => ({ ...record, authenticatorSecret: secret('JBSWY3DPEHPK3PXP') }));
    await here.actions.signOut(account);
    await there.store.sync();
    expect(there.store.view(account)?.state.kind).toBe('signedOut');
    await there.signIn({ kind: 'again', account }, [{ types: plain.password }]);
    expect(there.store.account(account)?.authenticatorSecret?.reveal()).toBe('JBSWY3DPEHPK3PXP');
    await here.store.sync();
    expect(here.store.view(account)?.state.kind).toBe('signedOut');
  });
});

describe('two hosts, which share no lock', () => {
  it('lose nothing that the user entrusts to one of them while the other stores a check', async () => {
    const { here, there, account, elsewhere } = await twoHosts();
    await elsewhere.useHere(account);
    await Promise.all([
      here.store.updateAccount(account, (record) => ({ ...record, authenticatorSecret: secret('JBSWY3DPEHPK3PXP') })),
      there.actions.verify(account),
      there.store.updateAccount(account, (record) => ({ ...record, recoveryCodes: { left: 1, total: 10 } })),
    ]);
    for (const { store } of [here, there]) {
      await store.sync();
      expect(store.account(account)?.authenticatorSecret?.reveal()).toBe('JBSWY3DPEHPK3PXP');
    }
    expect(there.store.account(account)?.recoveryCodes).toEqual({ left: 1, total: 10 });
  });

  it('keep what the user entrusts to one of them in the middle of a write of the other', async () => {
    const { stage, here, account, elsewhere } = await twoHosts();
    await elsewhere.useHere(account);
    const port = stage.secrets.open();
    const there = await stage.openWindow({
      host: remote,
      port: {
        ...port,
        store: async (key, text) => {
          await port.store(key, text);
          if (key !== keysOf(account, remote)[0]) return;
          await here.store.updateAccount(account, (record) => ({ ...record, password: secret(plain.password) }));
          await stage.secrets.settled();
        },
      },
    });
    await there.actions.verify(account);
    for (const { store } of [here, there]) {
      await store.sync();
      expect(store.account(account)?.password?.reveal()).toBe(plain.password);
    }
  });

  it('count the logins that the other has spent on automatic sign-in', async () => {
    const { stage, here, there, account, elsewhere } = await twoHosts();
    await elsewhere.useHere(account);
    const now = stage.clock.now();
    await here.store.updateAccount(account, (record) => ({ ...record, password: secret(plain.password), renewals: [now - 2, now - 1] }));
    await there.store.sync();
    for (let renewal = 0; renewal < 3; renewal += 1) {
      await stage.fault('verifyAuthToken', 'expireSessions');
      await there.actions.verify(account);
      await renewSession(account, there.signInPorts);
    }
    expect(there.store.account(account)?.renewals).toHaveLength(1);
    stage.advanceClock(60 * 60_000);
    expect(await renewSession(account, there.signInPorts)).toBe('renewed');
  });
});

describe('the identifier of a host', () => {
  async function openFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'host-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    return join(folder, 'storage');
  }

  it('is the same for all windows that share a folder, and another in another', async () => {
    const folder = await openFolder();
    const locks = createMemoryLocks();
    const ids = await Promise.all(Array.from({ length: 10 }, () => createHostId(folder, locks)()));
    expect(new Set(ids).size).toBe(1);
    expect(await createHostId(folder, locks)()).toBe(ids[0]);
    expect(await readdir(folder)).toEqual(['host']);
    expect(await createHostId(await openFolder(), locks)()).not.toBe(ids[0]);
  });

  it('is not made again because it cannot be read at the moment', async () => {
    const folder = await openFolder();
    const locks = createMemoryLocks();
    await mkdir(join(folder, 'host'), { recursive: true });
    const reading = createHostId(folder, locks);
    await expect(reading()).rejects.toThrow();
    expect(await readdir(folder), 'nothing of the attempt').toEqual(['host']);
    await rmdir(join(folder, 'host'));
    await writeFile(join(folder, 'host'), '0a1b2c3d-0a1b');
    expect(await reading()).toBe('0a1b2c3d-0a1b');
  });

  it.each(['', '\0'.repeat(36), '0a1b'])('is made again, once for all windows, if a crash has left the file with %j', async (left) => {
    const folder = await openFolder();
    const locks = createMemoryLocks();
    await mkdir(folder);
    await writeFile(join(folder, 'host'), left);
    const ids = await Promise.all(Array.from({ length: 5 }, () => createHostId(folder, locks)()));
    expect(new Set(ids).size).toBe(1);
    expect(await readFile(join(folder, 'host'), 'utf8')).toBe(ids[0]);
  });
});
