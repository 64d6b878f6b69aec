import { request as sendRequest, type IncomingMessage } from 'node:http';
import type { Secret } from '../../vrchat/secret.ts';

/** More of an answer is not read. What a model gets is cut much earlier. */
const maxBytes = 512 * 1024;
const timeoutMs = 60_000;

export interface ToolRequest {
  readonly method: string;
  /** Below the gateway's address. Sent as it is: the gateway refuses what is not plain, so nothing may resolve it before. */
  readonly path: string;
  readonly body: string | undefined;
}

export type ToolAnswer =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Why the gateway itself answered, if it did. */
      readonly reason?: string;
      /** Seconds. */
      readonly retryAfter?: number;
      /** The media type. */
      readonly type: string;
      readonly body: string;
      readonly isCut: boolean;
    };

/** @param api - the gateway's address, with the key of the grant */
export async function requestThroughGateway(api: Secret, { method, path, body }: ToolRequest, signal: AbortSignal): Promise<ToolAnswer> {
  const { hostname, port, pathname } = new URL(api.reveal());
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = sendRequest({ hostname, port, path: pathname + path, method, headers, signal, timeout: timeoutMs });
      sent.on('response', resolve);
      sent.on('timeout', () => sent.destroy());
      sent.on('error', reject);
      sent.on('close', () => reject(new Error(method)));
      sent.end(body);
    });
    const { statusCode: status = 502, headers } = answer;
    const reason = headers['x-gateway-reason'];
    const retryAfter = Number(headers['retry-after']);
    return {
      kind: 'answer',
      status,
      ...(typeof reason === 'string' && { reason }),
      ...(Number.isFinite(retryAfter) && { retryAfter }),
      type: headers['content-type'] ?? '',
      ...(await read(answer)),
    };
  } catch {
    return { kind: 'none' };
  }
}

async function read(answer: IncomingMessage): Promise<{ readonly body: string; readonly isCut: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > maxBytes) break;
  }
  return { body: Buffer.concat(chunks).toString('utf8'), isCut: size > maxBytes };
}
