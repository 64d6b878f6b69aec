import type { IncomingMessage } from 'node:http';
import type { GatewayAnswer } from './gatewayAnswer.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Checks who a request comes from, before its path is looked at. A web page cannot hide its origin, and DNS rebinding cannot change `Host`.
 *
 * @param port - the one the gateway listens on
 * @returns the refusal, or `undefined` if the request may go on
 */
export function refusedAccess(request: IncomingMessage, port: number): GatewayAnswer | undefined {
  const { headers, method = '' } = request;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  // Node keeps only the first of several.
  const sentHosts = request.rawHeaders.filter(
    (name, index) => index % 2 === 0 && name.length === 4 && name.toLowerCase() === 'host',
  ).length;
  if (sentHosts !== 1 || !hosts.includes(headers.host?.toLowerCase() ?? '')) {
    return refusal(403, 'webPage', `Use the address 127.0.0.1:${port}.`);
  }
  const { origin } = headers;
  // Python's websocket-client sends the address it connects to as Origin.
  const isOwn = (sent: string): boolean => hosts.some((host) => sent === `http://${host}` || sent === `ws://${host}`);
  if (origin !== undefined && !isOwn(origin.toLowerCase())) {
    return refusal(403, 'webPage', 'Web pages cannot use the gateway.');
  }
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'none' && site !== 'same-origin') {
    return refusal(403, 'webPage', 'Web pages cannot use the gateway.');
  }
  return methods.includes(method) ? undefined : refusal(405, 'badRequest', `The gateway does not take the method ${method}.`);
}

function refusal(status: number, reason: GatewayAnswer['reason'], message: string): GatewayAnswer {
  return { status, reason, message };
}
