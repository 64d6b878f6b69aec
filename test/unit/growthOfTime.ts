/** Four times the input takes about four times as long if the time is linear, and sixteen times if it is quadratic. */
export const muchFasterThanLength = 10;

/** Shorter times cannot be measured reliably. */
const shortestTimeMs = 5;

/**
 * Measures how the time of some work grows when its input becomes four times as long. Counts processor time, because elapsed time depends
 * on the load of the machine.
 *
 * @param work - called with the length of the input
 * @param length - the longer length
 * @returns the time for the longer input divided by the time for the shorter one
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
