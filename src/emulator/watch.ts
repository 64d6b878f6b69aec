import type { Context } from 'hono';
import type { NodeEnvironment } from './call.ts';
import { codeLeftMs, createControls } from './controls.ts';
import { alreadySent } from './nodeServer.ts';
import type { World } from './world.ts';

/** Changes that come faster share a line. */
const pauseMs = 250;

/** How many of the latest requests a line has. It is sent again and again, so it should stay small. */
const sentRequests = 100;

/**
 * `GET /_emulator/watch`: everything that the controls show, as one line of JSON; another line after each change, and when the codes of
 * authenticators change. It ends with the client or the emulator.
 */
export function watch(world: World, { env: { outgoing } }: Context<NodeEnvironment>): Response {
  let due: NodeJS.Timeout | undefined;
  let codesEnd: NodeJS.Timeout | undefined;

  const send = (): void => {
    due = undefined;
    outgoing.write(`${JSON.stringify(describe(world))}\n`);
    clearTimeout(codesEnd);
    codesEnd = setTimeout(note, codeLeftMs(world) + 1);
  };
  // A client that does not read gets the latest state once it does.
  const note = (): void => {
    if (!outgoing.writableNeedDrain) due ??= setTimeout(send, pauseMs);
  };

  outgoing.writeHead(200, { 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'no-store' });
  send();
  world.listeners.add(note);
  outgoing.on('drain', note);
  outgoing.on('close', () => {
    world.listeners.delete(note);
    clearTimeout(due);
    clearTimeout(codesEnd);
  });
  return alreadySent;
}

function describe(world: World): Record<string, unknown> {
  const controls = createControls(world);
  const { operations, faultForms, eventNames } = controls;
  return {
    now: controls.now(),
    clockAheadMs: controls.clockAheadMs(),
    network: controls.network(),
    accounts: controls.accounts(),
    mailbox: controls.mailbox(),
    requests: controls.requests().slice(-sentRequests),
    requestCount: controls.requestCount(),
    faults: controls.faults(),
    connections: controls.connections(),
    operations,
    faultForms,
    eventNames,
  };
}
