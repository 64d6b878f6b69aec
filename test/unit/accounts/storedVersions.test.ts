import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readAccountRecord, readPendingRecord, writeAccountRecord, writePendingRecord } from '../../../src/accounts/records.ts';
import { demo, setStage } from './stage.ts';

/** One file per stored format of a version, with the stored value of each key. The files are never changed. */
const folder = new URL('./stored/', import.meta.url);
const plain = demo('plainuser');
const server = 'https://api.vrchat.cloud/api/1';
type Stored = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const readStored = (file: string): Stored => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Stored;

/** Reads and writes a record with this version. */
function rewrite(key: string, text: string): string {
  if (key.startsWith('account/')) {
    const reading = readAccountRecord(text);
    return 'record' in reading ? writeAccountRecord(reading.record) : reading.problem;
  }
  const reading = readPendingRecord(text);
  return 'record' in reading ? writePendingRecord(reading.record) : reading.problem;
}

describe.each(readdirSync(folder))('an account stored by %s', (file) => {
  const stored = Object.entries(readStored(file));

  it('is shown without being written', async () => {
    const stage = await setStage();
    for (const [key, value] of stored) stage.secrets.values.set(key, JSON.stringify(value));
    const before = new Map(stage.secrets.values);
    const { store } = await stage.openWindow({ server });
    const { accounts, pending, lost } = store.snapshot();
    expect([...accounts, ...pending].length).toBe(stored.length);
    expect(lost).toEqual([]);
    expect(stage.secrets.values).toEqual(before);
  });

  it.each(stored)('loses nothing when it is written again: %s', (key, value) => {
    expect(JSON.parse(rewrite(key, JSON.stringify(value)))).toEqual(value);
  });

  it.each(stored)('keeps fields that a later release added: %s', (key, value) => {
    const more = { ...value, addedLater: { by: 'a later release' } };
    expect(JSON.parse(rewrite(key, JSON.stringify(more)))).toEqual(more);
  });
});

describe('an account stored in a later format', () => {
  it('is reported, and unchanged by actions on other accounts', async () => {
    const stage = await setStage();
    const [, later] = Object.entries(readStored('version1.json')).map(([key, value]): [string, string] => [
      key,
      JSON.stringify({ ...value, version: 2, cookies: 'sealed' }),
    ]);
    const waiting: [string, string] = ['pending/later', '{"version":2}'];
    if (!later) throw new Error('There is nothing stored.');
    for (const [key, text] of [later, waiting]) stage.secrets.values.set(key, text);
    const userId = later[0].replace('account/', '');

    const window = await stage.openWindow();
    const { store } = window;
    expect(store.snapshot()).toMatchObject({ accounts: [], pending: [], lost: [{ userId, problem: 'newerVersion' }] });
    expect(await store.updateAccount(userId, (record) => ({ ...record, displayName: 'changed' }))).toBeUndefined();
    const { outcome } = await window.signIn({ kind: 'fromScratch' }, [{ types: plain.username }, { types: plain.password }]);
    expect(outcome.kind).toBe('signedIn');
    await store.sync();
    expect(stage.secrets.values.get(later[0])).toBe(later[1]);
    expect(stage.secrets.values.get(waiting[0])).toBe(waiting[1]);
  });
});
