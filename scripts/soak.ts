import { spawnSync } from 'node:child_process';

/**
 * What takes longer than anyone would wait for in `npm test`, whose tests these are too, in a short form: a hundred reloads of three windows,
 * and a hundred thousand interleavings of what windows do.
 */
const environment = { ...process.env, SOAK_RELOADS: '100', SOAK_RUNS: '100000' };
const runs = [
  ['vitest', 'run', '--project', 'unit', 'test/unit/accounts/windows.property.test.ts'],
  ['node', 'scripts/build.ts'],
  ['vitest', 'run', '--project', 'workbench', 'test/workbench/health.test.ts', '--testNamePattern', 'reloads'],
] as const;

for (const [command, ...parameters] of runs) {
  const { status } = spawnSync(command, parameters, { stdio: 'inherit', env: environment, shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}
