import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { SharedGateway } from '../../../src/gateway/sharedGateway.ts';
import { folder } from './gatewayStage.ts';
import { setMachine } from './sharedMachine.ts';

const serving = (all: readonly SharedGateway[]) => all.filter((window) => window.isServing());

describe('the windows of a machine', () => {
  it('share one server and its port, however many open at once', async () => {
    const { open, shared, api } = await setMachine();
    const all = await Promise.all(Array.from({ length: 5 }, () => open()));
    expect(serving(all)).toHaveLength(1);
    expect(all.map((window) => window.port())).toEqual(all.map(() => shared.port));
    expect((await fetch(`${api()}/auth/user`)).status).toBe(200);
  });

  it('take over within two seconds: the address and the key stay the same, sockets close cleanly once', async () => {
    const { open, api, pipeline } = await setMachine();
    const all = [await open(), await open(), await open()];
    const socket = new WebSocket(pipeline());
    await once(socket, 'open');
    const closed = once(socket, 'close');
    const [first] = serving(all);
    const startedAt = performance.now();
    await first?.close();
    await expect
      .poll(
        () =>
          fetch(`${api()}/auth/user`).then(
            ({ status }) => status,
            () => 'refused',
          ),
        { interval: 20, timeout: 2000 },
      )
      .toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(2000);
    expect((await closed)[0]).toBe(1012);
    const again = new WebSocket(pipeline());
    await once(again, 'open');
    again.terminate();
  });

  it('see the requests of their folders in whichever window serves', async () => {
    const { open, api } = await setMachine();
    const one = await open();
    const two = await open();
    const stranger = await open({ opened: ['file:///other'] });
    await fetch(`${api()}/auth/user`);
    for (const window of [one, two]) {
      await expect.poll(() => window.report()).toMatchObject({ requests: [{ path: '/auth/user', status: 200 }], counts: { total: 1 } });
    }
    const several = await open({ opened: ['file:///other', folder] });
    await expect.poll(() => several.report()).toMatchObject({ requests: [{ path: '/auth/user' }], counts: { total: 1 } });
    two.clear();
    for (const window of [one, two, several])
      await expect.poll(() => window.report()).toMatchObject({ requests: [], counts: { total: 0, problems: 0 } });
    expect(stranger.report().requests).toEqual([]);
  });

  it('do not recognize a window that does not know the secret', async () => {
    const { open, shared } = await setMachine();
    const port = shared.port;
    const own = await open();
    await open({ sharedSecret: 'of another user' });
    expect(own.port()).toBe(port);
    expect(shared.port).not.toBe(port);
  });
});

describe('another program on the port', () => {
  it.each(['a web server', 'a gateway without the secret', 'something silent'])(
    'that is %s: every key changes with the port',
    async (kind) => {
      const { open, shared, api } = await setMachine();
      const before = { port: shared.port, api: api() };
      const received: string[] = [];
      const server = createServer((request, response) => {
        received.push(request.url ?? '');
        if (kind !== 'something silent') response.end('hello');
      });
      if (kind === 'a gateway without the secret') {
        const sockets = new WebSocketServer({ server });
        sockets.on('connection', (socket) => {
          socket.send('{"kind":"hello","nonce":"x"}');
          socket.on('message', (data: Buffer) => {
            received.push(data.toString());
            socket.send('{"kind":"proof","proof":"made up"}');
          });
        });
      }
      if (kind === 'something silent') server.on('upgrade', () => undefined);
      server.listen(shared.port, '127.0.0.1');
      await once(server, 'listening');
      onTestFinished(() => {
        server.closeAllConnections();
        server.close();
      });
      const window = await open();
      expect(window.isServing()).toBe(true);
      expect(shared.port).not.toBe(before.port);
      expect(api()).not.toBe(before.api);
      expect((await fetch(`${api()}/auth/user`)).status).toBe(200);
      expect(received.join()).not.toContain('shared by all windows');
      const next = await open();
      expect([next.port(), next.isServing()]).toEqual([shared.port, false]);
    },
  );
});

it('a stranger on the connection between windows learns nothing and is cut off', async () => {
  const { open, shared } = await setMachine();
  await open();
  for (const message of ['{"kind":"watch","folders":["file:///home/me/bot"]}', '{"kind":"proof","nonce":"x","proof":"x"}', 'nonsense']) {
    const socket = new WebSocket(`ws://127.0.0.1:${shared.port}/_windows`);
    const seen: string[] = [];
    socket.on('message', (data: Buffer) => seen.push(data.toString()));
    await once(socket, 'open');
    socket.send(message);
    await once(socket, 'close');
    expect(seen.filter((text) => !text.includes('"hello"'))).toEqual([]);
  }
  const page = new WebSocket(`ws://127.0.0.1:${shared.port}/_windows`, { headers: { Origin: 'https://evil.example' } });
  await expect(once(page, 'open')).rejects.toThrow('403');
});
