import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { StoredCookie } from '../../../src/vrchat/sessionCookies.ts';
import { openGateway } from './gatewayStage.ts';

export const authCookie = 'authcookie_0d5f2b8e-1111-4222-8333-abcdefabcdef';
export const twoFactorAuth = 'eyJhbGciOiJIUzI1NiJ9.eyJ1c2VySWQiOiJ1c3JfMSJ9.c2lnbmF0dXJl';
export const userId = 'usr_00000000-0000-4000-8000-000000000001';

async function openFor(server: Server) {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/1`;
  let cookies: readonly StoredCookie[] = [
    { name: 'auth', value: authCookie, path: '/', secure: false },
    { name: 'twoFactorAuth', value: twoFactorAuth, path: '/', secure: false },
  ];
  return openGateway({
    account: { server: address, userId },
    loginNames: [],
    cookies: () => cookies,
    keepCookies: (changed) => {
      // The account's store is written to in its own time.
      setTimeout(() => {
        cookies = changed;
      }, 100);
    },
    pauses: () => [],
    keepPauses: () => undefined,
    confirm: () => Promise.resolve('alive'),
    renew: () => Promise.resolve(false),
  });
}

/** A gateway in front of a server that answers as it likes. */
export function openInFrontOf(listener: RequestListener) {
  return openFor(createHttpServer(listener));
}

/** A gateway in front of something that answers any bytes it likes, once it has been sent some. */
export function openInFrontOfSocket(answer: (socket: Socket) => void) {
  return openFor(
    createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', () => answer(socket));
    }),
  );
}
