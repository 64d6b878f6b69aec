import { once } from 'node:events';
import { createServer } from 'node:http';
import { Hono } from 'hono/tiny';
import { demoAccounts, type AccountSeed } from './accountSeed.ts';
import { parseAccounts } from './accountsFile.ts';
import { api } from './api.ts';
import type { NodeEnvironment } from './call.ts';
import { control } from './control.ts';
import { createControls, type Controls } from './controls.ts';
import { answerRequest } from './nodeServer.ts';
import { acceptPipeline } from './pipelineServer.ts';
import { initialState } from './initialState.ts';
import { homeNetwork, sessionCap } from './limits.ts';
import { publicAddress } from './publicAddress.ts';
import { readBody } from './requestBody.ts';
import { isLoopbackHost } from './requestChecks.ts';
import { errorResponse, routeNotImplemented } from './responses.ts';
import { storage } from './storage.ts';
import { hasStreamedBody } from './streamedBody.ts';
import { createStateFileWriter, readStateFile } from './stateFile.ts';
import { noteChange, type World } from './world.ts';

export type EmulatorOptions = {
  /** The port to listen on; any free one if 0 or missing. */
  readonly port?: number;
  /** The accounts to start with; the demo accounts if missing. */
  readonly accounts?: readonly AccountSeed[];
  /** A file that keeps accounts, sessions, emails and the clock across restarts. If missing, everything stays in memory. */
  readonly stateFile?: string;
  /** The clock, in milliseconds since the epoch. Default: the system clock. */
  readonly now?: () => number;
  /** Takes each authenticator code once and only in its own half minute, as strict servers do (RFC 6238, 5.2). Default: false. */
  readonly strictCodes?: boolean;
  /** The number of sessions an account may create within an hour. Default: 20. */
  readonly sessionCap?: number;
};

/** A running emulator. */
export type Emulator = {
  /** Base address of the API: `http://127.0.0.1:<port>/api/1`. */
  readonly address: string;
  /** What the control surface offers, in this process. */
  readonly controls: Controls;
  /** Stops the emulator and closes every connection, including those that a fault left hanging. Can be called more than once. */
  readonly close: () => Promise<void>;
};

/**
 * Starts a local VRChat API. It listens on 127.0.0.1 only.
 *
 * @throws if the port is taken or out of range, an account is invalid, or the state file can't be read or written
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const closing = new AbortController();
  const world = createWorld(options, closing.signal);
  const { fetch } = createApp(world);
  const server = createServer(
    (incoming, outgoing) => void answerRequest({ incoming, outgoing }, (request, bindings) => fetch(request, bindings)),
  );
  acceptPipeline(world, server);
  const port = await listen(server, options.port ?? 0);
  // Not before the port is ours: another emulator may be using the file.
  try {
    world.save();
  } catch (error) {
    server.close();
    throw error;
  }
  let closed: Promise<unknown> | undefined;
  return {
    address: `http://127.0.0.1:${port}/api/1`,
    controls: createControls(world),
    close: async () => {
      if (!closed) {
        closed = once(server, 'close');
        closing.abort();
        server.close();
        server.closeAllConnections();
      }
      await closed;
    },
  };
}

function createWorld(options: EmulatorOptions, closing: AbortSignal): World {
  const clock = options.now ?? Date.now;
  const accounts = parseAccounts(options.accounts ?? demoAccounts);
  const createInitialState = () => initialState(accounts, clock());
  const write = options.stateFile === undefined ? undefined : createStateFileWriter(options.stateFile);
  const stored = options.stateFile === undefined ? undefined : readStateFile(options.stateFile);
  const world: World = {
    state: stored ?? createInitialState(),
    faults: [],
    requests: [],
    network: homeNetwork,
    listeners: new Set(),
    sessionCap: options.sessionCap ?? sessionCap,
    sockets: new Set(),
    storage: new Map(),
    strictCodes: options.strictCodes ?? false,
    usedCodes: new Set(),
    closing,
    now: () => clock() + world.state.clockOffset,
    reset: () => {
      world.state = createInitialState();
      world.faults = [];
      world.requests = [];
      world.network = homeNetwork;
      world.storage.clear();
      for (const socket of world.sockets) socket.close();
      world.usedCodes.clear();
    },
    save: () => {
      write?.(world.state);
      noteChange(world);
    },
  };
  return world;
}

function createApp(world: World): Hono<NodeEnvironment> {
  const app = new Hono<NodeEnvironment>();
  app.use(async (context, next) => {
    if (!isLoopbackHost(context.req.header('Host'))) return errorResponse(403, 'The emulator only accepts loopback addresses');
    const body = hasStreamedBody(context.req.path) ? '' : await readBody(context.env.incoming);
    if (body === undefined) return errorResponse(413, 'Request body is over 1 MB');
    context.set('body', body);
    return next();
  });
  app.route('/api/1', api(world));
  app.route('/_emulator', control(world));
  app.route('/_storage', storage(world));
  app.get('/home/:page', (context) => context.text(`The website would show its page "${context.req.param('page')}" here.`));
  // The real service's proxy returns the client's public address here.
  app.get('/cdn-cgi/trace', (context) => {
    const address = publicAddress(world, context.req.header('X-Emulator-Network') ?? world.network);
    return context.text(`h=${context.req.header('Host') ?? ''}\nip=${address}\n`);
  });
  app.notFound(() => routeNotImplemented());
  app.onError((error) => errorResponse(500, error.message));
  return app;
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`Port ${port} is out of range. Use a number from 1 to 65535, or 0 for any free port.`);
  }
  const listening = once(server, 'listening');
  server.listen(port, '127.0.0.1');
  try {
    await listening;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE')
      throw new Error(`Port ${port} is in use by another program. Use another port, or 0 for any free port.`, { cause: error });
    if (code === 'EACCES')
      throw new Error(`Port ${port} requires more privileges. Use a port above 1023, or 0 for any free port.`, { cause: error });
    throw error;
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}
