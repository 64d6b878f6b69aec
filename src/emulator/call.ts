import type { Context } from 'hono';
import { parseCookies } from './cookies.ts';
import type { NodeBindings } from './nodeServer.ts';
import { parseJson } from './requestBody.ts';
import type { World } from './world.ts';

/** What Hono provides with each request: Node's request and response, and the body as text. */
export type NodeEnvironment = { Bindings: NodeBindings; Variables: { body: string } };

/** One request to the API. */
export type Call = {
  readonly world: World;
  readonly context: Context<NodeEnvironment>;
  /** The name of the network that the request comes from, in place of a public address. */
  readonly network: string;
  readonly cookies: ReadonlyMap<string, string>;
  /** Scheme, host and port as the client sees them, for links in emails. */
  readonly origin: string;
};

/** Runs one operation of the API. */
export type Handler = (call: Call) => Response | Promise<Response>;

/** Reads what the handlers need from a request. The network is the header `X-Emulator-Network`; without it, the one that the emulator was moved to. */
export function readCall(world: World, context: Context<NodeEnvironment>): Call {
  const network = context.req.header('X-Emulator-Network')?.trim() ?? '';
  return {
    world,
    context,
    network: network === '' ? world.network : network,
    cookies: parseCookies(context.req.header('Cookie')),
    origin: new URL(context.req.url).origin,
  };
}

/** Returns the JSON body, or `undefined` if the body or its `Content-Type` is not JSON. */
export function readJson({ context }: Call): unknown {
  const isJson = /^application\/json\b/i.test(context.req.header('Content-Type') ?? '');
  return isJson ? parseJson(context.get('body')) : undefined;
}
