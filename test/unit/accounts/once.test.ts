import { expect, it } from 'vitest';
import { once } from '../../../src/accounts/once.ts';

it('runs an action once, and again only after a failure', async () => {
  let turns = 0;
  const load = once(async () => {
    await Promise.resolve();
    if (++turns === 1) throw new Error('the keyring is locked');
    return turns;
  });
  await expect(Promise.all([load(), load()])).rejects.toThrow('locked');
  expect(await Promise.all([load(), load()])).toEqual([2, 2]);
  expect(await load()).toBe(2);
});
