import type { LockPort } from './ports.ts';

/**
 * Does something while no other window on this machine does anything under the same name; waits for its turn.
 *
 * @param name - what is done, and to what
 * @returns what the action returns
 */
export async function whenFree<Value>(locks: LockPort, name: string, action: () => Promise<Value>): Promise<Value> {
  for (;;) {
    const release = await locks.tryAcquire(name);
    if (release) return action().finally(release);
    await locks.nextChance();
  }
}

/**
 * Does something unless another window is at it.
 *
 * @param name - what is done, and to what
 * @returns what the action returns; `undefined` where nothing was done
 */
export async function ifFree<Value>(locks: LockPort, name: string, action: () => Promise<Value>): Promise<Value | undefined> {
  const release = await locks.tryAcquire(name);
  return release && action().finally(release);
}
