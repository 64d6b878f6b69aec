import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { measureBundle } from './bundle.ts';
import { openContests } from './contenders.ts';
import { measure, type Effort } from './measure.ts';

/**
 * Measures the client (its source, as Node runs it) against a bare fetch of the same request with its JSON parsed, and against the
 * community SDK, all on the emulator; and the bundle that holds the client.
 *
 *   npm run bench
 */
const effort: Effort = { rounds: 11, callsPerRound: 60 };

const emulator = fork(new URL('emulatorProcess.ts', import.meta.url));
try {
  const [address] = await once(emulator, 'message') as [string];
  let code = await readCode(address);
  const contests = await openContests(address, () => code);
  const operations = await measure(contests, effort, async () => {
    code = await readCode(address);
  });
  const bundle = measureBundle('dist/session.cjs', 15);

  console.table(Object.fromEntries(operations.map(({ operation, ours, bare, sdk, oursToBare, oursToSdk }) => [operation, {
    'ours (µs)': ours, 'bare fetch (µs)': bare, 'SDK (µs)': sdk ?? '–', 'ours / bare': oursToBare, 'ours / SDK': oursToSdk ?? '–',
  }])));
  console.log('ours: the source of the client, as Node runs it; medians of rounds, calls interleaved');
  console.log(`${bundle.file}: ${bundle.bytes} bytes, loaded in ${bundle.loadMilliseconds} ms`);

  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
  writeFileSync(new URL('results.json', import.meta.url), `${JSON.stringify({ machine, client: 'source', ...effort, operations, bundle }, null, 2)}\n`);
} finally {
  emulator.disconnect();
}
// The SDK keeps a timer running.
process.exit();

/** The code that DevUser's authenticator shows at this moment. */
async function readCode(address: string): Promise<string> {
  const response = await fetch(new URL('/_emulator/codes', address));
  const codes = await response.json() as { readonly username: string; readonly code: string }[];
  return codes.find(({ username }) => username === 'DevUser')?.code ?? '';
}
