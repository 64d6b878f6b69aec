/** A number that changes with every request would keep the status bar busy. */
const shortestMs = 2000;

/**
 * Tells when the number of connections is to be drawn again: if it is another one, and at most every two seconds.
 *
 * @param count - `undefined` while there is nothing to count
 */
export function createConnectionsPace(count: () => number | undefined, draw: () => void) {
  let drawn = count();
  let timer: NodeJS.Timeout | undefined;

  function drawIfChanged(): void {
    const now = count();
    if (now === drawn) return;
    drawn = now;
    draw();
    timer = setTimeout(() => {
      timer = undefined;
      drawIfChanged();
    }, shortestMs);
  }

  return {
    /** Call this when the number may have changed. */
    note(): void {
      if (timer === undefined) drawIfChanged();
    },
    dispose: (): void => clearTimeout(timer),
  };
}
