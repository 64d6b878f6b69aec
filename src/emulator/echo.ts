import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Call, Handler } from './call.ts';

/** Longer bodies are described by their size and hash alone. */
const maxEchoedBytes = 64 * 1024;
const chunk = Buffer.alloc(64 * 1024, 'VRChat emulator ');

/**
 * `/echo`, with any method and body: returns the request as it arrived. `/echo/secrets` does the same with the values of cookies, which
 * `/echo` leaves out. No session is needed. The real service has no such route.
 */
export const echo: Handler = async ({ context }) => {
  const { incoming } = context.env;
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  let size = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    size += part.byteLength;
    hash.update(part);
    if (size <= maxEchoedBytes) kept.push(part);
  }
  const { cookie, ...headers } = incoming.headers;
  const cookies = context.req.path.endsWith('/secrets') ? cookie : cookie?.replaceAll(/=[^;]*/g, '=');
  return Response.json({
    method: context.req.method,
    path: incoming.url,
    headers: { ...headers, ...(cookies !== undefined && { cookie: cookies }) },
    size,
    sha256: hash.digest('hex'),
    body: size <= maxEchoedBytes ? Buffer.concat(kept).toString('utf8') : null,
  });
};

/** `GET /echo/bytes/{count}`: a download of that many bytes. */
export const echoBytes: Handler = ({ context }: Call) => {
  const count = Number(context.req.param('count'));
  const stream = Readable.from(bytes(count));
  return new Response(Readable.toWeb(stream), {
    headers: { 'Content-Type': 'application/octet-stream', 'Content-Length': String(count) },
  });
};

function* bytes(count: number): Generator<Buffer> {
  for (let left = count; left > 0; left -= chunk.length) yield chunk.subarray(0, Math.min(left, chunk.length));
}
