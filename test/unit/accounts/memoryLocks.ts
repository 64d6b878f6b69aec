import type { LockPort } from '../../../src/accounts/ports.ts';

/**
 * Locks between windows in one process.
 *
 * @param settled - waits until all windows have seen the writes of a lock
 */
export function createMemoryLocks(settled: () => Promise<unknown> = () => Promise.resolve()): LockPort {
  const held = new Set<string>();
  const waiting: (() => void)[] = [];
  return {
    tryAcquire(name) {
      if (held.has(name)) return Promise.resolve(undefined);
      held.add(name);
      return Promise.resolve(
        () =>
          void settled().then(() => {
            held.delete(name);
            waiting.splice(0).forEach((wake) => wake());
          }),
      );
    },
    nextChance: () => new Promise((resolve) => void waiting.push(resolve)),
  };
}
