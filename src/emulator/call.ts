import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { parseCookies } from './cookies.ts';
import type { World } from './world.ts';

/** The environment that the Node adapter gives each request. */
export type NodeEnvironment = { Bindings: HttpBindings };

/** One request on its way through the emulator. */
export type Call = {
  readonly world: World;
  readonly context: Context<NodeEnvironment>;
  /** The name of the network that the request is taken to come from; stands in for a public address. */
  readonly network: string;
  readonly cookies: ReadonlyMap<string, string>;
  /** Scheme, host and port as the client addressed them, so that links lead back the same way. */
  readonly origin: string;
};

/** Answers a request. */
export type Handler = (call: Call) => Response | Promise<Response>;

/** Reads off a request what the handlers need. */
export function readCall(world: World, context: Context<NodeEnvironment>): Call {
  const network = context.req.header('X-Emulator-Network')?.trim() ?? '';
  return {
    world,
    context,
    network: network === '' ? 'home' : network,
    cookies: parseCookies(context.req.header('Cookie')),
    origin: new URL(context.req.url).origin,
  };
}

/** The JSON body, or `undefined` when there is none or it is not declared and written as JSON. */
export async function readJson(call: Call): Promise<unknown> {
  if (!/^application\/json\b/i.test(call.context.req.header('Content-Type') ?? '')) return undefined;
  return call.context.req.json<unknown>().catch(() => undefined);
}
