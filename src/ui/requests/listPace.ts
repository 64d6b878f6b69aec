/** More requests than this in a second are a blur; the list then stands still until fewer come. */
const readablePerSecond = 5;
const secondMs = 1000;

export interface ListPacePorts {
  /** Draws the list and the counts. */
  readonly drawList: () => void;
  /** Draws the counts alone. */
  readonly drawCounts: () => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Decides when a growing list is drawn again: at each change while it grows by five a second or less. If it grows faster, only its counts are
 * drawn, once a second, and the list when it has become readable again. There is no timer while nothing changes.
 */
export function createListPace({ drawList, drawCounts, now }: ListPacePorts) {
  let since = now();
  let totalThen = 0;
  let total = 0;
  let timer: NodeJS.Timeout | undefined;

  const begin = (): void => {
    since = now();
    totalThen = total;
  };

  function look(): void {
    timer = undefined;
    const isReadable = total - totalThen <= readablePerSecond;
    begin();
    if (isReadable) drawList();
    else {
      drawCounts();
      timer = setTimeout(look, secondMs);
    }
  }

  return {
    /** Call this when the list has changed. @param count - how many entries there have been */
    note(count: number): void {
      total = count;
      if (timer !== undefined) return;
      if (now() - since >= secondMs) begin();
      // The request that this call is about counts as well.
      if (total - totalThen <= readablePerSecond) drawList();
      else timer = setTimeout(look, secondMs);
    },
    dispose: (): void => clearTimeout(timer),
  };
}
