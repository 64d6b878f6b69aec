import * as v from 'valibot';
import { createTransport, type TransportOptions } from './transport.ts';

/** The part of `GET /config` that matters to an account. The rest changes at will, and some of it is there to mislead. */
const ServiceConfig = v.object({ currentTOSVersion: v.number() });
export type ServiceConfig = v.InferOutput<typeof ServiceConfig>;

/**
 * Reads `GET /config`, which is no operation on an account: it takes no session and tells the same to everyone.
 *
 * @param server - the API's base address
 * @param userAgent - as every request carries it
 * @returns `undefined` where the server did not answer as expected; nothing depends on it
 * @see APIConfig in the VRChat API specification
 */
export async function readServiceConfig(server: string, userAgent: string, fetch?: TransportOptions['fetch']): Promise<ServiceConfig | undefined> {
  const transport = createTransport({ fetch: fetch ?? ((input, init) => globalThis.fetch(input, init)) });
  const result = await transport({
    url: `${server}/config`, method: 'GET', headers: () => ({ 'accept': 'application/json', 'user-agent': userAgent }), mayRepeat: () => false,
    onHeaders: () => undefined,
  });
  if (result.kind !== 'response' || result.status !== 200) return undefined;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), ServiceConfig), result.body);
  return parsed.success ? parsed.output : undefined;
}
