import type { IncomingMessage } from 'node:http';
import { readStream } from './streamedBody.ts';

const maxBodyBytes = 1024 * 1024;

/**
 * Reads a request's body, with or without `Content-Length`.
 *
 * @returns the body as UTF-8 text, or `undefined` if it is longer than 1 MB
 */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return undefined;
  return (await readStream(request, maxBodyBytes))?.toString('utf8');
}

/** Parses JSON, or returns `undefined` if the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
