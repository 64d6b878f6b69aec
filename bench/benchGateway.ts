import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startGateway } from '../src/gateway/gateway.ts';
import { createKey, findByKey, gatewayApiUrl } from '../src/gateway/keys.ts';
import { folderReport } from '../src/gateway/servingWindow.ts';

/** What the benchmark of the gateway asks a process in which one runs. */
export type FigureCommand = 'startDelay' | 'delay' | 'memory';

/** A gateway and the memory that it takes while it does nothing. */
export async function startMeasuredGateway(server: string): Promise<{ readonly address: string; readonly idleBytes: number }> {
  const before = await usedBytes();
  const address = await startBenchGateway(server);
  return { address, idleBytes: (await usedBytes()) - before };
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const delays = monitorEventLoopDelay({ resolution: 1 });

/** @returns milliseconds, or bytes after garbage collection */
export function figure(command: FigureCommand): number {
  if (command === 'startDelay') {
    delays.reset();
    delays.enable();
  }
  if (command !== 'memory') return delays.percentile(99) / 1e6;
  // What is only waiting to be collected is not kept.
  collectGarbage();
  return process.memoryUsage().rss;
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
  // As the Requests view does.
  gateway.log.onDidChange((folder) => folderReport(gateway, [folder]));
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

/** After garbage collection. */
async function usedBytes(): Promise<number> {
  for (let turn = 0; turn < 3; turn += 1) {
    collectGarbage();
    await delay(100);
  }
  return process.memoryUsage().rss;
}
