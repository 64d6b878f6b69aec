import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAccountMemory } from '../../../src/accounts/accountMemory.ts';
import { createAccountLabels } from '../../../src/handoff/provider/accountLabels.ts';
import { createWorkspaceGrants } from '../../../src/handoff/session/workspaceGrants.ts';
import { createMemoryMemento } from './memoryMemento.ts';

const stored = (entries: Readonly<Record<string, unknown>>) => createMemoryMemento(new Map(Object.entries(entries)));
const account = { server: 'https://api.vrchat.cloud/api/1', userId: 'usr_1' };
const grant = { uri: 'file:///.env', account, names: { authCookie: 'VRCHAT_AUTH_COOKIE' }, fingerprint: 'f', follows: true };

describe('malformed stored state', () => {
  it('grants nothing and breaks nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (odd) => {
        const grants = createWorkspaceGrants(stored({ 'handoff.terminals': odd, 'handoff.files': odd, 'handoff.variables': odd }));
        expect(grants.terminals()).toBe(odd === true);
        for (const file of grants.files()) expect(typeof file.account.userId).toBe('string');
        for (const variable of grants.variables()) expect(typeof variable).toBe('string');
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
    const { account: _account, ...rest } = grant;
    const [file] = createWorkspaceGrants(stored({ 'handoff.files': [{ ...rest, userId: 'usr_1' }] })).files();
    expect(file).toEqual({ ...rest, account: { server: '', userId: 'usr_1' } });
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
      grant,
      { ...grant, account: { ...account, userId: 1 } },
      { ...grant, names: {} },
      { ...grant, names: { authCookie: 'A', userAgent: 7 } },
      null,
      'file:///.env',
    ];
    expect(createWorkspaceGrants(stored({ 'handoff.files': files })).files()).toEqual([grant]);
    const known = { usr_1: { displayName: 'DevUser', server: 'https://api.vrchat.cloud/api/1' }, usr_2: { displayName: 2 }, usr_3: null };
    expect(createAccountMemory(stored({ knownAccounts: known }), stored({})).known()).toEqual([{ ...account, displayName: 'DevUser' }]);
  });
});
