import http, { type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { ConnectionOptions } from './ports.ts';
import type { RequestBody } from './readBody.ts';

/** After so long without a byte from VRChat, it is given up. */
const maxSilenceMs = 60_000;

/** One request on its way to VRChat. */
interface UpstreamRequest {
  /** The base address of the API. */
  readonly target: URL;
  /** Below the base address, with its query. Sent as it is. */
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: RequestBody;
  readonly connection: ConnectionOptions;
}

/**
 * Sends a program's request to VRChat, with other headers. A long body is streamed, and the one connection ends with the other. No redirect is
 * followed.
 *
 * It is sent without an agent, so that VS Code's own is used: with `http.proxySupport` set to `on`, VS Code leaves the user's proxy out for a
 * request that has one (`createHttpPatch` of @vscode/proxy-agent 0.45, src/index.ts). Proxy libraries always set one.
 *
 * @returns the answer, whose body has to be read
 * @throws if there is none
 */
export async function sendUpstream(
  request: IncomingMessage,
  response: ServerResponse,
  upstream: UpstreamRequest,
): Promise<IncomingMessage> {
  const { target, path, headers, body, connection } = upstream;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const outgoing = (target.protocol === 'https:' ? https : http).request(target, {
    ...connection,
    method: request.method,
    path: target.pathname.replace(/\/$/, '') + path || '/',
    headers,
  });
  outgoing.setTimeout(maxSilenceMs, () => outgoing.destroy());
  outgoing.on('error', reject);
  // Without an error, too, for example after an answer that changes the protocol. Whatever came before has resolved it.
  outgoing.on('close', () => reject(new Error('The connection closed without an answer.')));
  response.once('close', () => {
    if (response.writableFinished) return;
    outgoing.destroy();
    reject(new Error('The program closed the connection.'));
  });
  outgoing.on('response', (answer) => {
    // An answer that breaks off also ends early for what reads it. Without a listener, the error would end the process.
    answer.on('error', () => undefined);
    answer.once('close', () => {
      if (outgoing.writableFinished) return;
      // It came before the request was complete. The rest is dropped, so that the program can read the answer.
      request.unpipe(outgoing);
      request.resume();
      outgoing.destroy();
    });
    resolve(answer);
  });
  if (body.kind === 'held') outgoing.end(body.bytes);
  else request.pipe(outgoing);
  return promise;
}
