/**
 * Makes a function that does something at its first call only.
 *
 * @param action - what is done; where it fails, the next call tries again
 * @returns gives every call what the first one got
 */
export function once<Value>(action: () => Promise<Value>): () => Promise<Value> {
  let done: Promise<Value> | undefined;
  return () => (done ??= action().catch((error: unknown) => {
    done = undefined;
    throw error;
  }));
}
