import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTarget } from '../../../src/ui/readTarget.ts';

describe('the argument of a command', () => {
  it('yields an account, a pending sign-in, a text or a link, whatever else it contains', () => {
    const account = { server: 'https://api.vrchat.cloud/api/1', userId: 'usr_1' };
    expect(readTarget({ ...account, label: 'DevUser', children: [] })).toEqual({ account });
    expect(readTarget({ pendingId: 'p', link: 'https://vrchat.com/', copyText: 'text' })).toEqual({
      pendingId: 'p',
      link: 'https://vrchat.com/',
      copyText: 'text',
    });
  });

  it('yields no target without a known field', () => {
    fc.assert(
      fc.property(fc.anything(), (argument) => {
        const target = readTarget(argument);
        const { account, ...texts } = target ?? {};
        for (const value of Object.values({ ...account, ...texts })) expect(typeof value).toBe('string');
      }),
    );
    for (const odd of [
      undefined,
      null,
      1,
      'usr_1',
      ['usr_1'],
      { userId: 'usr_1' },
      { server: 's', userId: 1 },
      { name: 'Launch', type: 'node', request: 'launch' },
    ])
      expect(readTarget(odd)).toBeUndefined();
  });
});
