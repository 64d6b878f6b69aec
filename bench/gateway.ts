import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { ProcessAnswer, ProcessCommand } from './gatewayProcess.ts';
import { median, round2 } from './measure.ts';

/** The gateway in plain Node, beside the proxy library alone and the server itself, in one run. */
export interface GatewayFigures {
  readonly figure: string;
  readonly gateway: number;
  readonly library: number | null;
  readonly server: number | null;
  readonly limit: string;
}

const megabytes = 1024 * 1024;
const largeBytes = 100 * megabytes;

interface Contender {
  readonly name: 'server' | 'library' | 'gateway';
  readonly process: ChildProcess;
  readonly address: string;
  readonly idleBytes: number;
}

/** Each contender has a process of its own; the requests come from this one. */
export async function measureGateway(): Promise<GatewayFigures[]> {
  const server = await start('server', 'upstream');
  const library = await start('library', 'library', new URL(server.address).origin);
  const gateway = await start('gateway', 'gateway', server.address);
  const contenders = [server, library, gateway];
  try {
    const latency = await measureLatency(contenders);
    const rate = await measureRate(contenders);
    const loopDelay = await measureLoopDelay(gateway);
    const events = await measureEvents(gateway, server);
    const memory = await measureMemory(gateway);
    return [
      row('ms at the median, one connection', latency, 'server + 1'),
      row('requests/s, sixteen connections', rate, 'at least 1000'),
      only('event-loop delay at the 99th percentile in ms, 200 requests/s', loopDelay, 'at most 50'),
      only('MB for 100 MB up and down', memory, 'at most 40'),
      only('MB, idle', gateway.idleBytes / megabytes, 'at most 15'),
      only('events of 64,000 lost or out of order', events, '0'),
    ];
  } finally {
    for (const { process } of contenders) process.disconnect();
  }
}

type Figures = Readonly<Record<Contender['name'], number>>;

function row(figure: string, figures: Figures, limit: string): GatewayFigures {
  return { figure, gateway: round2(figures.gateway), library: round2(figures.library), server: round2(figures.server), limit };
}

function only(figure: string, gateway: number, limit: string): GatewayFigures {
  return { figure, gateway: round2(gateway), library: null, server: null, limit };
}

async function start(name: Contender['name'], ...parameters: string[]): Promise<Contender> {
  const process = fork(new URL('gatewayProcess.ts', import.meta.url), parameters, { execArgv: ['--expose-gc'] });
  const [answer] = (await once(process, 'message')) as [Exclude<ProcessAnswer, number>];
  return { name, process, ...answer };
}

async function ask({ process }: Contender, command: ProcessCommand): Promise<number> {
  const answer = once(process, 'message');
  process.send(command);
  return ((await answer) as [number])[0];
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

async function measureLatency(contenders: readonly Contender[]): Promise<Figures> {
  const agents = new Map(contenders.map((contender) => [contender, new Agent({ keepAlive: true, maxSockets: 1 })]));
  const times: Record<Contender['name'], number[]> = { server: [], library: [], gateway: [] };
  for (let turn = 0; turn < 2500; turn += 1) {
    for (const [contender, agent] of agents) {
      const startedAt = performance.now();
      await send(agent, `${contender.address}/auth/user/friends`);
      // The first requests warm up.
      if (turn >= 500) times[contender.name].push(performance.now() - startedAt);
    }
  }
  return { server: median(times.server), library: median(times.library), gateway: median(times.gateway) };
}

async function measureRate(contenders: readonly Contender[]): Promise<Figures> {
  const rates: Record<Contender['name'], number[]> = { server: [], library: [], gateway: [] };
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
  return { server: median(rates.server), library: median(rates.library), gateway: median(rates.gateway) };
}

async function measureLoopDelay(gateway: Contender): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  gateway.process.send('startDelay' satisfies ProcessCommand);
  const running: Promise<number>[] = [];
  for (let sent = 0; sent < 1000; sent += 4) {
    for (let together = 0; together < 4; together += 1) running.push(send(agent, `${gateway.address}/auth/user/friends`));
    await delay(20);
  }
  await Promise.all(running);
  return ask(gateway, 'delay');
}

/** @returns the most that the process has grown by, in MB */
async function measureMemory(gateway: Contender): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const before = await ask(gateway, 'memory');
  let most = before;
  const ended = new AbortController();
  const watching = (async () => {
    while (!ended.signal.aborted) {
      most = Math.max(most, await ask(gateway, 'memory'));
      await delay(20);
    }
  })();
  await send(agent, `${gateway.address}/file/bytes/${largeBytes}`);
  await send(agent, `${gateway.address}/file/image`, Buffer.alloc(megabytes, 'upload'));
  ended.abort();
  await watching;
  return (most - before) / megabytes;
}

/** @returns events that were lost or came out of order */
async function measureEvents(gateway: Contender, server: Contender): Promise<number> {
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
