import type { IncomingMessage } from 'node:http';

/** Paths whose requests may be larger than the API's 1 MB. Their handlers read the body themselves. */
export function hasStreamedBody(path: string): boolean {
  return /^\/(?:api\/1\/(?:file\/image|echo(?:\/.*)?)|_storage\/[\w-]+)$/.test(path);
}

/**
 * Reads a body up to a limit.
 *
 * @returns `undefined` if it is longer; the rest is left unread, and the connection open for the answer
 */
export async function readStream(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
