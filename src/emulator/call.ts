import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { parseCookies } from './cookies.ts';
import { parseJson } from './requestBody.ts';
import type { World } from './world.ts';

/** What comes with each request: Node's own objects, and the body, read. */
export type NodeEnvironment = { Bindings: HttpBindings; Variables: { body: string } };

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
export function readJson({ context }: Call): unknown {
  const isJson = /^application\/json\b/i.test(context.req.header('Content-Type') ?? '');
  return isJson ? parseJson(context.get('body')) : undefined;
}
