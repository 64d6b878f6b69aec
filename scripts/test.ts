import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Everything, layer by layer: types, lint, dead code, unit, extension host, workbench.
 * Goes on after a layer that fails, and ends with one line that sums up: `N passed, N failed`.
 */
const resultsFolder = join('.vscode-test', 'results');

interface Layer {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Where the layer's runner writes `{numPassedTests, numFailedTests}`; a layer without counts as one test. */
  readonly results?: string;
}

const unitResults = join(resultsFolder, 'unit.json');
const extensionResults = join(resultsFolder, 'extension.json');
const workbenchResults = join(resultsFolder, 'workbench.json');
const vitest = (project: string, results: string): readonly [string, ...string[]] =>
  ['vitest', 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${results}`];

const layers: readonly Layer[] = [
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'lint', command: ['eslint', '.'] },
  { name: 'dead code', command: ['knip'] },
  { name: 'unit', command: vitest('unit', unitResults), results: unitResults },
  { name: 'build', command: ['node', 'scripts/build.ts'] },
  { name: 'extension host', command: ['node', 'test/extension/run.ts', '--results', extensionResults], results: extensionResults },
  { name: 'workbench', command: vitest('workbench', workbenchResults), results: workbenchResults },
];

function run([command, ...parameters]: readonly [string, ...string[]]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { stdio: 'inherit', shell: process.platform === 'win32' });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** What a layer's runner counted. A runner that died before it could write, or counted nothing, has failed. */
function count(layer: Layer, code: number): { readonly passed: number; readonly failed: number } {
  if (layer.results === undefined) return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  if (!existsSync(layer.results)) return { passed: 0, failed: 1 };
  const counted = JSON.parse(readFileSync(layer.results, 'utf8')) as { numPassedTests: number; numFailedTests: number };
  const unaccounted = code !== 0 && counted.numFailedTests === 0;
  return { passed: counted.numPassedTests, failed: counted.numFailedTests + (unaccounted || counted.numPassedTests === 0 ? 1 : 0) };
}

rmSync(resultsFolder, { recursive: true, force: true });
mkdirSync(resultsFolder, { recursive: true });
let passed = 0;
let failed = 0;
for (const layer of layers) {
  const startedAt = Date.now();
  console.log(`\n— ${layer.name}`);
  const counts = count(layer, await run(layer.command));
  passed += counts.passed;
  failed += counts.failed;
  console.log(`— ${layer.name}: ${counts.failed === 0 ? 'ok' : 'FAILED'} (${Math.round((Date.now() - startedAt) / 1000)} s)`);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
