/** Lets a limited number of requests through at once; the others stand in line. */
export interface RequestLine {
  /**
   * Takes a place, in order of arrival.
   *
   * @returns releases the place; `undefined` if the line is full
   */
  readonly enter: () => Entry | undefined;
}

interface Entry {
  /** Resolves when it is this request's turn. */
  readonly turn: Promise<true>;
  /** Has to be called once, whether the turn has come or not. */
  readonly leave: () => void;
}

/**
 * @param inFlight - requests that are let through at once
 * @param inLine - further requests that may wait
 */
export function createRequestLine(inFlight: number, inLine: number): RequestLine {
  let running = 0;
  const waiting = new Set<() => void>();

  const startNext = (): void => {
    const [start] = waiting;
    if (running < inFlight) start?.();
  };

  return {
    enter: () => {
      const { promise: turn, resolve } = Promise.withResolvers<true>();
      let isRunning = false;
      const start = (): void => {
        waiting.delete(start);
        running += 1;
        isRunning = true;
        resolve(true);
      };
      if (running < inFlight) start();
      else if (waiting.size < inLine) waiting.add(start);
      else return undefined;
      return {
        turn,
        leave: () => {
          if (isRunning) running -= 1;
          waiting.delete(start);
          startNext();
        },
      };
    },
  };
}
