import type { LockPort } from '../../../src/accounts/ports.ts';

/** Locks between windows that live in one process. */
export function createMemoryLocks(): LockPort {
  const held = new Set<string>();
  const waiting: (() => void)[] = [];
  const tryAcquire = (name: string): Promise<(() => Promise<void>) | undefined> => {
    if (held.has(name)) return Promise.resolve(undefined);
    held.add(name);
    return Promise.resolve(() => {
      held.delete(name);
      waiting.splice(0).forEach((wake) => wake());
      return Promise.resolve();
    });
  };
  return {
    tryAcquire,
    async acquire(name) {
      for (;;) {
        const release = await tryAcquire(name);
        if (release) return release;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}
