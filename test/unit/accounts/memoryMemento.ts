import type { MementoPort } from '../../../src/accounts/accountMemory.ts';

/** @param values - shared by the windows that share the memento */
export function createMemoryMemento(values: Map<string, unknown>): MementoPort {
  return {
    get: (key) => values.get(key),
    update: (key, value) => {
      if (value === undefined) values.delete(key);
      else values.set(key, value);
      return Promise.resolve();
    },
  };
}
