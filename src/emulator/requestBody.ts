const maxBodyBytes = 1024 * 1024;

/**
 * Reads a request's body, with or without `Content-Length`. Hono's `bodyLimit` can't read a body of unknown length unless the Node server
 * replaces the global `Request`, which would surprise a program that embeds the emulator.
 *
 * @returns the body as UTF-8 text, or `undefined` if it is longer than 1 MB
 */
export async function readBody(request: Request): Promise<string | undefined> {
  if (Number(request.headers.get('Content-Length') ?? 0) > maxBodyBytes) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = request.body ?? [];
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Parses JSON, or returns `undefined` if the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
