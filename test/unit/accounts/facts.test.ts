import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../../src/accounts/accountId.ts';
import { createGrants } from '../../../src/accounts/grants.ts';
import { createSessionsElsewhere } from '../../../src/accounts/sessionsElsewhere.ts';
import { createGrantExpiry } from '../../../src/handoff/access/grantExpiry.ts';
import { fingerprint } from '../../../src/handoff/session/fingerprint.ts';
import { createSessionSource } from '../../../src/handoff/session/sessionSource.ts';
import { defaultVariableNames } from '../../../src/handoff/session/variableNames.ts';
import { createMemoryMemento } from './memoryMemento.ts';
import { createMemorySecrets } from './memorySecrets.ts';
import { demo, keysOf, setStage, type Stage, type Window } from './stage.ts';

const plain = demo('plainuser');

async function signedIn(stage: Stage) {
  const window = await stage.openWindow();
  const { outcome } = await window.signIn({ kind: 'fromScratch' }, [{ types: plain.username }, { types: plain.password }]);
  if (outcome.kind !== 'signedIn') throw new Error('not signed in');
  const { account } = outcome;
  return { window, account, print: fingerprint(window.store.account(account)?.cookies.find(({ name }) => name === 'auth')?.value ?? '') };
}

/** What the folder of a window was allowed. */
async function workspaceOf(
  stage: Stage,
  { store }: Window,
  account: AccountId,
  {
    environment = {},
    everywhere = new Map<string, unknown>(),
  }: { environment?: Record<string, string>; everywhere?: Map<string, unknown> } = {},
) {
  const sessions = createSessionSource({
    store,
    environment,
    names: () => defaultVariableNames,
    signInServer: () => stage.emulator.address,
    memory: createMemoryMemento(everywhere),
  });
  const grants = createGrants(createMemorySecrets().open(), 'this-host');
  await grants.load();
  await grants.allow({
    folder: 'file:///bot',
    account,
    way: { kind: 'terminals', carries: 'cookies', names: {} },
    userAgent: 'Bot/1.0 me@my-site.org',
  });
  createGrantExpiry({ store, grants });
  return { sessions, grants };
}

describe('what was handed out', () => {
  const absences: Readonly<Record<string, (stage: Stage, key: string) => void>> = {
    'is lost by the keyring': (stage) => stage.secrets.values.clear(),
    'was stored by a newer version': (stage, key) => stage.secrets.values.set(key, '{"version":3}'),
    'cannot be read': (stage, key) => stage.secrets.values.set(key, 'odd'),
  };

  it.each(Object.entries(absences))('stays while its account %s, and is the session’s again with it', async (_what, hide) => {
    const stage = await setStage();
    const { window, account, print } = await signedIn(stage);
    const [key] = keysOf(account);
    const stored = new Map(stage.secrets.values);
    hide(stage, key);
    const later = await stage.openWindow();
    const { sessions, grants } = await workspaceOf(stage, later, account);
    later.store.touch();
    expect(sessions.of(account)).toBeUndefined();
    expect(sessions.hasEnded(account, print)).toBe(false);
    expect(grants.all()).toHaveLength(1);

    for (const [name, text] of stored) stage.secrets.values.set(name, text);
    await later.store.sync();
    expect(sessions.of(account)?.auth.value.reveal()).toBe(window.store.account(account)?.cookies[0]?.value);
  });

  it('stays while new sign-ins go to another server, and while an emulator is not running', async () => {
    const stage = await setStage();
    const { account, print } = await signedIn(stage);
    stage.gone.add(account.server);
    const later = await stage.openWindow({ server: 'https://api.vrchat.cloud/api/1' });
    const { sessions, grants } = await workspaceOf(stage, later, account);
    expect(sessions.of(account)).toBeDefined();
    expect(sessions.hasEnded(account, print)).toBe(false);
    expect(grants.all()).toHaveLength(1);
  });

  it('stays while the session waits for its code', async () => {
    const stage = await setStage();
    const { window, account, print } = await signedIn(stage);
    await window.store.updateAccount(account, (record) => ({ ...record, state: { kind: 'twoFactorPending', since: 1, checkedAt: 1 } }));
    const { sessions, grants } = await workspaceOf(stage, window, account);
    expect(sessions.of(account)).toBeUndefined();
    expect(sessions.hasEnded(account, print)).toBe(false);
    expect(grants.all()).toHaveLength(1);
  });

  it.each(['signed out', 'forgotten'] as const)('ends when its account is %s', async (what) => {
    const stage = await setStage();
    const { window, account, print } = await signedIn(stage);
    const other = await stage.openWindow();
    const { sessions, grants } = await workspaceOf(stage, other, account);
    if (what === 'signed out') await window.actions.signOut(account);
    else await window.store.forgetAccount(account);
    await other.store.sync();
    expect(sessions.hasEnded(account, print)).toBe(true);
    await expect.poll(() => grants.all()).toEqual([]);
  });

  it('of a session from the environment stays when VS Code is started without it, and ends when it was signed out', async () => {
    const stage = await setStage();
    const { window, account, print } = await signedIn(stage);
    const cookie = window.store.account(account)?.cookies.find(({ name }) => name === 'auth')?.value ?? '';
    const everywhere = new Map<string, unknown>();
    const outside = { server: stage.emulator.address, userId: 'environment' };
    const { sessions } = await workspaceOf(stage, window, account, { environment: { VRCHAT_AUTH_COOKIE: cookie }, everywhere });
    const without = await workspaceOf(stage, window, account, { everywhere });
    expect(without.sessions.hasEnded(outside, print)).toBe(false);
    await window.actions.signOut(account);
    expect(sessions.hasEnded(outside, print)).toBe(true);
  });
});

describe('two VS Code profiles, which share the secrets and not their state', () => {
  /** A window of a profile that knows what it has seen itself. */
  const inProfile = (stage: Stage, memento: Map<string, unknown>): Promise<Window> => stage.openWindow({ memento });

  it('tell an account that was forgotten in the other from one that the keyring lost', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    const state = new Map<string, unknown>();
    const other = await inProfile(stage, state);
    expect(other.store.snapshot()).toMatchObject({ accounts: [account], lost: [] });
    other.store.dispose();
    await window.store.forgetAccount(account);
    const later = await inProfile(stage, state);
    expect(later.store.snapshot()).toMatchObject({ accounts: [], lost: [] });
    expect(JSON.stringify([...state]), 'its name goes there, too').not.toContain('Plain User');
    later.store.dispose();

    await signedIn(stage);
    (await inProfile(stage, state)).store.dispose();
    stage.secrets.values.clear();
    expect((await inProfile(stage, state)).store.snapshot().lost).toMatchObject([{ ...account, problem: 'missing' }]);
  });

  it('tell that everything was forgotten', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    const state = new Map<string, unknown>();
    const other = await inProfile(stage, state);
    await window.store.forgetEverything();
    await other.store.sync();
    expect(other.store.snapshot()).toMatchObject({ accounts: [], lost: [] });
    other.store.dispose();
    expect((await inProfile(stage, state)).store.snapshot()).toMatchObject({ accounts: [], lost: [] });
    const left = JSON.stringify([...stage.secrets.values, ...state, ...stage.memento]);
    for (const text of [account.userId, 'Plain User', stage.emulator.address]) expect(left).not.toContain(text);
  });

  it('see a sign-out as that', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    const state = new Map<string, unknown>();
    const other = await inProfile(stage, state);
    await window.actions.signOut(account);
    await other.store.sync();
    expect(other.store.endOf(account)).toBe('signedOut');
    expect(other.store.snapshot().lost).toEqual([]);
  });
});

describe('a forgotten account', () => {
  it('does not come back by what another host was just storing', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    const there = await stage.openWindow({ host: 'remote-host' });
    await createSessionsElsewhere(there.signInPorts).useHere(account);
    const [session] = keysOf(account, 'remote-host');
    const late = stage.secrets.values.get(session) ?? '';
    await window.store.forgetAccount(account);
    await stage.secrets.open().store(session, late);
    for (const { store } of [window, there, await stage.openWindow({ host: 'remote-host' })]) {
      await store.sync();
      expect(store.snapshot()).toMatchObject({ accounts: [], lost: [] });
      expect(await store.updateAccount(account, (record) => ({ ...record, displayName: 'back' }))).toBeUndefined();
    }
    await expect.poll(() => stage.secrets.values.has(session)).toBe(false);
  });

  it('is an account like any other when the user signs in again', async () => {
    const stage = await setStage();
    const { window, account } = await signedIn(stage);
    await window.store.forgetAccount(account);
    await signedIn(stage);
    await window.store.sync();
    expect(window.store.view(account)?.state.kind).toBe('valid');
    expect(window.store.endOf(account)).toBeUndefined();
  });
});
