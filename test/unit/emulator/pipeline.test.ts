import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { openEmulator, plainUser, testClient, userAgent } from './testClient.ts';

async function openPipeline({ path = '/', parameter = 'authToken', token = '', agent = userAgent } = {}) {
  const client = await openEmulator();
  await client.logIn(plainUser);
  const socket = new WebSocket(`${client.origin.replace('http', 'ws')}${path}?${parameter}=${token || (client.cookies().auth ?? '')}`, {
    headers: agent === '' ? {} : { 'User-Agent': agent },
  });
  onTestFinished(() => socket.terminate());
  const frames: string[] = [];
  socket.on('message', (data: Buffer) => frames.push(data.toString()));
  socket.on('error', () => undefined);
  const next = async (count: number) => {
    while (frames.length < count) await once(socket, 'message');
    return frames.map((frame) => JSON.parse(frame) as unknown);
  };
  return { ...client, socket, next, events: (body: unknown) => client.control<{ connections: number }>('POST', 'events', body) };
}

const fixtures = ['friend-online', 'friend-active', 'friend-offline', 'friend-location', 'notification', 'see-notification'];

describe('the pipeline', () => {
  test.each([
    { path: '/', parameter: 'authToken' },
    { path: '/', parameter: 'auth' },
    { path: '/pipeline', parameter: 'authToken' },
    { path: '/pipeline/', parameter: 'auth' },
  ])('takes a session at $path as $parameter', async (way) => {
    const { socket, events } = await openPipeline(way);
    await once(socket, 'open');
    expect(await events({ fixture: 'friend-online' })).toEqual({ connections: 1 });
  });

  test('sends fixtures of six types: JSON in a string, except for a bare ID', async () => {
    const { socket, next, events } = await openPipeline();
    await once(socket, 'open');
    for (const fixture of fixtures) await events({ fixture });
    const frames = (await next(6)) as { type: string; content: string }[];
    expect(frames.map(({ type }) => type)).toEqual(fixtures);
    expect(JSON.parse(frames[0]?.content ?? '')).toMatchObject({ platform: 'standalonewindows', user: { displayName: 'A Friend' } });
    expect(frames[5]?.content).toMatch(/^not_/);
  });

  test('sends any frame, to one account or to all', async () => {
    const { socket, next, events } = await openPipeline();
    await once(socket, 'open');
    expect(await events({ to: 'DevUser', type: 'user-update', content: {} })).toEqual({ connections: 0 });
    await events({ to: 'plainuser', type: 'user-update', content: { a: 1 } });
    await events({ frame: '{"unheard":"of"}' });
    expect(await next(2)).toEqual([{ type: 'user-update', content: '{"a":1}' }, { unheard: 'of' }]);
  });

  test('tells of friend requests and changes of status', async () => {
    const { socket, next, address, account } = await openPipeline();
    await once(socket, 'open');
    const other = testClient(address);
    await other.logIn({ name: 'MailUser', password: 'mail-user-password' });
    await other.verify('emailotp', await other.mailedCode());
    await other.send('POST', `/user/${(await account('plainuser')).userId}/friendRequest`);
    expect(await next(1)).toMatchObject([{ type: 'notification', content: expect.stringContaining('"friendRequest"') as unknown }]);
  });

  test('repeats an unknown token in its error frame and closes', async () => {
    const { socket, next } = await openPipeline({ token: 'authcookie_unknown' });
    expect(await next(1)).toMatchObject([{ authToken: 'authcookie_unknown', ip: expect.any(String) as unknown }]);
    await once(socket, 'close');
  });

  test('sends an error frame on demand', async () => {
    const { socket, next, events, cookies } = await openPipeline();
    await once(socket, 'open');
    await events({ error: 'an outage' });
    expect(await next(1)).toMatchObject([{ err: 'an outage', authToken: cookies().auth }]);
    await once(socket, 'close');
  });

  test('drops a connection on demand', async () => {
    const { socket, events } = await openPipeline();
    await once(socket, 'open');
    await events({ close: true });
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1006);
  });

  test('goes silent on demand: the connection stays open, and no ping is answered', async () => {
    const { socket, events, control } = await openPipeline();
    await once(socket, 'open');
    await events({ stall: true });
    let pongs = 0;
    socket.on('pong', () => (pongs += 1));
    socket.ping();
    await events({ fixture: 'friend-online' });
    await control('GET', 'state');
    expect([socket.readyState, pongs]).toEqual([WebSocket.OPEN, 0]);
  });

  test('lists connections and how many frames they sent', async () => {
    const { socket, control } = await openPipeline();
    await once(socket, 'open');
    socket.send('heartbeat');
    await expect.poll(() => control('GET', 'events')).toEqual([{ username: 'plainuser', userAgent, received: 1 }]);
  });

  test.each([
    { path: '/elsewhere', agent: userAgent, status: 404 },
    { path: '/', agent: '', status: 403 },
    { path: '/', agent: 'node', status: 403 },
  ])('answers $status at $path to the User-Agent "$agent"', async ({ status, ...way }) => {
    const { socket } = await openPipeline(way);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(status);
  });

  test('explains what can be sent', async () => {
    const { events } = await openPipeline();
    await expect(events({ nonsense: true })).rejects.toThrow('"fixture": "friend-online"');
    await expect(events({ to: 'nobody', fixture: 'friend-online' })).rejects.toThrow('nobody');
  });
});
