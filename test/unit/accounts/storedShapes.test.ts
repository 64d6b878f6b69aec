import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAccountMemory } from '../../../src/accounts/accountMemory.ts';
import { createAccountLabels } from '../../../src/handoff/provider/accountLabels.ts';
import { createWorkspaceGrants } from '../../../src/handoff/session/workspaceGrants.ts';
import { createMemoryMemento } from './memoryMemento.ts';

const stored = (entries: Readonly<Record<string, unknown>>) => createMemoryMemento(new Map(Object.entries(entries)));
const grant = { uri: 'file:///.env', userId: 'usr_1', names: { authCookie: 'VRCHAT_AUTH_COOKIE' }, fingerprint: 'f', follows: true };

describe('malformed stored state', () => {
  it('grants nothing and breaks nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (odd) => {
        const grants = createWorkspaceGrants(stored({ 'handoff.terminals': odd, 'handoff.files': odd, 'handoff.variables': odd }));
        expect(grants.terminals()).toBe(odd === true);
        for (const file of grants.files()) expect(typeof file.userId).toBe('string');
        for (const variable of grants.variables()) expect(typeof variable).toBe('string');
        const memory = createAccountMemory(stored({ knownAccounts: odd }), stored({ activeAccount: odd }));
        for (const { displayName, server } of Object.values(memory.known()))
          expect([typeof displayName, typeof server]).toEqual(['string', 'string']);
        expect(memory.activeHere()).toBe(typeof odd === 'string' ? odd : undefined);
        expect(typeof (await createAccountLabels(stored({ accountLabels: odd })).of('abcdef12', 'DevUser'))).toBe('string');
      }),
    );
  });

  it('keeps readable entries next to unreadable ones', () => {
    const files = [
      grant,
      { ...grant, userId: 1 },
      { ...grant, names: {} },
      { ...grant, names: { authCookie: 'A', userAgent: 7 } },
      null,
      'file:///.env',
    ];
    expect(createWorkspaceGrants(stored({ 'handoff.files': files })).files()).toEqual([grant]);
    const known = { usr_1: { displayName: 'DevUser', server: 'https://api.vrchat.cloud/api/1' }, usr_2: { displayName: 2 }, usr_3: null };
    expect(Object.keys(createAccountMemory(stored({ knownAccounts: known }), stored({})).known())).toEqual(['usr_1']);
  });
});
