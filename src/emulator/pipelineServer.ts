import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { isAcceptedUserAgent, isLoopbackHost } from './requestChecks.ts';
import { noteChange, type PipelineSocket, type World } from './world.ts';

/** The paths at which the pipeline answers, with or without a slash at the end. The real one has a host of its own. */
const paths = ['/', '/pipeline', '/pipeline/'];

const base = 'http://127.0.0.1';

/** Accepts WebSocket connections to the pipeline. `authToken` or `auth` in the query is the session's cookie. */
export function acceptPipeline(world: World, server: Server): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024, perMessageDeflate: false });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const { url: target = '' } = request;
    // `URL.parse` is missing in Node.js 20.
    const url = URL.canParse(target, base) ? new URL(target, base) : undefined;
    const isAllowed = isLoopbackHost(request.headers.host) && isAcceptedUserAgent(request.headers['user-agent']);
    if (!url || !paths.includes(url.pathname)) refuse(socket, '404 Not Found');
    else if (!isAllowed) refuse(socket, '403 Forbidden');
    else {
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        open(world, request, webSocket, url.searchParams);
      });
    }
  });
  world.closing.addEventListener('abort', () => {
    for (const client of sockets.clients) client.terminate();
  });
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function open(world: World, request: IncomingMessage, webSocket: WebSocket, query: URLSearchParams): void {
  const authToken = query.get('authToken') ?? query.get('auth') ?? '';
  const network = request.headers['x-emulator-network'] ?? world.network;
  const session = world.state.sessions.find(({ token }) => token === authToken);
  webSocket.on('error', () => webSocket.terminate());
  if (session?.network !== network || session.expiresAt <= world.now() || session.requires.length > 0) {
    sendError(webSocket, authToken, "authToken doesn't correspond with an active session");
    return;
  }
  let isStalled = false;
  const socket: PipelineSocket = {
    userId: session.userId,
    userAgent: request.headers['user-agent'] ?? '',
    received: 0,
    send: (frame) => {
      if (!isStalled) webSocket.send(frame);
    },
    fail: (message) => sendError(webSocket, authToken, message),
    close: () => webSocket.terminate(),
    stall: () => {
      isStalled = true;
      // Without reading, no ping is answered, and the connection still looks open.
      webSocket.pause();
    },
  };
  world.sockets.add(socket);
  webSocket.on('message', () => (socket.received += 1));
  webSocket.on('close', () => {
    world.sockets.delete(socket);
    noteChange(world);
  });
  noteChange(world);
}

/** The pipeline's error frame. It repeats the token, as the real one does, and the connection closes after it. */
function sendError(webSocket: WebSocket, authToken: string, err: string): void {
  webSocket.send(JSON.stringify({ err, authToken, ip: '203.0.113.7' }));
  webSocket.close();
}
