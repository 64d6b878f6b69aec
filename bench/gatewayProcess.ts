import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProxyServer } from 'httpxy';
import { WebSocketServer } from 'ws';
import { figure, startMeasuredGateway, type FigureCommand } from './benchGateway.ts';

/** What the benchmark of the gateway asks one of its processes. */
export type ProcessCommand = FigureCommand | { readonly frames: number };

/** What a process answers: the address it listens on, or a figure. */
export type ProcessAnswer = { readonly address: string; readonly idleBytes: number } | number;

const user = JSON.stringify({ id: 'usr_1', displayName: 'Bench', padding: 'x'.repeat(1000) });
const chunk = Buffer.alloc(64 * 1024, 'bench');

/** Stands for VRChat: as fast as Node can be, so that what is measured is what stands in front of it. */
async function startUpstream(): Promise<string> {
  const pipeline = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      request.resume().on('end', () => response.end('{}'));
      return;
    }
    const bytes = Number(/\/bytes\/(\d+)$/.exec(request.url ?? '')?.[1] ?? 0);
    if (bytes === 0) {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': user.length }).end(user);
      return;
    }
    response.writeHead(200, { 'Content-Length': bytes });
    let left = bytes;
    const send = (): void => {
      while (left > 0) {
        const part = chunk.subarray(0, Math.min(left, chunk.length));
        left -= part.length;
        if (!response.write(part)) {
          response.once('drain', send);
          return;
        }
      }
      response.end();
    };
    send();
  });
  server.on('upgrade', (request, socket, head) => {
    pipeline.handleUpgrade(request, socket, head, () => undefined);
  });
  process.on('message', (command: ProcessCommand) => {
    if (typeof command !== 'object') return;
    for (let frame = 0; frame < command.frames; frame += 1) for (const client of pipeline.clients) client.send(String(frame));
  });
  return listen(server);
}

/** The library alone, as its documentation uses it. */
async function startLibrary(target: string): Promise<string> {
  const proxy = createProxyServer({ target });
  const handle: RequestListener = (request, response) => void proxy.web(request, response);
  return listen(createServer(handle));
}

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/1`;
}

process.on('message', (command: ProcessCommand) => {
  if (typeof command === 'string') process.send?.(figure(command) satisfies ProcessAnswer);
});
process.once('disconnect', () => process.exit());

const [kind = '', target = ''] = process.argv.slice(2);
const started =
  kind === 'gateway'
    ? await startMeasuredGateway(target)
    : { address: await (kind === 'upstream' ? startUpstream() : startLibrary(target)), idleBytes: 0 };
process.send?.(started satisfies ProcessAnswer);
