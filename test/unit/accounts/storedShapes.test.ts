import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAccountMemory } from '../../../src/accounts/accountMemory.ts';
import { createAccountLabels } from '../../../src/handoff/provider/accountLabels.ts';
import { createWrittenFiles } from '../../../src/handoff/session/writtenFiles.ts';
import { createMemoryMemento } from './memoryMemento.ts';

const stored = (entries: Readonly<Record<string, unknown>>) => createMemoryMemento(new Map(Object.entries(entries)));
const account = { server: 'https://api.vrchat.cloud/api/1', userId: 'usr_1' };
const names = { authCookie: 'VRCHAT_AUTH_COOKIE' };
const written = { uri: 'file:///.env', account, carries: 'cookies', names, fingerprint: 'f', follows: true };

describe('malformed stored state', () => {
  it('grants nothing and breaks nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (odd) => {
        const files = createWrittenFiles(stored({ 'handoff.writtenFiles': odd })).all();
        for (const file of files) expect(typeof file.account.userId).toBe('string');
        const memory = createAccountMemory(stored({ knownAccounts: odd, knownAccounts2: odd }), stored({ activeAccount: odd }));
        for (const { displayName, server } of memory.known()) expect([typeof displayName, typeof server]).toEqual(['string', 'string']);
        expect(memory.activeHere()).toBe(typeof odd === 'string' ? odd : undefined);
        expect(
          typeof (await createAccountLabels(stored({ accountLabels: odd }), () => Promise.resolve('salt')).of('abcdef12', 'DevUser')),
        ).toBe('string');
      }),
    );
  });

  it('reads what the first release has stored', async () => {
    const values = new Map<string, unknown>([['knownAccounts', { usr_1: { displayName: 'DevUser', server: account.server } }]]);
    const memory = createAccountMemory(createMemoryMemento(values), stored({ activeAccount: 'usr_1' }));
    expect(memory.activeHere()).toBe(`${account.server} usr_1`);
    const elsewhere = { server: 'https://mirror.example.org/api/1', userId: 'usr_1', displayName: 'DevUser' };
    await memory.remember(elsewhere);
    expect(memory.known()).toEqual([{ ...account, displayName: 'DevUser' }, elsewhere]);
    expect(values.has('knownAccounts')).toBe(false);
  });

  it('keeps readable entries next to unreadable ones', () => {
    const files = [
      written,
      { ...written, account: { ...account, userId: 1 } },
      { ...written, carries: 'both' },
      { ...written, names: {} },
      { ...written, names: { authCookie: 'A', apiUrl: 7 } },
      { ...written, names: { authCookie: 'A', userAgent: 7 } },
      null,
      'file:///.env',
    ];
    expect(createWrittenFiles(stored({ 'handoff.writtenFiles': files })).all()).toEqual([written]);
    const known = { usr_1: { displayName: 'DevUser', server: 'https://api.vrchat.cloud/api/1' }, usr_2: { displayName: 2 }, usr_3: null };
    expect(createAccountMemory(stored({ knownAccounts: known }), stored({})).known()).toEqual([{ ...account, displayName: 'DevUser' }]);
  });
});
