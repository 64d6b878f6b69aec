import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { vscodeRelease } from '../test/host/vscodeInstall.ts';
import { measureActivation } from './activation.ts';
import { measureBundles } from './bundles.ts';
import { measureGateway } from './gateway.ts';
import { measureInsideHost } from './insideHost.ts';
import { measureRequests } from './requests.ts';
import { measureRestarts } from './restarts.ts';

/**
 * Runs all benchmarks, or those named, and writes bench/results.json. Times only describe this machine; ratios compare things measured
 * alternately in the same run.
 *
 *   npm run bench [-- requests gateway bundles activation host restarts]
 */
const parts = {
  requests: () => measureRequests({ rounds: 11, callsPerRound: 60 }),
  gateway: measureGateway,
  bundles: () => measureBundles(15),
  activation: () => measureActivation(11),
  host: () => measureInsideHost(3),
  restarts: measureRestarts,
};

const named = process.argv.slice(2);
const file = new URL('results.json', import.meta.url);
const results = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
results.machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version, vscode: vscodeRelease('newest') };
for (const [name, measurePart] of Object.entries(parts)) {
  if (named.length > 0 && !named.includes(name)) continue;
  const figures = await measurePart();
  results[name] = figures;
  console.log(`\n${name}`);
  for (const table of 'tree' in figures ? [figures.heap, figures.tree] : [figures]) console.table(table);
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
}
// The SDK keeps a timer running.
process.exit();
