import { spawnSync } from 'node:child_process';

/**
 * Runs tests of `npm test` at full length, which takes too long for every run: a hundred reloads of three windows, a hundred thousand
 * interleavings of window actions, three thousand of what two machines do, ten thousand each of sign-ins, server responses, `.env` files,
 * pastes, file trees and copied programs. Each prints its progress and its counts. The tests of the test host belong to no feature and also
 * run here.
 */
const environment = { ...process.env, SOAK_RELOADS: process.env.SOAK_RELOADS ?? '100', SOAK_RUNS: process.env.SOAK_RUNS ?? '100000' };

interface Run {
  readonly command: readonly [string, ...string[]];
  /** After this time a run counts as stuck. */
  readonly minutes: number;
}

const runs: readonly Run[] = [
  {
    command: [
      'vitest',
      'run',
      '--project',
      'unit',
      'test/unit/accounts/windows.property.test.ts',
      'test/unit/accounts/signIn.property.test.ts',
      'test/unit/accounts/hosts.property.test.ts',
      'test/unit/vrchat/properties.test.ts',
    ],
    minutes: 60,
  },
  {
    command: [
      'vitest',
      'run',
      '--project',
      'unit',
      '--testTimeout',
      `${30 * 60_000}`,
      'test/unit/accounts/authenticatorSecret.test.ts',
      'test/unit/accounts/pastedCookie.test.ts',
      'test/unit/handoff/copy/parsedSnippets.test.ts',
      'test/unit/handoff/environmentFile',
      'test/unit/prompts/localFile.test.ts',
    ],
    minutes: 60,
  },
  { command: ['vitest', 'run', '--project', 'host'], minutes: 10 },
  { command: ['node', 'scripts/build.ts'], minutes: 1 },
  { command: ['vitest', 'run', '--project', 'workbench', 'test/workbench/severalWindows.test.ts'], minutes: 60 },
];

for (const {
  command: [command, ...parameters],
  minutes,
} of runs) {
  const { status, error } = spawnSync(command, parameters, {
    stdio: 'inherit',
    env: environment,
    shell: process.platform === 'win32',
    timeout: minutes * 60_000,
  });
  if (status === 0) continue;
  console.error(
    error && 'code' in error && error.code === 'ETIMEDOUT'
      ? `Not done after ${minutes} minutes: ${command} ${parameters.join(' ')}`
      : (error ?? ''),
  );
  process.exit(status ?? 1);
}
