import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { createProxyServer } from 'httpxy';
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
  /** The request has not been sent before, so that an empty body can still be read from it. */
  readonly isFirst: boolean;
}

export type Upstream = ReturnType<typeof createUpstream>;

/**
 * Sends requests to VRChat. The proxy library streams bodies, ends the one connection with the other, and copes with answers that come before
 * the request is complete. No redirect is followed.
 *
 * @returns a function that resolves to the answer, whose body has to be read, and rejects if there is none
 */
export function createUpstream() {
  const proxy = createProxyServer({ selfHandleResponse: true });
  const waiting = new WeakMap<IncomingMessage, PromiseWithResolvers<IncomingMessage>>();
  proxy.on('proxyRes', (answer, request) => waiting.get(request)?.resolve(answer));
  proxy.on('error', (error, request) => {
    if (request) waiting.get(request)?.reject(error);
  });
  proxy.on('econnreset', (error, request) => waiting.get(request)?.reject(error));

  return async (request: IncomingMessage, response: ServerResponse, upstream: UpstreamRequest): Promise<IncomingMessage> => {
    const { target, path, headers, body, connection, isFirst } = upstream;
    const isHeld = body.kind === 'held' && (body.bytes.length > 0 || !isFirst);
    const answer = Promise.withResolvers<IncomingMessage>();
    waiting.set(request, answer);
    const leave = (): void => answer.reject(new Error('The program closed the connection.'));
    response.once('close', leave);
    request.url = path;
    // `OutgoingHttpHeaders` differ by numbers, of which there are none.
    request.headers = headers as IncomingMessage['headers'];
    void proxy.web(request, response, {
      target,
      proxyTimeout: maxSilenceMs,
      ...connection,
      ...(isHeld && { buffer: Readable.from([body.bytes], { objectMode: false }) }),
    });
    try {
      return await answer.promise;
    } finally {
      response.off('close', leave);
    }
  };
}
