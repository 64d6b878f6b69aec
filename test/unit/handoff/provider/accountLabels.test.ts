import { expect, it } from 'vitest';
import { createAccountLabels } from '../../../../src/handoff/provider/accountLabels.ts';
import { createMemoryMemento } from '../../accounts/memoryMemento.ts';

it('an account keeps the label it was given, even if it could not be stored', async () => {
  const values = new Map<string, unknown>();
  const memory = createMemoryMemento(values);
  let isFull = true;
  const labels = createAccountLabels(
    {
      get: (key) => memory.get(key),
      update: (key, value) => (isFull ? Promise.reject(new Error('the disk is full')) : memory.update(key, value)),
    },
    () => Promise.resolve('salt'),
  );
  const label = await labels.of('abcdef', 'DevUser');
  expect(label).toMatch(/^DevUser \(/);
  expect(values.size).toBe(0);
  isFull = false;
  expect(await labels.of('abcdef', 'Renamed')).toBe(label);
  expect(await labels.of('012345', 'DevUser')).not.toBe(label);
});
