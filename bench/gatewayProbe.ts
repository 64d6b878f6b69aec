import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { figure, startMeasuredGateway, type FigureCommand } from './benchGateway.ts';

/** How the benchmark finds a gateway inside an extension host, and asks for its figures. */
export interface ProbedGateway {
  readonly address: string;
  readonly idleBytes: number;
  /** Answers `/<command>` with a number; `/end` ends the extension host. */
  readonly control: string;
}

/** Called by VS Code inside its extension host, where `http` is VS Code's own. Runs until the benchmark ends it. */
export async function run(): Promise<void> {
  const { BENCH_RESULTS = '', BENCH_SERVER = '' } = process.env;
  const { promise: ended, resolve: end } = Promise.withResolvers<true>();
  const started = await startMeasuredGateway(BENCH_SERVER);
  const control = createServer((request, response) => {
    const command = (request.url ?? '').slice(1);
    if (command === 'end') end(true);
    response.setHeader('Connection', 'close').end(command === 'end' ? '' : String(figure(command as FigureCommand)));
  }).listen(0, '127.0.0.1');
  await once(control, 'listening');
  const { port } = control.address() as AddressInfo;
  writeFileSync(BENCH_RESULTS, JSON.stringify({ ...started, control: `http://127.0.0.1:${port}` } satisfies ProbedGateway));
  await ended;
}
