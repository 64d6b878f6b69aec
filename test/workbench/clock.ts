import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll } from 'vitest';
import { repositoryRoot } from '../host/repository.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const start = -300 * day;

/** A clock shared by extension hosts and the emulator, which a test can advance. */
export interface TestClock {
  /** The environment variables for a VS Code whose extension hosts use this clock. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch on this clock. */
  readonly now: () => number;
  /**
   * Advances the clock like a machine that was asleep: timers do not notice.
   *
   * @throws if the days available to tests are used up
   */
  advance(by: { readonly seconds?: number; readonly minutes?: number; readonly days?: number }): void;
}

/**
 * Creates a clock for tests that need time to pass, such as until a check is due or trust expires.
 *
 *     const clock = useClock();
 *     const stage = useVSCode('newest', { env: clock.env }, { now: clock.now });
 *     …
 *     clock.advance({ days: 28 });
 *     await comeBack(window);
 *
 * All windows and the emulator switch to the new time immediately. Code that reads the clock only when a timer fires or the window gets
 * focus does so then; use `comeBack` of `focus.ts` to focus it. The clock starts 300 days ago and ends in the present: files have the
 * machine's own timestamps, and with a clock ahead of them every lock between windows would look abandoned.
 */
export function useClock(): TestClock {
  const folder = mkdtempSync(join(tmpdir(), 'clock-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'offset');
  const offset = (): number => Number(readFileSync(file, 'utf8'));
  const set = (milliseconds: number): void => {
    // Atomically, because others can read at any moment.
    writeFileSync(`${file}.next`, String(milliseconds));
    renameSync(`${file}.next`, file);
  };
  set(start);
  return {
    env: {
      CLOCK_FILE: file,
      NODE_OPTIONS: `--import=${pathToFileURL(join(repositoryRoot, 'test', 'workbench', 'shiftedClock.ts')).href}`,
    },
    now: () => Date.now() + offset(),
    advance: ({ seconds = 0, minutes = 0, days = 0 }) => {
      const next = offset() + seconds * 1000 + minutes * minute + days * day;
      if (next > 0) throw new Error('The clock would be ahead of the machine’s own; see useClock.');
      set(next);
    },
  };
}
