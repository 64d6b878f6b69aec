import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LentSession } from '../../../src/gateway/ports.ts';
import { createSessionCare } from '../../../src/gateway/sessionCare.ts';
import type { StoredPause } from '../../../src/vrchat/pauses.ts';
import { folder, openGateway, setGatewayStage } from './gatewayStage.ts';

const cookies = [{ name: 'auth', value: 'authcookie_0d5f2b8e-1111-4222-8333-abcdefabcdef', path: '/', secure: false }];

function lent(server: string): LentSession & { stored: readonly StoredPause[] } {
  const session = {
    account: { server, userId: 'usr_1' },
    loginNames: [],
    cookies: () => cookies,
    keepCookies: () => undefined,
    stored: [] as readonly StoredPause[],
    pauses: () => session.stored,
    keepPauses: (pauses: readonly StoredPause[]) => {
      session.stored = pauses;
    },
    confirm: () => Promise.resolve('alive' as const),
    renew: () => Promise.resolve(false),
  };
  return session;
}

/** A gateway in front of a server that answers as it likes. */
async function openInFrontOf(listener: RequestListener): Promise<Awaited<ReturnType<typeof openGateway>> & { server: Server }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { ...(await openGateway(lent(`http://127.0.0.1:${port}/api/1`))), server };
}

it('a storm of 429: what is in flight hears VRChat’s answer, and the rest of 50 programs waits without being sent', async () => {
  let received = 0;
  const { api } = await openInFrontOf((_request, response) => {
    received += 1;
    setTimeout(() => response.writeHead(429, { 'Retry-After': '60' }).end('{}'), 300);
  });
  const startedAt = performance.now();
  const answers = await Promise.all(Array.from({ length: 50 }, () => fetch(`${api}/worlds`)));
  expect(performance.now() - startedAt).toBeLessThan(4000);
  expect(received).toBe(20);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(20);
  const others = answers.filter(({ status }) => status !== 429);
  expect(new Set(others.map((answer) => `${answer.status} ${answer.headers.get('x-gateway-reason')}`))).toEqual(new Set(['503 paused']));
  for (const answer of answers) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(50);
});

describe('a clock that jumps', () => {
  const dayMs = 24 * 60 * 60_000;

  it.each([dayMs, -dayMs])('by %i ms ends no pause that VRChat has asked a program for, and makes none longer', (byMs) => {
    const session = lent('https://api.vrchat.cloud/api/1');
    const care = createSessionCare(session);
    care.startPause(429, '60');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + byMs });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    expect(care.pauseMs()).toBeGreaterThan(50_000);
    expect(care.pauseMs()).toBeLessThanOrEqual(60_000);
  });

  it('holds nobody up by a pause that was stored by a wrong clock', () => {
    const session = lent('https://api.vrchat.cloud/api/1');
    const future = Date.now() + dayMs;
    session.stored = [{ kind: 'rateLimited', notedAt: future, until: future + 60_000, strikes: 1 }];
    expect(createSessionCare(session).pauseMs()).toBe(0);
  });
});

describe('an answer that breaks off in the middle', () => {
  it.each([
    ['with a known length, by a reset', { 'Content-Length': '1000000' }, 'destroy'],
    ['with a known length, because the server closes its side', { 'Content-Length': '1000000' }, 'end'],
    ['in chunks, by a reset', {}, 'destroy'],
    ['in chunks, because the server closes its side', {}, 'end'],
  ] as const)('%s, breaks off for the program as well, and takes no place with it', async (_how, headers, close) => {
    let isBroken = true;
    const { api, gateway } = await openInFrontOf((_request, response) => {
      if (!isBroken) {
        response.end('{}');
        return;
      }
      response.writeHead(200, headers);
      response.write('x'.repeat(10_000), () => response.socket?.[close]());
    });
    for (let sent = 0; sent < 25; sent += 1) {
      const response = await fetch(`${api}/worlds`).catch(() => undefined);
      await expect(response === undefined ? Promise.reject(new Error('no answer')) : response.text()).rejects.toThrow();
    }
    await expect.poll(() => gateway.log.of(folder).requests.every(({ outcome }) => outcome === 'failed')).toBe(true);
    isBroken = false;
    expect((await fetch(`${api}/worlds`)).status).toBe(200);
  });
});

it('a download breaks off when the account is signed out: the program gets the rest from nobody', async () => {
  const { api, session, grant, revoke, gateway } = await setGatewayStage();
  const response = await fetch(`${api}/echo/bytes/200000000`);
  let bytes = 0;
  const read = async (): Promise<void> => {
    for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      // A sign-out ends the session, and then what was allowed for it.
      if (bytes === 0) {
        session.signOut();
        revoke(grant);
      }
      bytes += part.byteLength;
    }
  };
  await expect(read()).rejects.toThrow();
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(200_000_000);
  await expect.poll(() => gateway.log.of(folder).requests).toMatchObject([{ outcome: 'failed' }]);
  expect((await fetch(`${api}/auth/user`)).status).toBe(403);
});

it('a server that closes its side before it answers is a 503, as any that cannot be reached', async () => {
  const { api, server } = await openInFrontOf(() => undefined);
  server.on('request', (request) => void delay(10).then(() => request.socket.end()));
  const answer = await fetch(`${api}/worlds`);
  expect([answer.status, answer.headers.get('x-gateway-reason')]).toEqual([503, 'unreachable']);
});

describe('a program that dies', () => {
  /** A program that sends a request and breaks the connection off. @returns what became of it at the server */
  async function die(head: string, when: (sent: { readonly received: number }) => boolean): Promise<string> {
    let outcome = 'waiting';
    const sent = { received: 0 };
    const { gateway, key } = await openInFrontOf((request, response) => {
      request.on('data', (data: Buffer) => (sent.received += data.byteLength));
      request.on('end', () => (outcome = 'complete'));
      response.on('close', () => (outcome += response.writableFinished ? ', answered' : ', broken off'));
      if (request.method === 'GET') {
        const more = setInterval(() => response.write('x'.repeat(10_000), () => (sent.received += 10_000)), 1);
        response.on('close', () => clearInterval(more));
      }
    });
    const socket = connect(gateway.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.on('data', () => undefined);
    socket.write(head.replace('KEY', key).replace('PORT', String(gateway.port)));
    await expect.poll(() => when(sent)).toBe(true);
    socket.resetAndDestroy();
    await expect.poll(() => outcome).toContain('broken off');
    await expect.poll(() => gateway.log.of(folder).requests).toMatchObject([{ outcome: 'failed' }]);
    expect(gateway.connections()).toBe(0);
    return outcome;
  }

  it('in the middle of an upload: VRChat gets no complete request', async () => {
    const head = `POST /KEY/api/1/file/image HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(100_000)}`;
    expect(await die(head, ({ received }) => received >= 100_000)).toBe('waiting, broken off');
  });

  it('in the middle of an upload of unknown length, too', async () => {
    const head = `POST /KEY/api/1/file/image HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nTransfer-Encoding: chunked\r\n\r\n2710\r\n${'x'.repeat(10_000)}\r\n`;
    expect(await die(head, ({ received }) => received >= 10_000)).toBe('waiting, broken off');
  });

  it('in the middle of a download: VRChat sends no more', async () => {
    const head = 'GET /KEY/api/1/worlds HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n';
    expect(await die(head, ({ received }) => received >= 200_000)).toBe('complete, broken off');
  });
});

it('a renewal that fails is not tried again for every request, and no program sees a 401', async () => {
  const { api, session, fault, requests } = await setGatewayStage();
  session.optIn();
  await fault('getFriends', 'expireSessions', 1);
  await fault('getCurrentUser', 'missingCredentials:401');
  for (let sent = 0; sent < 10; sent += 1) {
    const answer = await fetch(`${api}/auth/user/friends`);
    expect([answer.status, answer.headers.get('x-gateway-reason')]).toEqual([503, 'noSession']);
  }
  expect(session.spent).toEqual({ confirmed: 1, renewed: 1 });
  expect((await requests()).filter((operation) => operation === 'getCurrentUser')).toHaveLength(2);
});
