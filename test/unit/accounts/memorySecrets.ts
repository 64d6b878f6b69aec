import type { SecretPort } from '../../../src/accounts/ports.ts';

/**
 * A secret store as VS Code has it: shared by several windows, asynchronous, each write told to every window, the writing one included.
 */
export function createMemorySecrets() {
  const values = new Map<string, string>();
  const listeners = new Set<(event: { readonly key: string }) => void>();
  let refusal: Error | undefined;
  const tell = (key: string): void => listeners.forEach((listener) => listener({ key }));

  /** What one window sees. */
  const open = (): SecretPort => ({
    get: (key) => Promise.resolve(values.get(key)),
    keys: () => Promise.resolve([...values.keys()]),
    store: (key, value) => {
      if (refusal) return Promise.reject(refusal);
      return Promise.resolve().then(() => {
        values.set(key, value);
        tell(key);
      });
    },
    delete: (key) =>
      Promise.resolve().then(() => {
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
    /** Everything that has been begun has been told to everybody. */
    settled: () => new Promise<void>((resolve) => void setImmediate(resolve)),
    /** Makes every write fail, as a locked keyring does; `undefined` unlocks it. */
    refuseWrites(error: Error | undefined): void {
      refusal = error;
    },
  };
}
