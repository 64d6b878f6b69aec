import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { readNamedAccount } from '../../../src/prompts/commandVariables.ts';
import type { CommandTarget } from '../../../src/prompts/commandTarget.ts';
import { ours, pointer, rowId, useWindowToken, windowToken } from '../../../src/prompts/windowToken.ts';
import { readTarget, type PointedRows } from '../../../src/ui/readTarget.ts';

const account = { server: 'https://api.vrchat.cloud/api/1', userId: 'usr_1' };
const row = { item: {}, target: { account, copyText: 'usr_1' } };
const selected: CommandTarget = { pendingId: 'selected' };
const rows: PointedRows = { targetOf: (argument) => (argument === row ? row.target : undefined), selected: () => selected };
const ofThisWindow = windowToken();
const read = (argument: unknown): CommandTarget | undefined => readTarget(argument, rows);

afterEach(() => useWindowToken(ofThisWindow));

describe('the argument of a variable', () => {
  it('names an account, and is nothing else', () => {
    expect(readNamedAccount({ account: 'DevUser' })).toBe('DevUser');
    expect(readNamedAccount({ account: 'x'.repeat(5000) })).toHaveLength(100);
    for (const other of [undefined, null, 'DevUser', ['DevUser'], {}, { account: 1 }, { account: 'DevUser', type: 'node' }])
      expect(readNamedAccount(other)).toBeUndefined();
  });
});

describe('the argument of a command', () => {
  it('counts as started by us only with the token of this window', () => {
    expect(read(ours(account))).toEqual({ account, isOurs: true });
    expect(read(ours({ pendingId: 'p', link: 'https://vrchat.com/' }))).toEqual({
      pendingId: 'p',
      link: 'https://vrchat.com/',
      isOurs: true,
    });
    expect(read(ours())).toEqual({ isOurs: true });
    for (const token of ['', 'guessed', windowToken().slice(1), `${windowToken()} `, 1, null, undefined, { toString: windowToken }])
      expect(read({ ...account, token })).toBeUndefined();
  });

  it('does not become ours by saying so', () => {
    expect(read({ ...account, isOurs: true })).toBeUndefined();
    expect(read(ours({ ...account, copyText: 'chosen by the caller' }))).toEqual({ account, isOurs: true });
  });

  it('says what it is about where every extension can read it, and neither whose it is nor who started the command', () => {
    const argument = pointer({ ...account, file: 'file:///project/.env' });
    expect(read(argument)).toEqual({ account, file: 'file:///project/.env' });
    expect(JSON.stringify(argument)).not.toMatch(/usr_1|vrchat|project/);
    expect(JSON.stringify(argument)).not.toContain(windowToken());
    expect(read({ ...argument, token: '', isOurs: true, userId: 'usr_2' })).toEqual({ account, file: 'file:///project/.env' });
    for (const made of [{ pointer: '' }, { pointer: 'guessed' }, { pointer: windowToken() }, { pointer: 1 }, { pointer: account }])
      expect(read(made)).toBeUndefined();
    useWindowToken('of another window');
    expect(read(argument)).toBeUndefined();
  });

  it('says what it is about if it is a row of ours, and not who started the command', () => {
    expect(read(row)).toEqual({ account, copyText: 'usr_1' });
    expect(read({ ...row })).toBeUndefined();
  });

  it('is the selected row if there is none', () => {
    expect(read(undefined)).toEqual({ ...selected, isSelection: true });
    expect(read(null)).toEqual({ ...selected, isSelection: true });
  });

  it('is refused if it is anything else, such as a launch configuration', () => {
    for (const odd of [1, 'usr_1', ['usr_1'], {}, account, { userId: 'usr_1' }, { name: 'Launch', type: 'node', request: 'launch' }])
      expect(read(odd)).toBeUndefined();
    fc.assert(
      fc.property(fc.anything(), (argument) => {
        expect([undefined, true]).toContain(read(argument)?.isSelection);
        expect(read(argument)?.isOurs).toBeUndefined();
      }),
    );
  });

  it('is refused if it does something when it is read', () => {
    const hostile = (): never => {
      throw new Error('read');
    };
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const odd of [Object.defineProperty({}, 'token', { get: hostile }), new Proxy({}, { get: hostile }), proxy])
      expect(read(odd)).toBeUndefined();
  });

  it('names an account only with both its parts', () => {
    for (const odd of [{ userId: 'usr_1' }, { server: 1, userId: 'usr_1' }]) expect(read(ours(odd))).toEqual({ isOurs: true });
  });
});

describe('the token of a window', () => {
  it('has at least 128 bits, and is one for all bundles', () => {
    const first = windowToken();
    expect(Buffer.from(first, 'base64url').length).toBeGreaterThanOrEqual(16);
    const argument = ours();
    useWindowToken('of another bundle');
    expect(read(argument)).toBeUndefined();
    useWindowToken(first);
    expect(read(argument)).toEqual({ isOurs: true });
  });

  it('makes IDs of rows that stay the same, differ by row and window, and say nothing', () => {
    const first = windowToken();
    const id = rowId('account', 'usr_1');
    expect(rowId('account', 'usr_1')).toBe(id);
    expect(rowId('account usr_1')).not.toBe(id);
    expect(id).not.toContain('usr');
    useWindowToken('of another window');
    expect(rowId('account', 'usr_1')).not.toBe(id);
    useWindowToken(first);
  });
});
