import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { accountKey, type AccountId } from '../accounts/accountId.ts';
import type { Secret } from '../vrchat/secret.ts';
import { refusedAccess } from './accessChecks.ts';

import { badKey, busy } from './answers.ts';
import { protectiveHeaders, rawAnswer, sendAnswer, type GatewayAnswer } from './gatewayAnswer.ts';
import { createPipelineHub, type PipelineHub } from './pipelineHub.ts';
import { pipelineTimes, type PipelineTimes } from './pipelineUpstream.ts';
import type { GatewayGrant, GatewayPorts } from './ports.ts';
import { createRelay } from './relay.ts';
import { createRequestLine, type RequestLine } from './requestLine.ts';
import { createRequestLog, type RequestLog } from './requestLog.ts';
import { readTarget, type RequestTarget } from './requestTarget.ts';
import { serveWindow, windowsPath } from './servingWindow.ts';
import { createSessionCare, type SessionCare } from './sessionCare.ts';

const maxConnections = 1000;
const maxHeaderBytes = 16 * 1024;
const headersTimeoutMs = 10_000;
const keepAliveMs = 30_000;
/** A connection on which nothing moves, in either direction, is closed. Longer than the upstream's own limit. */
const idleMs = 120_000;
const closingMs = 500;
const inFlightPerKey = 20;
const inLinePerKey = 40;
const socketsPerKey = 128;
/** What clients send is dropped, so no more of it is taken than a heartbeat has. */
const maxHeartbeatBytes = 4096;

export interface GatewayOptions {
  /** 0 for any free one. */
  readonly port: number;
  readonly pipelineTimes?: PipelineTimes;
  /** Shared by the windows of this machine, which connect to the one that serves. Without it, none can. */
  readonly secret?: Secret;
}

/** A running gateway. */
export interface Gateway {
  readonly port: number;
  readonly log: RequestLog;
  /** How many connections the programs of a folder, or of all folders, keep open, for requests or the pipeline. */
  readonly connections: (folder?: string) => number;
  /** Stops at once: requests fail, and sockets close with 1012, "service restart". */
  readonly close: () => Promise<void>;
}

interface OpenConnection {
  readonly key: string;
  readonly grant: GatewayGrant;
  readonly end: () => void;
}

/**
 * Starts the session gateway: a server on 127.0.0.1 that programs use in place of VRChat's API, and that adds the session.
 *
 * @throws Error with code `EADDRINUSE` if the port is taken
 */
export async function startGateway(ports: GatewayPorts, options: GatewayOptions): Promise<Gateway> {
  const relay = createRelay(ports);
  const log = createRequestLog(Date.now);
  const cares = new Map<string, SessionCare>();
  const hubs = new Map<string, PipelineHub>();
  const lines = new Map<string, RequestLine>();
  const open = new Set<OpenConnection>();
  /** Each connection over which a program has been let in, with the key it used last. */
  const letIn = new Map<Duplex, { readonly key: string; readonly grant: GatewayGrant }>();
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: maxHeartbeatBytes, perMessageDeflate: false, clientTracking: true });
  const windows = new WebSocketServer({ noServer: true, maxPayload: maxHeartbeatBytes, perMessageDeflate: false });
  webSockets.on('headers', (headers) => headers.push(...Object.entries(protectiveHeaders).map(([name, value]) => `${name}: ${value}`)));

  const server = createServer({
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: headersTimeoutMs,
    // Uploads may take as long as they need, as long as they move.
    requestTimeout: 0,
    keepAliveTimeout: keepAliveMs,
    connectionsCheckingInterval: 1000,
  });
  server.maxConnections = maxConnections;
  // Node would drop further headers without a word, and with them one that has to be checked.
  server.maxHeadersCount = 0;
  server.setTimeout(idleMs, (socket) => socket.destroy());
  const port = await listen(server, options.port);

  function careOf(account: AccountId): SessionCare | undefined {
    const key = accountKey(account);
    const session = ports.session(account);
    if (!session) return undefined;
    const care = cares.get(key) ?? createSessionCare(session);
    cares.set(key, care);
    return care;
  }

  /** Checks everything that is not about VRChat's API. */
  function admit(
    request: IncomingMessage,
  ): GatewayAnswer | { target: RequestTarget & { key: string }; grant: GatewayGrant; care: SessionCare } {
    const refused = refusedAccess(request, port);
    if (refused) return refused;
    const target = readTarget(request.url ?? '');
    if (target.kind === 'refused') return { status: 400, reason: 'badRequest', message: target.message };
    const grant = ports.findGrant(target.key, port);
    const care = grant && careOf(grant.account);
    return grant && care ? { target, grant, care } : badKey;
  }

  const isValid = ({ key, grant }: { readonly key: string; readonly grant: GatewayGrant }): boolean =>
    ports.findGrant(key, port)?.id === grant.id;

  /** Counts a connection until it closes, or its key ends. It may carry many requests, of more than one folder at worst. */
  function countConnection(socket: Duplex, key: string, grant: GatewayGrant): void {
    const isNew = !letIn.has(socket);
    letIn.set(socket, { key, grant });
    if (!isNew) return;
    log.touch(grant.folder);
    socket.once('close', () => forgetConnection(socket));
  }

  function forgetConnection(socket: Duplex): void {
    const folder = letIn.get(socket)?.grant.folder;
    letIn.delete(socket);
    if (folder !== undefined) log.touch(folder);
  }

  function track(key: string, grant: GatewayGrant, end: () => void): () => void {
    const connection = { key, grant, end };
    open.add(connection);
    return () => open.delete(connection);
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const admitted = admit(request);
    if ('status' in admitted) {
      sendAnswer(response, admitted);
      return;
    }
    const { target, grant, care } = admitted;
    if (target.kind !== 'api') {
      sendAnswer(response, { status: 426, reason: 'badRequest', message: 'This is the address of the WebSocket.' });
      return;
    }
    countConnection(request.socket, target.key, grant);
    const line = lines.get(grant.id) ?? createRequestLine(inFlightPerKey, inLinePerKey);
    lines.set(grant.id, line);
    // A program that takes the key for the session's token may put it anywhere.
    const path = target.rawPath.replaceAll(target.key, '(key)');
    const finish = log.begin(grant.folder, { grantId: grant.id, method: request.method ?? '', path });
    const untrack = track(target.key, grant, () => request.socket.destroy());
    try {
      const base = `http://${request.headers.host ?? ''}/${target.key}/api/1`;
      finish(await relay({ request, response, target, grant, care, line, base }));
    } catch {
      response.destroy();
      finish({ outcome: 'failed' });
    } finally {
      untrack();
    }
  }

  const connections = (folder?: string): number =>
    [...letIn.values()].filter(({ grant }) => folder === undefined || grant.folder === folder).length;

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { secret } = options;
    if (secret && request.url === windowsPath && !refusedAccess(request, port)) {
      request.socket.setTimeout(0);
      windows.handleUpgrade(request, socket, head, (window) => {
        serveWindow(window, { secret, port, log, connections });
      });
      return;
    }
    const admitted = admit(request);
    if ('status' in admitted) {
      socket.end(rawAnswer(admitted));
      return;
    }
    const { target, grant, care } = admitted;
    const isWebSocket = target.kind === 'pipeline' && request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket';
    if (!isWebSocket) {
      socket.end(rawAnswer({ status: 400, reason: 'badRequest', message: 'Only /pipeline takes an upgrade, to a WebSocket.' }));
      return;
    }
    if ([...open].filter((connection) => connection.key === target.key).length >= socketsPerKey) {
      socket.end(rawAnswer(busy));
      return;
    }
    request.socket.setTimeout(0);
    countConnection(socket, target.key, grant);
    webSockets.handleUpgrade(request, socket, head, (program) => {
      const finish = log.begin(grant.folder, { grantId: grant.id, method: 'WS', path: '/pipeline' });
      const untrack = track(target.key, grant, () => program.terminate());
      program.on('close', () => {
        untrack();
        finish({ outcome: 'passed', status: 101 });
      });
      const key = accountKey(grant.account);
      const hub = hubs.get(key) ?? createPipelineHub(care, ports, options.pipelineTimes ?? pipelineTimes);
      hubs.set(key, hub);
      hub.join(program);
    });
  }

  server.on('request', (request, response) => void handle(request, response));
  server.on('upgrade', upgrade);
  // There are no tunnels. Without this, Node would close the connection without an answer.
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    socket.end(rawAnswer(refusedAccess(request, port) ?? badKey));
  });
  // Without this, Node would answer 100 itself, before the request has been checked.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    const admitted = admit(request);
    if (!('status' in admitted)) response.writeContinue();
    void handle(request, response);
  });
  server.on('clientError', answerUnreadable);
  const subscription = ports.onDidChange(() => {
    for (const connection of open) if (!isValid(connection)) connection.end();
    // One without a request stays open, for a program to learn from an answer that its key has ended.
    for (const [socket, used] of letIn) if (!isValid(used)) forgetConnection(socket);
  });

  return {
    port,
    log,
    connections,
    close: async () => {
      subscription.dispose();
      const closed = once(server, 'close');
      server.close();
      const programs = [...webSockets.clients];
      for (const program of programs) program.close(1012);
      for (const window of windows.clients) window.terminate();
      server.closeAllConnections();
      // A program that does not answer the closing handshake is not waited for.
      const impatience = setTimeout(() => {
        for (const program of programs) program.terminate();
      }, closingMs);
      await closed;
      clearTimeout(impatience);
    },
  };
}

/** A request that Node's parser refuses: two lengths, bare line feeds, headers too long or too late. */
function answerUnreadable(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  socket.end(rawAnswer({ status, reason: 'badRequest', message: 'The request cannot be read.' }));
}

async function listen(server: Server, port: number): Promise<number> {
  const listening = once(server, 'listening');
  server.listen(port, '127.0.0.1');
  await listening;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The gateway has no port.');
  return address.port;
}
