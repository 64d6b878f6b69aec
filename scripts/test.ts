import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Runs everything in two parallel lanes: the workbench, and the rest. Continues after a failed layer, prints how long each file took, and
 * ends with a summary line: `N passed, N failed`.
 */
const resultsFolder = join('.vscode-test', 'results');

interface Layer {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Where the layer's runner writes its `Results`; a layer without it counts as one test. */
  readonly results?: string;
}

/** The used part of vitest's JSON report. The extension host's tests only write the counts. */
interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults?: readonly { readonly name: string; readonly assertionResults: readonly { readonly duration?: number | null }[] }[];
}

interface Outcome {
  readonly layer: Layer;
  readonly seconds: number;
  readonly passed: number;
  readonly failed: number;
}

/** The package is built once, before the tests that check it; the workbench runs its content. */
const packaged = join('.vscode-test', 'package');
const environment = { ...process.env, PACKAGED_EXTENSION: resolve(packaged) };

function vitest(project: string): Layer {
  const results = join(resultsFolder, `${project}.json`);
  return {
    name: project,
    command: ['vitest', 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${results}`],
    results,
  };
}

const extensionResults = join(resultsFolder, 'extension.json');
const packageLayer: Layer = { name: 'package', command: ['node', 'scripts/packageForTests.ts', packaged] };
const checks: readonly Layer[] = [
  { name: 'types, lint', command: ['oxlint', '.'] },
  { name: 'format', command: ['prettier', '--check', '.'] },
  { name: 'boundaries', command: ['depcruise', 'src', '--config', '.dependency-cruiser.js'] },
  { name: 'dead code', command: ['knip'] },
];
const extensionHost: Layer = {
  name: 'extension host',
  command: ['node', 'test/extension/run.ts', '--results', extensionResults, '--version', 'newest'],
  results: extensionResults,
};

/** Runs a layer and prefixes its output with its name. */
async function run(layer: Layer): Promise<Outcome> {
  const startedAt = performance.now();
  const say = (line: string): void => console.log(`${layer.name.padEnd(14)} │ ${line}`);
  say('begins');
  const [command, ...parameters] = layer.command;
  const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'], env: environment, shell: process.platform === 'win32' });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', say);
  const code = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      say(error.message);
      resolve(1);
    });
    child.on('close', (exitCode) => resolve(exitCode ?? 1));
  });
  const outcome = { layer, seconds: (performance.now() - startedAt) / 1000, ...count(layer, code) };
  say(`${outcome.failed === 0 ? 'ok' : 'FAILED'} (${outcome.seconds.toFixed(0)} s)`);
  return outcome;
}

async function runInTurn(layers: readonly Layer[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const layer of layers) outcomes.push(await run(layer));
  return outcomes;
}

function readResults({ results }: Layer): Results | undefined {
  return results !== undefined && existsSync(results) ? (JSON.parse(readFileSync(results, 'utf8')) as Results) : undefined;
}

/** The counts of a layer's runner. A runner without results has failed. */
function count(layer: Layer, code: number): { readonly passed: number; readonly failed: number } {
  if (layer.results === undefined) return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const results = readResults(layer);
  if (!results) return { passed: 0, failed: 1 };
  const unaccounted = code !== 0 && results.numFailedTests === 0;
  return { passed: results.numPassedTests, failed: results.numFailedTests + (unaccounted || results.numPassedTests === 0 ? 1 : 0) };
}

/** One line per layer and test file, the slowest first. */
function durations(outcomes: readonly Outcome[]): string[] {
  const layers = outcomes.map(({ layer, seconds }) => ({ name: layer.name, seconds }));
  const files = outcomes
    .flatMap(({ layer }) => readResults(layer)?.testResults ?? [])
    .map(({ name, assertionResults }) => ({
      name: relative('.', name).split(sep).join('/'),
      seconds: assertionResults.reduce((sum, { duration }) => sum + (duration ?? 0), 0) / 1000,
    }));
  return [...layers, ...files]
    .toSorted((one, other) => other.seconds - one.seconds)
    .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}`);
}

rmSync(resultsFolder, { recursive: true, force: true });
mkdirSync(resultsFolder, { recursive: true });
const packaging = run(packageLayer);
const [first, ...lanes] = await Promise.all([
  packaging,
  packaging.then(() => runInTurn([vitest('workbench')])),
  runInTurn(checks).then(async (outcomes) => {
    await packaging;
    return [...outcomes, ...(await runInTurn([vitest('unit'), extensionHost]))];
  }),
]);
const outcomes = [first, ...lanes.flat()];
const sum = (counts: readonly number[]): number => counts.reduce((total, one) => total + one, 0);
const failed = sum(outcomes.map((outcome) => outcome.failed));
console.log(`\nWhat each layer and each file of tests took:\n${durations(outcomes).join('\n')}\n`);
console.log(`${sum(outcomes.map(({ passed }) => passed))} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
