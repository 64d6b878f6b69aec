import type { IncomingMessage } from 'node:http';
import type { GatewayAnswer } from './gatewayAnswer.ts';

/** Bodies up to this size are read before anything is sent, so that the request can be repeated. Longer ones are streamed. */
const maxHeldBytes = 64 * 1024;

const maxReadingMs = 10_000;

/** What is known of a request's body. */
export type RequestBody = { readonly kind: 'held'; readonly bytes: Buffer } | { readonly kind: 'streamed' };

/** Whether a request announces a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Reads a body that is small enough to be held.
 *
 * @param whole - the body has to be read, whatever its length: a longer one is refused
 * @returns `undefined` if the program closed the connection
 */
export async function readBody(request: IncomingMessage, whole: boolean): Promise<RequestBody | GatewayAnswer | undefined> {
  const length = request.headers['content-length'];
  if (!hasBody(request)) return { kind: 'held', bytes: Buffer.alloc(0) };
  const isLong = length === undefined || Number(length) > maxHeldBytes;
  if (isLong && !whole) return { kind: 'streamed' };
  if (length !== undefined && isLong) return tooLong;
  // A program that sends a byte now and then would otherwise hold its place for ever.
  const timer = setTimeout(() => request.destroy(), maxReadingMs);
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      if (size > maxHeldBytes) return tooLong;
      chunks.push(chunk);
    }
    return { kind: 'held', bytes: Buffer.concat(chunks) };
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

const tooLong: GatewayAnswer = { status: 413, reason: 'badRequest', message: 'A profile update has at most 64 KB.' };
