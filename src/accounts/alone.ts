import type { LockPort } from './ports.ts';

/**
 * Does something while no other window on this machine does anything under the same name; waits for its turn.
 *
 * @param name - what is done, and to what
 * @returns what the action returns
 */
export async function alone<Value>(locks: LockPort, name: string, action: () => Promise<Value>): Promise<Value> {
  let release = await locks.tryAcquire(name);
  while (!release) {
    await locks.nextChance();
    release = await locks.tryAcquire(name);
  }
  try {
    return await action();
  } finally {
    await release();
  }
}
