/** Time that passes only when nothing else is left to do, so that hours take milliseconds and every run is the same again. */
export type VirtualTime = ReturnType<typeof createVirtualTime>;

interface Due {
  readonly at: number;
  readonly action: () => void;
}

/** @param start - milliseconds since the epoch */
export function createVirtualTime(start: number) {
  let now = start;
  /** By time; what is due at the same time stays in its order. */
  const queue: Due[] = [];

  function after(milliseconds: number, action: () => void): () => void {
    const due = { at: now + Math.max(0, milliseconds), action };
    const place = queue.findLastIndex(({ at }) => at <= due.at);
    queue.splice(place + 1, 0, due);
    return () => {
      const index = queue.indexOf(due);
      if (index >= 0) queue.splice(index, 1);
    };
  }

  /** Whatever a promise leads to is done when the turn of the event loop is over: nothing here waits for anything but this time. */
  const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

  return {
    now: (): number => now,
    after,
    wait: (milliseconds: number): Promise<void> => new Promise((resolve) => void after(milliseconds, resolve)),

    /** Lets time pass until something is done. @throws if nothing is left that could finish it */
    async until(done: Promise<unknown>): Promise<void> {
      const unfinished = Symbol('unfinished');
      for (let idle = 0; idle < 100;) {
        const result = await Promise.race([done, turn().then(() => unfinished)]);
        if (result !== unfinished) return;
        const next = queue.shift();
        idle = next ? 0 : idle + 1;
        if (!next) continue;
        now = next.at;
        next.action();
      }
      throw new Error('nothing is left that could go on');
    },

    /** Timers of code that knows no other clock. */
    setTimeout: (action: () => void, milliseconds = 0) => after(milliseconds, action),
    clearTimeout: (cancel?: () => void): void => cancel?.(),
  };
}
