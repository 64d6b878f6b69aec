import type { SecretPort } from '../../../src/accounts/ports.ts';

/**
 * A secret store like VS Code's: shared by several windows and asynchronous, with each write announced to every window, including the
 * writer.
 */
export function createMemorySecrets() {
  const values = new Map<string, string>();
  const listeners = new Set<(event: { readonly key: string }) => void>();
  let refusal: Error | undefined;
  let isLocked = false;
  let writesLeft = Infinity;
  const spendWrite = (): Promise<void> => {
    if (writesLeft <= 0) return Promise.reject(new Error('crashed'));
    writesLeft -= 1;
    return Promise.resolve();
  };
  const tell = (key: string): void => listeners.forEach((listener) => listener({ key }));

  /** The store as seen by one window. */
  const open = (): SecretPort => ({
    get: (key) => (isLocked ? Promise.reject(new Error('the keyring is locked')) : Promise.resolve(values.get(key))),
    keys: () => Promise.resolve([...values.keys()]),
    store: (key, value) => {
      if (refusal) return Promise.reject(refusal);
      return spendWrite().then(() => {
        values.set(key, value);
        tell(key);
      });
    },
    delete: (key) =>
      spendWrite().then(() => {
        if (values.delete(key)) tell(key);
      }),
    onDidChange(listener) {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  });

  return {
    values,
    open,
    /** Waits until all windows know of every write. */
    settled: () => new Promise<void>((resolve) => void setImmediate(resolve)),
    /** Makes every write fail after so many, as if the window had crashed; `undefined` ends that. */
    failAfter(writes: number | undefined): void {
      writesLeft = writes ?? Infinity;
    },
    /** Makes every read of a value fail, as long as the keyring is locked. */
    lock(locked: boolean): void {
      isLocked = locked;
    },
    /** Makes every write fail, as a locked keyring does; `undefined` unlocks it. */
    refuseWrites(error: Error | undefined): void {
      refusal = error;
    },
  };
}
