import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { createProxyServer } from 'httpxy';
import { WebSocketServer } from 'ws';
import { startGateway } from '../src/gateway/gateway.ts';
import { createKey, findByKey, gatewayApiUrl } from '../src/gateway/keys.ts';

/** What the benchmark of the gateway asks one of its processes. */
export type ProcessCommand = 'startDelay' | 'delay' | 'memory' | { readonly frames: number };

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

async function startBenchGateway(server: string): Promise<string> {
  const account = { server, userId: 'usr_1' };
  const stored = [{ name: 'auth', value: 'authcookie_00000000-0000-4000-8000-000000000000', path: '/', secure: false }];
  const noPauses: never[] = [];
  const grants: (ReturnType<typeof createKey> & { id: string; folder: string; account: typeof account; userAgent: string })[] = [];
  const gateway = await startGateway(
    {
      findGrant: (key, port) => findByKey(grants, key, port),
      onDidChange: () => ({ dispose: () => undefined }),
      session: () => session,
      userAgent: () => 'VRChatAuthBench/1.0 bench@vrchat-auth.org',
    },
    { port: 0 },
  );
  const session = {
    account,
    loginNames: [],
    cookies: () => stored,
    keepCookies: () => undefined,
    pauses: () => noPauses,
    keepPauses: () => undefined,
    confirm: () => Promise.resolve('alive' as const),
    renew: () => Promise.resolve(false),
  };
  const grant = {
    id: 'bench',
    folder: 'bench',
    account,
    userAgent: 'VRChatAuthBench/1.0 bench@vrchat-auth.org',
    ...createKey(gateway.port),
  };
  grants.push(grant);
  return gatewayApiUrl(grant);
}

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/1`;
}

async function usedBytes(): Promise<number> {
  for (let turn = 0; turn < 3; turn += 1) {
    globalThis.gc?.();
    await delay(100);
  }
  return process.memoryUsage().rss;
}

const delays = monitorEventLoopDelay({ resolution: 1 });
process.on('message', (command: ProcessCommand) => {
  if (command === 'startDelay') {
    delays.reset();
    delays.enable();
  }
  if (command === 'delay') process.send?.((delays.percentile(99) / 1e6) satisfies ProcessAnswer);
  if (command === 'memory') process.send?.(process.memoryUsage().rss satisfies ProcessAnswer);
});
process.once('disconnect', () => process.exit());

const [kind = '', target = ''] = process.argv.slice(2);
const before = await usedBytes();
const address = await (kind === 'upstream' ? startUpstream() : kind === 'library' ? startLibrary(target) : startBenchGateway(target));
process.send?.({ address, idleBytes: (await usedBytes()) - before } satisfies ProcessAnswer);
