import type { LockPort } from './ports.ts';

/**
 * Runs an action when no other window on this machine runs one under the same name; waits for its turn.
 *
 * @param name - of the action and its subject
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
 * Runs an action unless another window is running one under the same name.
 *
 * @param name - of the action and its subject
 * @returns what the action returns; `undefined` if it was not run
 */
export async function ifFree<Value>(locks: LockPort, name: string, action: () => Promise<Value>): Promise<Value | undefined> {
  const release = await locks.tryAcquire(name);
  return release && action().finally(release);
}
