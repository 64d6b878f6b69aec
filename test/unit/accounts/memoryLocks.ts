import type { LockPort } from '../../../src/accounts/ports.ts';

/** Locks between windows that live in one process. */
export function createMemoryLocks(): LockPort {
  const held = new Set<string>();
  const waiting: (() => void)[] = [];
  return {
    tryAcquire(name) {
      if (held.has(name)) return Promise.resolve(undefined);
      held.add(name);
      return Promise.resolve(() => {
        held.delete(name);
        waiting.splice(0).forEach((wake) => wake());
      });
    },
    nextChance: () => new Promise((resolve) => void waiting.push(resolve)),
  };
}
