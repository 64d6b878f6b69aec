/** A length that is quadrupled takes about four times as long where the time grows with it, and sixteen times where it grows with its square. */
export const muchFasterThanLength = 10;

/** Less, in milliseconds, is told apart from nothing at all only by chance. */
const shortestTimeMs = 5;

/**
 * How the time of some work grows while its input becomes four times as long. What counts is the processor's time: by the clock, everything takes
 * long on a machine that is busy.
 *
 * @param work - does it with an input of a length
 * @param length - the longer one
 * @returns the time for the longer input, divided by that for the shorter one
 */
export function growthOfTime(work: (length: number) => unknown, length: number): number {
  const measure = (of: number): number => {
    const before = process.cpuUsage();
    work(of);
    const { user, system } = process.cpuUsage(before);
    return Math.max((user + system) / 1000, shortestTimeMs);
  };
  // The first run compiles the code.
  measure(length / 4);
  const shorter = measure(length / 4);
  return measure(length) / shorter;
}
