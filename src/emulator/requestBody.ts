const maxBodyBytes = 1024 * 1024;

/**
 * Reads a body, whether or not its length was announced. (Hono's own `bodyLimit` cannot read one of unknown length while the global
 * `Request` is left alone, which a program that embeds the emulator may expect.)
 *
 * @returns `undefined` when it is longer than 1 MB
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

/** The value that a JSON text stands for, or `undefined` when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
