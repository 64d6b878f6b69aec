import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { FigureCommand } from './benchGateway.ts';
import { startGatewayInHost } from './gatewayInHost.ts';
import type { ProcessAnswer, ProcessCommand } from './gatewayProcess.ts';
import { median, round2 } from './measure.ts';

/** The gateway in an extension host and in plain Node, beside the proxy library alone and the server itself, in one run. */
export interface GatewayFigures {
  readonly figure: string;
  readonly inHost: number;
  readonly inNode: number;
  readonly library: number | null;
  readonly server: number | null;
  readonly limit: string;
}

const megabytes = 1024 * 1024;
const largeBytes = 100 * megabytes;

type Name = 'server' | 'library' | 'inNode' | 'inHost';

interface Contender {
  readonly name: Name;
  readonly address: string;
  readonly idleBytes: number;
  readonly ask: (command: FigureCommand) => Promise<number>;
  readonly end: () => void | Promise<void>;
}

/** Each contender has a process of its own; the requests come from this one. */
export async function measureGateway(): Promise<GatewayFigures[]> {
  const server = await start('server', 'upstream');
  const library = await start('library', 'library', new URL(server.address).origin);
  const inNode = await start('inNode', 'gateway', server.address);
  const inHost = await startInHost(server.address);
  const gateways = [inHost, inNode] as const;
  const contenders = [server, library, inNode, inHost];
  try {
    const latency = await measureLatency(contenders);
    const rate = await measureRate(contenders);
    const both = (measure: (gateway: Contender) => Promise<number>): Promise<number[]> => inTurn(gateways, measure);
    const loopDelay = await both(measureLoopDelay);
    const events = await both((gateway) => measureEvents(gateway, server));
    const memory = await both(measureMemory);
    return [
      row('ms at the median, one connection', latency, 'server + 1'),
      row('requests/s, sixteen connections', rate, 'at least 1000'),
      only('event-loop delay at the 99th percentile in ms, 200 requests/s', loopDelay, 'at most 50'),
      only('MB for 100 MB up and down', memory, 'at most 40'),
      only(
        'MB, idle',
        gateways.map(({ idleBytes }) => idleBytes / megabytes),
        'at most 15',
      ),
      only('events of 64,000 lost or out of order', events, '0'),
    ];
  } finally {
    for (const { end } of contenders) await end();
  }
}

async function inTurn<Value>(values: readonly Value[], measure: (value: Value) => Promise<number>): Promise<number[]> {
  const measured: number[] = [];
  for (const value of values) measured.push(await measure(value));
  return measured;
}

type Figures = Readonly<Record<Name, number>>;

function row(figure: string, { inHost, inNode, library, server }: Figures, limit: string): GatewayFigures {
  return { figure, inHost: round2(inHost), inNode: round2(inNode), library: round2(library), server: round2(server), limit };
}

function only(figure: string, [inHost = NaN, inNode = NaN]: readonly number[], limit: string): GatewayFigures {
  return { figure, inHost: round2(inHost), inNode: round2(inNode), library: null, server: null, limit };
}

type Started = Contender & { readonly process: ChildProcess };

async function start(name: Name, ...parameters: string[]): Promise<Started> {
  const process = fork(new URL('gatewayProcess.ts', import.meta.url), parameters);
  const [answer] = (await once(process, 'message')) as [Exclude<ProcessAnswer, number>];
  return {
    name,
    process,
    ...answer,
    ask: async (command) => {
      const figure = once(process, 'message');
      process.send(command);
      return ((await figure) as [number])[0];
    },
    end: () => process.disconnect(),
  };
}

async function startInHost(server: string): Promise<Contender> {
  const { address, idleBytes, control, end } = await startGatewayInHost(server);
  return { name: 'inHost', address, idleBytes, end, ask: async (command) => Number(await (await fetch(`${control}/${command}`)).text()) };
}

/** One request over a connection that is kept. */
function send(agent: Agent, url: string, body?: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method: body ? 'POST' : 'GET' }, (response) => {
      let size = 0;
      response.on('data', (data: Buffer) => (size += data.length));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(size);
        else reject(new Error(`Answered with ${response.statusCode ?? 0}.`));
      });
    });
    sent.on('error', reject);
    if (!body) sent.end();
    else {
      for (let at = 0; at < largeBytes; at += body.length) sent.write(body);
      sent.end();
    }
  });
}

function forEach<Value>(make: (name: Name) => Value): Record<Name, Value> {
  return { server: make('server'), library: make('library'), inNode: make('inNode'), inHost: make('inHost') };
}

async function measureLatency(contenders: readonly Contender[]): Promise<Figures> {
  const agents = new Map(contenders.map((contender) => [contender, new Agent({ keepAlive: true, maxSockets: 1 })]));
  const times = forEach((): number[] => []);
  for (let turn = 0; turn < 2500; turn += 1) {
    for (const [contender, agent] of agents) {
      const startedAt = performance.now();
      await send(agent, `${contender.address}/auth/user/friends`);
      // The first requests warm up.
      if (turn >= 500) times[contender.name].push(performance.now() - startedAt);
    }
  }
  return forEach((name) => median(times[name]));
}

async function measureRate(contenders: readonly Contender[]): Promise<Figures> {
  const rates = forEach((): number[] => []);
  for (let round = 0; round < 5; round += 1) {
    for (const { name, address } of contenders) {
      const agent = new Agent({ keepAlive: true, maxSockets: 16 });
      let left = 4000;
      const startedAt = performance.now();
      const work = async (): Promise<void> => {
        while (left > 0) {
          left -= 1;
          await send(agent, `${address}/auth/user/friends`);
        }
      };
      await Promise.all(Array.from({ length: 16 }, work));
      if (round > 0) rates[name].push(4000 / ((performance.now() - startedAt) / 1000));
      agent.destroy();
    }
  }
  return forEach((name) => median(rates[name]));
}

async function measureLoopDelay(gateway: Contender): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  await gateway.ask('startDelay');
  const running: Promise<number>[] = [];
  for (let sent = 0; sent < 1000; sent += 4) {
    for (let together = 0; together < 4; together += 1) running.push(send(agent, `${gateway.address}/auth/user/friends`));
    await delay(20);
  }
  await Promise.all(running);
  return gateway.ask('delay');
}

/** @returns the most that the process has grown by, in MB: the median of several transfers */
async function measureMemory(gateway: Contender): Promise<number> {
  const grown: number[] = [];
  for (let turn = 0; turn < 5; turn += 1) grown.push(await measureTransfer(gateway));
  return median(grown);
}

async function measureTransfer(gateway: Contender): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const before = await gateway.ask('memory');
  let most = before;
  const ended = new AbortController();
  const watching = (async () => {
    while (!ended.signal.aborted) {
      most = Math.max(most, await gateway.ask('memory'));
      await delay(20);
    }
  })();
  await send(agent, `${gateway.address}/file/bytes/${largeBytes}`);
  await send(agent, `${gateway.address}/file/image`, Buffer.alloc(megabytes, 'upload'));
  ended.abort();
  await watching;
  agent.destroy();
  return (most - before) / megabytes;
}

/** @returns events that were lost or came out of order */
async function measureEvents(gateway: Contender, server: Started): Promise<number> {
  const url = gateway.address.replace('http', 'ws').replace('/api/1', '/pipeline');
  const programs = await Promise.all(
    Array.from({ length: 64 }, async () => {
      const socket = new WebSocket(url);
      let next = 0;
      let wrong = 0;
      const finished = new Promise<void>((resolve) => {
        socket.on('message', (data: Buffer) => {
          if (data.toString() !== String(next)) wrong += 1;
          next += 1;
          if (next === 1000) resolve();
        });
      });
      await once(socket, 'open');
      return { socket, finished, missed: () => wrong + 1000 - next };
    }),
  );
  await delay(500);
  server.process.send({ frames: 1000 } satisfies ProcessCommand);
  await Promise.race([Promise.all(programs.map(({ finished }) => finished)), delay(20_000)]);
  for (const { socket } of programs) socket.terminate();
  return programs.reduce((sum, { missed }) => sum + missed(), 0);
}
