/** How long a request may wait for a reason of ours, all in all. One SDK gives up after three seconds. */
export const patienceMs = 2000;

/** What is left of a request's patience. Only waiting uses it up, not VRChat's own time. */
export interface Patience {
  readonly leftMs: () => number;
  /**
   * Waits, but no longer than is left. What was waited for goes on.
   *
   * @returns `late` if it was not finished in time
   */
  readonly wait: <Value>(work: Promise<Value>) => Promise<Value | 'late'>;
}

/** @param totalMs - for all waits together */
export function createPatience(totalMs: number): Patience {
  let spentMs = 0;
  const leftMs = (): number => Math.max(0, totalMs - spentMs);
  return {
    leftMs,
    wait: async (work) => {
      const startedAt = performance.now();
      const { promise: late, resolve } = Promise.withResolvers<'late'>();
      const timer = setTimeout(resolve, leftMs(), 'late');
      try {
        return await Promise.race([work, late]);
      } finally {
        clearTimeout(timer);
        spentMs += performance.now() - startedAt;
      }
    },
  };
}
