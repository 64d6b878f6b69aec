import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { retryAfterMs } from '../vrchat/retryAfter.ts';
import { protectiveHeaders, retryAfterSeconds } from './gatewayAnswer.ts';

/** Assumed where `Retry-After` cannot be read. */
const unreadablePauseMs = 5000;

/** What VRChat may say to a program. Cookies stay here, and so does what only concerns the connection to VRChat. */
const allowed =
  /^(?:accept-ranges|age|allow|cache-control|cf-cache-status|cf-ray|content-disposition|content-language|content-length|content-range|content-type|date|etag|expires|last-modified|link|location|pragma|retry-after|vary|x-ratelimit-[\w-]+|x-vrc-[\w-]+)$/;

/**
 * The headers of an answer as a program gets them.
 *
 * @param server - the base address of the API
 * @param base - the base address that the program uses
 */
export function responseHeaders(received: IncomingHttpHeaders, server: string, base: string): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(received)) if (value !== undefined && allowed.test(name)) headers[name] = value;
  // Programs read seconds; a date makes some of them fail, and others repeat at once.
  if (received['retry-after'] !== undefined) headers['retry-after'] = String(retryAfterSeconds(retryAfter(received) ?? unreadablePauseMs));
  if (received.location !== undefined) headers.location = redirectTarget(received.location, server, base);
  return { ...headers, ...protectiveHeaders };
}

function retryAfter({ 'retry-after': value = '', date = '' }: IncomingHttpHeaders): number | undefined {
  return retryAfterMs(new Headers({ 'retry-after': value, date }), Date.now());
}

/** A redirect to the API leads to the gateway; any other is handed on. A relative one is completed, since it is meant for the server. */
function redirectTarget(location: string, server: string, base: string): string {
  const target = URL.parse(location, `${server}/`);
  if (!target) return location;
  const { href } = target;
  return href === server || href.startsWith(`${server}/`) || href.startsWith(`${server}?`) ? base + href.slice(server.length) : href;
}
