/**
 * Reads a response's body up to a number of bytes, counted after decompression: a few kilobytes can unpack to gigabytes.
 *
 * @param maxBytes - more are not kept, and the connection is closed
 * @returns `undefined` if there is more
 */
export async function readLimited({ body, headers }: Response, maxBytes: number): Promise<string | undefined> {
  if (!body) return '';
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  let size = Number(headers.get('content-length') ?? 0) > maxBytes ? Infinity : 0;
  const chunks: Uint8Array[] = [];
  for (;;) {
    if (size > maxBytes) {
      reader.cancel().catch(() => undefined);
      return undefined;
    }
    const { done, value } = await reader.read();
    if (done) return new TextDecoder().decode(Buffer.concat(chunks));
    size += value.byteLength;
    chunks.push(value);
  }
}
