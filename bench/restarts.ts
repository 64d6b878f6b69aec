import { spawnSync } from 'node:child_process';

/** What restarts of windows that are signed in have cost. */
export interface Restarts {
  readonly windows: number;
  readonly restartsPerWindow: number;
  readonly requests: number;
  readonly logins: number;
}

/**
 * Reloads three windows in turns, `SOAK_RELOADS` times each, in the workbench test that counts requests and logins.
 *
 * @throws Error when there was one, or the test failed for another reason
 */
export function measureRestarts(): Restarts {
  const restartsPerWindow = Number(process.env.SOAK_RELOADS ?? 5);
  const { status } = spawnSync('vitest', ['run', '--project', 'workbench', 'test/workbench/health.test.ts', '--testNamePattern', 'reloads'], {
    stdio: 'inherit', shell: process.platform === 'win32', env: { ...process.env, SOAK_RELOADS: String(restartsPerWindow) },
  });
  if (status !== 0) throw new Error('Restarts cost a request or a login, or the test failed.');
  return { windows: 3, restartsPerWindow, requests: 0, logins: 0 };
}
