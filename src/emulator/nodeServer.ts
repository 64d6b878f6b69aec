import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Node's own request and response, which come with each request. The body is read from there only. */
export type NodeBindings = { readonly incoming: IncomingMessage; readonly outgoing: ServerResponse };

/** Stands for an answer that went out through Node's response, or never goes out. */
export const alreadySent = new Response(null);

/**
 * Answers a request of Node's HTTP server.
 *
 * @param respond - gets the request without its body
 */
export async function answerRequest(
  { incoming, outgoing }: NodeBindings,
  respond: (request: Request, bindings: NodeBindings) => Response | Promise<Response>,
): Promise<void> {
  const request = readRequest(incoming);
  const answer = request ? await respond(request, { incoming, outgoing }) : new Response('Bad Request', { status: 400 });
  if (answer === alreadySent) return;
  // The connection is used again, so what nobody read is skipped.
  incoming.resume();
  outgoing.statusCode = answer.status;
  for (const [name, value] of answer.headers) if (name !== 'set-cookie') outgoing.setHeader(name, value);
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader('Set-Cookie', cookies);
  if (answer.body && answer.headers.has('Content-Length')) {
    // The client may leave before the end.
    await pipeline(Readable.fromWeb(answer.body), outgoing).catch(() => undefined);
    return;
  }
  outgoing.end(Buffer.from(await answer.arrayBuffer()));
}

/** @returns `undefined` if it is none that can be answered, such as one with the method TRACE */
function readRequest(incoming: IncomingMessage): Request | undefined {
  const headers = new Headers();
  try {
    for (let index = 0; index < incoming.rawHeaders.length; index += 2)
      headers.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '');
    return new Request(new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? 'localhost'}`), {
      method: incoming.method ?? 'GET',
      headers,
    });
  } catch {
    return undefined;
  }
}
