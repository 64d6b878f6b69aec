/** Four times the input takes about four times as long if the time is linear, and sixteen times if it is quadratic. */
export const muchFasterThanLength = 10;

/** Shorter times cannot be measured reliably. */
const shortestTimeMs = 5;

/** Collecting garbage or another thread can only lengthen a measurement, so the shortest of some is the nearest to the truth. */
const measurements = 3;

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
    const before = process.threadCpuUsage();
    work(of);
    const { user, system } = process.threadCpuUsage(before);
    return Math.max((user + system) / 1000, shortestTimeMs);
  };
  const shortest = (of: number): number => Math.min(...Array.from({ length: measurements }, () => measure(of)));
  return shortest(length) / shortest(length / 4);
}
