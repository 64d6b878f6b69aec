import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { extensionUserAgent, folder, setGatewayStage } from './gatewayStage.ts';

/** A program that listens. */
async function listen(url: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(url, { headers });
  onTestFinished(() => socket.terminate());
  const frames: string[] = [];
  socket.on('message', (data: Buffer) => frames.push(data.toString()));
  socket.on('error', () => undefined);
  await once(socket, 'open');
  return { socket, frames };
}

async function setPipelineStage() {
  const stage = await setGatewayStage();
  const connections = () => stage.control<{ username: string; userAgent: string; received: number }[]>('GET', 'events');
  return {
    ...stage,
    connections,
    /** Waits for the connection to VRChat. */
    connected: () => expect.poll(async () => (await connections()).length).toBe(1),
    event: (body: unknown) => stage.control('POST', 'events', body),
  };
}

describe('the pipeline', () => {
  it('has one connection to VRChat for all programs, under the extension’s own User-Agent', async () => {
    const { pipelineUrl, connected, connections, event } = await setPipelineStage();
    const programs = await Promise.all(['', '/', '?authToken=anything', '/?auth=anything'].map((end) => listen(pipelineUrl + end)));
    await connected();
    expect(await connections()).toEqual([{ username: 'plainuser', userAgent: extensionUserAgent, received: 0 }]);
    await event({ fixture: 'friend-online' });
    await event({ frame: '{"type":"see-notification","content":"not_1"}' });
    for (const { frames } of programs) {
      await expect.poll(() => frames.length).toBe(2);
      expect(frames[1]).toBe('{"type":"see-notification","content":"not_1"}');
    }
  });

  it('swallows what programs send', async () => {
    const { pipelineUrl, connected, connections, event } = await setPipelineStage();
    const { socket, frames } = await listen(pipelineUrl);
    await connected();
    socket.send('{"Type":"heartbeat","nonce":"1"}');
    socket.ping();
    await once(socket, 'pong');
    await event({ fixture: 'friend-online' });
    await expect.poll(() => frames.length).toBe(1);
    expect(await connections()).toMatchObject([{ received: 0 }]);
  });

  it('takes Python’s websocket-client, which names the gateway as its origin', async () => {
    const { pipelineUrl, gateway } = await setPipelineStage();
    const { socket } = await listen(pipelineUrl, { Origin: `http://127.0.0.1:${gateway.port}` });
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  it('rewrites error frames, which repeat the token and the address, and connects again', async () => {
    const { pipelineUrl, connected, event, session } = await setPipelineStage();
    const { frames } = await listen(pipelineUrl);
    await connected();
    await event({ error: 'an outage' });
    await expect.poll(() => frames.length).toBe(1);
    expect(frames).toEqual(['{"err":"an outage"}']);
    await connected();
    await event({ frame: `{"type":"leak","content":"${session.authCookie()}"}` });
    await event({ fixture: 'friend-online' });
    await expect.poll(() => frames.length).toBe(2);
    expect(frames.join()).not.toContain(session.authCookie());
  });

  it.each([{ stall: true }, { close: true }])('connects again after %j, and programs notice nothing', async (what) => {
    const { pipelineUrl, connected, connections, event } = await setPipelineStage();
    const { socket, frames } = await listen(pipelineUrl);
    await connected();
    await event(what);
    await expect.poll(async () => (await connections()).length).toBe(1);
    await expect
      .poll(
        async () => {
          await event({ fixture: 'friend-online' });
          return frames.length;
        },
        { timeout: 10_000 },
      )
      .toBeGreaterThan(0);
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  it('goes on with a renewed session', async () => {
    const { pipelineUrl, connected, event, session, fault, api, logins } = await setPipelineStage();
    session.optIn();
    const { frames } = await listen(pipelineUrl);
    await connected();
    await fault('getFriends', 'expireSessions', 1);
    await fetch(`${api}/auth/user/friends`);
    await event({ error: "authToken doesn't correspond with an active session" });
    await expect
      .poll(
        async () => {
          await event({ fixture: 'friend-online' });
          return frames.length;
        },
        { timeout: 10_000 },
      )
      .toBeGreaterThan(1);
    expect(await logins('plainuser')).toBe(2);
  });

  it('ends when nobody listens anymore', async () => {
    const { pipelineUrl, connected, connections } = await setPipelineStage();
    const one = await listen(pipelineUrl);
    const two = await listen(pipelineUrl);
    await connected();
    one.socket.close();
    two.socket.close();
    await expect.poll(async () => (await connections()).length).toBe(0);
  });

  it('ends for a program at once when its access ends', async () => {
    const { pipelineUrl, grant, addGrant, revoke, connected, gateway } = await setPipelineStage();
    const { socket } = await listen(pipelineUrl);
    const other = await listen(`ws://127.0.0.1:${gateway.port}/${addGrant().key.reveal()}/pipeline`);
    await connected();
    const closed = once(socket, 'close');
    revoke(grant);
    await closed;
    expect(other.socket.readyState).toBe(WebSocket.OPEN);
    await expect(listen(pipelineUrl)).rejects.toThrow('403');
  });

  it('closes cleanly, with 1012, when the gateway moves to another window', async () => {
    const { pipelineUrl, gateway } = await setPipelineStage();
    const { socket } = await listen(pipelineUrl);
    const closed = once(socket, 'close');
    await gateway.close();
    expect((await closed)[0]).toBe(1012);
  });

  it('delivers 1,000 events to 64 programs in order', async () => {
    const { pipelineUrl, connected, event, gateway } = await setPipelineStage();
    const programs = await Promise.all(Array.from({ length: 64 }, () => listen(pipelineUrl)));
    await connected();
    expect(gateway.connections(folder)).toBe(64);
    const sent = Array.from({ length: 1000 }, (_, index) => String(index));
    await event({ frames: sent });
    for (const { frames } of programs) {
      await expect.poll(() => frames.length).toBe(1000);
      expect(frames).toEqual(sent);
    }
  });

  it('is no plain address', async () => {
    const { gateway, key } = await setPipelineStage();
    expect((await fetch(`http://127.0.0.1:${gateway.port}/${key}/pipeline`)).status).toBe(426);
  });
});

describe('a program that misuses the pipeline', () => {
  it.each<[string, (socket: WebSocket) => void]>([
    ['sends more than a heartbeat', (socket) => socket.send('x'.repeat(5000))],
    ['sends text that is none', (socket) => socket.send(Buffer.from([0xff, 0xfe]), { binary: false })],
    ['begins messages and never ends them', (socket) => Array.from({ length: 10 }, () => socket.send('x'.repeat(1000), { fin: false }))],
  ])('is disconnected, and no other, when it %s', async (_what, misuse) => {
    const { pipelineUrl, connected, connections, event } = await setPipelineStage();
    const [one, two] = [await listen(pipelineUrl), await listen(pipelineUrl)];
    await connected();
    const closed = once(one.socket, 'close');
    misuse(one.socket);
    expect([1007, 1009]).toContain((await closed)[0]);
    await event({ fixture: 'friend-online' });
    await expect.poll(() => two.frames.length).toBe(1);
    expect(await connections()).toMatchObject([{ received: 0 }]);
  });

  it('is refused when it opens more than 128 connections', async () => {
    const { pipelineUrl, gateway } = await setPipelineStage();
    await Promise.all(Array.from({ length: 128 }, () => listen(pipelineUrl)));
    await expect(listen(pipelineUrl)).rejects.toThrow('503');
    expect(gateway.connections(folder)).toBe(128);
  });

  it('is disconnected when it reads nothing while events come, and no other', async () => {
    const { pipelineUrl, connected, event } = await setPipelineStage();
    const [idle, awake] = [await listen(pipelineUrl), await listen(pipelineUrl)];
    await connected();
    idle.socket.pause();
    const frame = 'x'.repeat(1_000_000);
    const closed = once(idle.socket, 'close');
    for (let sent = 1; sent <= 40; sent += 1) {
      await event({ frame });
      await expect.poll(() => awake.frames.length).toBe(sent);
    }
    idle.socket.resume();
    await closed;
    expect(idle.frames.length).toBeLessThan(40);
    expect(awake.socket.readyState).toBe(WebSocket.OPEN);
  });
});
