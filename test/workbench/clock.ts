import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll } from 'vitest';
import { repositoryRoot } from '../host/repository.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const start = -300 * day;

/** A clock for extension hosts and emulator alike, which a test sets ahead. */
export interface TestClock {
  /** For the environment of the VS Code whose extension hosts go by this clock. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds since 1970 by this clock. */
  readonly now: () => number;
  /**
   * Sets the clock ahead, as the sleep of a machine does: timers do not notice.
   *
   * @throws when the days that tests may use are used up
   */
  advance(by: { readonly seconds?: number; readonly minutes?: number; readonly days?: number }): void;
}

/**
 * Makes a clock for the tests of a file that want the time to pass: the check that is due, the trust that runs out.
 *
 *     const clock = useClock();
 *     const stage = useVSCode('newest', { env: clock.env }, { now: clock.now });
 *     …
 *     clock.advance({ days: 28 });
 *     await comeBack(window);
 *
 * All windows and the emulator are on the new time at once, and nothing is waited for. What looks at the clock only when a timer fires or
 * the window gets the focus does so then; `comeBack` of `focus.ts` gives it. The clock starts 300 days ago and ends in the present: files
 * are stamped with the machine's own time, and with a clock ahead of that every lock between windows would look long abandoned.
 */
export function useClock(): TestClock {
  const folder = mkdtempSync(join(tmpdir(), 'clock-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'offset');
  const offset = (): number => Number(readFileSync(file, 'utf8'));
  const set = (milliseconds: number): void => {
    // In one go, as others read at any moment.
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
