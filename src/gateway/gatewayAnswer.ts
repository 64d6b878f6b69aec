import type { ServerResponse } from 'node:http';

/** Why the gateway itself answers. Sent as the header `X-Gateway-Reason`, so that a program can tell its answers from VRChat's. */
type AnswerReason =
  | 'badRequest'
  | 'badKey'
  | 'webPage'
  | 'blocked'
  | 'otherAccount'
  | 'busy'
  | 'paused'
  | 'noSession'
  | 'renewing'
  | 'renewed'
  | 'unreachable'
  | 'unsafeAnswer'
  | 'notFound';

/** An answer of the gateway's own, in VRChat's shape. */
export interface GatewayAnswer {
  readonly status: number;
  readonly reason: AnswerReason;
  /** A sentence for the developer of the program. */
  readonly message: string;
  readonly retryAfterMs?: number;
}

/** Sent with every answer: whatever a browser is made to load from here runs nothing and tells nobody the address. */
export const protectiveHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': 'sandbox',
  'Referrer-Policy': 'no-referrer',
};

/** Status, headers and body of an answer, for a response or, before there is one, for a socket. */
function parts({ status, reason, message, retryAfterMs }: GatewayAnswer) {
  // VRChat's messages are JSON within JSON.
  const body = JSON.stringify({ error: { message: JSON.stringify(message), status_code: status } });
  const headers: Record<string, string> = {
    ...protectiveHeaders,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    'X-Gateway-Reason': reason,
    ...(retryAfterMs !== undefined && { 'Retry-After': String(retryAfterSeconds(retryAfterMs)) }),
  };
  return { status, headers, body };
}

export function retryAfterSeconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}

/** Sends an answer. What is left of the request's body is not waited for. */
export function sendAnswer(response: ServerResponse, answer: GatewayAnswer): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { status, headers, body } = parts(answer);
  const isRead = response.req.complete;
  response.writeHead(status, isRead ? headers : { ...headers, Connection: 'close' });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** An answer as text, for a connection on which no response exists: a request that could not be parsed, or an upgrade. */
export function rawAnswer(answer: GatewayAnswer): string {
  const { status, headers, body } = parts(answer);
  const lines = Object.entries({ ...headers, Connection: 'close' }).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${status} ${answer.reason}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}
