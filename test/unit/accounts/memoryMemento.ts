import type { MementoPort } from '../../../src/accounts/accountMemory.ts';

/** @param values - shared by the windows that share the memento */
export function createMemoryMemento(values: Map<string, unknown>): MementoPort {
  return {
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as the port declares it
    get: <Value>(key: string) => values.get(key) as Value | undefined,
    update: (key, value) => {
      if (value === undefined) values.delete(key);
      else values.set(key, value);
      return Promise.resolve();
    },
  };
}
