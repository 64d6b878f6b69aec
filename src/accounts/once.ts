/**
 * Creates a function that runs an action at its first call only.
 *
 * @param action - if it fails, the next call tries again
 * @returns gives every call the first one's result
 */
export function once<Value>(action: () => Promise<Value>): () => Promise<Value> {
  let done: Promise<Value> | undefined;
  return () =>
    (done ??= action().catch((error: unknown) => {
      done = undefined;
      throw error;
    }));
}
