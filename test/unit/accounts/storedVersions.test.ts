import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readAccountKey } from '../../../src/accounts/accountId.ts';
import {
  readPendingRecord,
  readSessionPart,
  readSharedPart,
  readWholeAccount,
  writePendingRecord,
  writeSessionPart,
  writeSharedPart,
  writeWholeAccount,
  type AccountRecord,
  type Reading,
} from '../../../src/accounts/records.ts';
import { readStoreKey } from '../../../src/accounts/storeKeys.ts';
import { demo, keysOf, setStage, testHost, type Stage } from './stage.ts';

/** One file per stored format of a version, with the stored value of each key. The files are never changed. */
const folder = new URL('./stored/', import.meta.url);
const plain = demo('plainuser');
const server = 'https://api.vrchat.cloud/api/1';
/** The host in the files. */
const host = '6c7d3a0e-2f61-4f0c-9a51-1b8b0f6c2d11';
type Stored = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const readStored = (file: string): Stored => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Stored;

/** Reads and writes a record with this version. */
function rewrite(key: string, text: string): string {
  const write = <Record>(reading: Reading<Record>, writeRecord: (record: Record) => string): string =>
    'record' in reading ? writeRecord(reading.record) : reading.problem;
  switch (readStoreKey(key).kind) {
    case 'whole':
      return write(readWholeAccount(text), writeWholeAccount);
    case 'session':
      return write(readSessionPart(text), writeSessionPart);
    case 'shared':
      return write(readSharedPart(text), (shared) => writeSharedPart(shared as unknown as AccountRecord, shared));
    default:
      return write(readPendingRecord(text), writePendingRecord);
  }
}

function put(stage: Stage, stored: Iterable<readonly [string, unknown]>): void {
  for (const [key, value] of stored) stage.secrets.values.set(key, JSON.stringify(value));
}

describe.each(readdirSync(folder))('an account stored by %s', (file) => {
  const stored = Object.entries(readStored(file));

  it('is shown', async () => {
    const stage = await setStage();
    put(stage, stored);
    const { store } = await stage.openWindow({ server, host });
    const { accounts, pending, lost } = store.snapshot();
    expect(
      accounts.map(({ displayName, hasPassword, hasAuthenticatorSecret }) => [displayName, hasPassword, hasAuthenticatorSecret]),
    ).toEqual([
      ['Dev User', true, true],
      ['Signed Out', false, false],
    ]);
    expect(pending).toHaveLength(1);
    expect(lost).toEqual([]);
  });

  it.each(stored)('loses nothing when it is written again: %s', (key, value) => {
    expect(JSON.parse(rewrite(key, JSON.stringify(value)))).toEqual(value);
  });

  it.each(stored)('keeps fields that a later release added: %s', (key, value) => {
    const more = { ...value, addedLater: { by: 'a later release' } };
    expect(JSON.parse(rewrite(key, JSON.stringify(more)))).toEqual(more);
  });
});

it('writes nothing to show what is stored in its own form', async () => {
  const stage = await setStage();
  put(stage, Object.entries(readStored('version2.json')));
  const before = new Map(stage.secrets.values);
  await stage.openWindow({ server, host });
  expect(stage.secrets.values).toEqual(before);
});

describe('an account of the first release', () => {
  const first = Object.entries(readStored('version1.json'));
  const account = first[0]?.[1] ?? {};
  const id = { server, userId: String(account.userId) };

  /** What is stored of an account in either form, as one. */
  function everythingOf(stage: Stage): Readonly<Record<string, unknown>> {
    const keys = [...keysOf(id, host), `account/${id.userId}`];
    return Object.assign({}, ...keys.map((key) => JSON.parse(stage.secrets.values.get(key) ?? '{}') as object)) as Record<string, unknown>;
  }

  it('is moved once, with all of it, and stays the active one', async () => {
    const stage = await setStage();
    put(stage, first);
    stage.secrets.values.set('active', String(first[1]?.[1].userId));
    const { store } = await stage.openWindow({ server, host });
    expect([...stage.secrets.values.keys()].filter((key) => key.startsWith('account/'))).toEqual([]);
    expect(everythingOf(stage)).toEqual({ ...account, version: 2 });
    const active = readAccountKey(stage.secrets.values.get('active') ?? '');
    expect(active).toEqual({ server, userId: first[1]?.[1].userId });
    expect(store.account(id)).toMatchObject({ loginName: account.loginName, displayName: account.displayName });
    expect(store.account(id)?.password?.reveal()).toBe(account.password);
  });

  it('survives a crash after each write of the move', async () => {
    for (let writes = 0; writes < 6; writes++) {
      const stage = await setStage();
      put(stage, first);
      const before = stage.secrets.values.get(`account/${id.userId}`) ?? '';
      stage.secrets.failAfter(writes);
      const crashed = await stage.openWindow({ server, host });
      expect(crashed.store.account(id)?.cookies, `used after ${writes} writes`).toEqual(account.cookies);
      crashed.store.dispose();
      stage.secrets.failAfter(undefined);
      expect(everythingOf(stage), `kept after ${writes} writes`).toMatchObject({
        ...(JSON.parse(before) as object),
        version: expect.anything() as number,
      });
      const { store } = await stage.openWindow({ server, host });
      expect(everythingOf(stage)).toEqual({ ...account, version: 2 });
      expect(store.snapshot()).toMatchObject({ accounts: [id, { displayName: 'Signed Out' }], lost: [] });
    }
  });

  it('takes over what a window with the first release stores later', async () => {
    const stage = await setStage();
    put(stage, first);
    const { store } = await stage.openWindow({ server, host });
    await store.updateAccount(id, (record) => ({ ...record, displayName: 'Renamed' }));
    const later = { ...account, signedInAt: Number(account.signedInAt) + 1, displayName: 'Signed in again' };
    await stage.secrets.open().store(`account/${id.userId}`, JSON.stringify(later));
    await expect.poll(() => stage.secrets.values.has(`account/${id.userId}`)).toBe(false);
    expect(everythingOf(stage)).toEqual({ ...later, version: 2 });
    await stage.secrets.open().store(`account/${id.userId}`, JSON.stringify(account));
    await expect.poll(() => stage.secrets.values.has(`account/${id.userId}`)).toBe(false);
    expect(everythingOf(stage), 'an earlier session is not taken over').toEqual({ ...later, version: 2 });
  });

  it('stays where it is while the new form of it cannot be read', async () => {
    const stage = await setStage();
    put(stage, first);
    const [session] = keysOf(id, host);
    stage.secrets.values.set(session, '{"version":3}');
    const before = new Map(stage.secrets.values);
    const { store } = await stage.openWindow({ server, host });
    expect(store.snapshot().lost).toMatchObject([{ ...id, problem: 'newerVersion' }]);
    for (const key of [session, `account/${id.userId}`]) expect(stage.secrets.values.get(key)).toBe(before.get(key));
  });
});

describe('an account stored in a later format', () => {
  it.each(['session', 'shared', 'whole'] as const)('is reported, and unchanged by actions on other accounts: %s', async (kind) => {
    const stage = await setStage();
    const [key, value] = Object.entries(readStored(kind === 'whole' ? 'version1.json' : 'version2.json')).find(
      ([candidate]) => readStoreKey(candidate).kind === kind,
    ) ?? ['', {}];
    const later: [string, string] = [
      key.replace(host, testHost).replace(server, stage.emulator.address),
      JSON.stringify({ ...value, version: 3, cookies: 'sealed' }),
    ];
    const waiting: [string, string] = ['pending/later', '{"version":2}'];
    for (const [name, text] of [later, waiting]) stage.secrets.values.set(name, text);
    // What is unreadable does not say where it belongs.
    const account = { server: kind === 'whole' ? server : stage.emulator.address, userId: String(value.userId) };

    const window = await stage.openWindow();
    const { store } = window;
    expect(store.snapshot()).toMatchObject({ accounts: [], pending: [], lost: [{ ...account, problem: 'newerVersion' }] });
    expect(await store.updateAccount(account, (record) => ({ ...record, displayName: 'changed' }))).toBeUndefined();
    const { outcome } = await window.signIn({ kind: 'fromScratch' }, [{ types: plain.username }, { types: plain.password }]);
    expect(outcome.kind).toBe('signedIn');
    await store.sync();
    expect(stage.secrets.values.get(later[0])).toBe(later[1]);
    expect(stage.secrets.values.get(waiting[0])).toBe(waiting[1]);
  });
});
