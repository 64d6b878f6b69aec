import type { Contest } from './contenders.ts';

/** Median times in microseconds, and how they compare; ratios are taken within a round, then their median. */
export interface Measurement {
  readonly operation: string;
  readonly ours: number;
  readonly bare: number;
  readonly sdk: number | null;
  readonly oursToBare: number;
  readonly oursToSdk: number | null;
}

export interface Effort {
  readonly rounds: number;
  readonly callsPerRound: number;
}

type Contender = 'ours' | 'bare' | 'sdk';

/**
 * Alternates between the contenders call by call, in random order, so that other load on the machine slows all of them down equally. The
 * first round only warms up.
 */
export async function measure(
  contests: readonly Contest[],
  { rounds, callsPerRound }: Effort,
  beforeRound: () => Promise<void>,
): Promise<Measurement[]> {
  const medians = contests.map((): Record<Contender, number[]> => ({ ours: [], bare: [], sdk: [] }));
  for (let round = 0; round <= rounds; round += 1) {
    await beforeRound();
    for (const [index, contest] of contests.entries()) {
      const times = await takeTurns(contest, callsPerRound);
      for (const name of contendersOf(contest)) if (round > 0) medians[index]?.[name].push(median(times[name]));
    }
  }
  return contests.map(({ operation, sdk }, index) => {
    const { ours = [], bare = [], sdk: theirs = [] } = medians[index] ?? {};
    const ratio = (others: readonly number[]) => round2(median(ours.map((time, turn) => time / (others[turn] ?? NaN))));
    return {
      operation,
      ours: Math.round(median(ours)),
      bare: Math.round(median(bare)),
      sdk: sdk ? Math.round(median(theirs)) : null,
      oursToBare: ratio(bare),
      oursToSdk: sdk ? ratio(theirs) : null,
    };
  });
}

async function takeTurns(contest: Contest, calls: number): Promise<Record<Contender, number[]>> {
  const names = contendersOf(contest);
  const times: Record<Contender, number[]> = { ours: [], bare: [], sdk: [] };
  for (let turn = 0; turn < calls; turn += 1) {
    // The order matters: each call pays for the garbage of the previous one.
    for (const name of shuffled(names)) {
      const start = performance.now();
      await contest[name]?.();
      times[name].push((performance.now() - start) * 1000);
    }
  }
  return times;
}

function shuffled<Value>(values: readonly Value[]): Value[] {
  return values
    .map((value) => ({ value, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}

function contendersOf({ sdk }: Contest): readonly Contender[] {
  return sdk ? ['ours', 'bare', 'sdk'] : ['ours', 'bare'];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

export function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
