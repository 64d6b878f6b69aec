import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The cost of restarting signed-in windows, counted by the server. */
export interface Restarts {
  readonly windows: number;
  readonly restartsPerWindow: number;
  /** How long they took. */
  readonly minutes: number;
  /** One check is due every 12 to 18 minutes, for all windows together. */
  readonly checks: number;
  readonly logins: number;
}

/**
 * Reloads three windows `SOAK_RELOADS` times each, in the workbench test that counts checks and logins.
 *
 * @throws Error if the test failed
 */
export function measureRestarts(): Restarts {
  const folder = mkdtempSync(join(tmpdir(), 'restarts-'));
  const results = join(folder, 'results.json');
  try {
    const { status } = spawnSync('vitest', ['run', '--project', 'workbench', 'test/workbench/severalWindows.test.ts'], {
      stdio: 'inherit',
      shell: process.platform === 'win32',
      env: { ...process.env, SOAK_RELOADS: process.env.SOAK_RELOADS ?? '5', SOAK_RESULTS: results },
    });
    if (status !== 0) throw new Error('The test that restarts windows has failed.');
    return JSON.parse(readFileSync(results, 'utf8')) as Restarts;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
