import * as v from 'valibot';
import { createTransport, type TransportOptions } from './transport.ts';

/** The part of `GET /config` that matters here. The rest changes at random, and some of it is a decoy. */
const ServiceConfig = v.object({ currentTOSVersion: v.pipe(v.number(), v.finite()) });
export type ServiceConfig = v.InferOutput<typeof ServiceConfig>;

/**
 * Reads `GET /config`, which needs no session and is the same for everyone.
 *
 * @param server - the API's base address
 * @param userAgent - sent with the request
 * @returns `undefined` if the server did not respond as expected; nothing depends on it
 * @see APIConfig in the VRChat API specification
 */
export async function readServiceConfig(
  server: string,
  userAgent: string,
  fetch?: TransportOptions['fetch'],
): Promise<ServiceConfig | undefined> {
  const transport = createTransport({ fetch: fetch ?? ((input, init) => globalThis.fetch(input, init)) });
  const result = await transport({
    url: `${server}/config`,
    method: 'GET',
    headers: () => ({ accept: 'application/json', 'user-agent': userAgent }),
    mayRepeat: () => false,
    onHeaders: () => undefined,
  });
  if (result.kind !== 'response' || result.status !== 200) return undefined;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), ServiceConfig), result.body);
  return parsed.success ? parsed.output : undefined;
}
