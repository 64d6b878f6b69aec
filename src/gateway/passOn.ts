import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Secret } from '../vrchat/secret.ts';
import { unreachable, unsafeAnswer } from './answers.ts';
import { sendAnswer, type GatewayAnswer } from './gatewayAnswer.ts';
import { ownAnswer, rewriteOwnAnswer } from './ownAnswers.ts';
import type { RelayedRequest } from './relayedRequest.ts';
import { responseHeaders } from './responseHeaders.ts';

/** The largest answer that is read as a whole. The current user of an account with thousands of friends has some 100 KB. */
const maxWholeBytes = 5 * 1024 * 1024;
/** Answers that announce no more are searched before any of them is sent, so that a program gets a clear refusal and no broken answer. */
const smallBytes = 64 * 1024;

export interface PassedOn {
  readonly status: number;
  /** Bytes of the body that were sent. */
  readonly bytes: number;
  readonly isComplete: boolean;
}

interface PassOnOptions {
  readonly relayed: RelayedRequest;
  /** What the request was sent with. */
  readonly secrets: readonly Secret[];
  /** The body, if it has been read already. */
  readonly held?: Buffer;
}

/** Passes an answer of VRChat on to the program, without the session. */
export async function passOn(answer: IncomingMessage, { relayed, secrets, held }: PassOnOptions): Promise<PassedOn> {
  const { request, response, target, care, grant, base } = relayed;
  const { statusCode: status = 502 } = answer;
  const headers = responseHeaders(answer.headers, grant.account.server, base);
  const search = care.secretSearch(secrets);
  if (isCompressed(answer) || search.isIn(JSON.stringify(headers))) return withhold(relayed, answer, unsafeAnswer);
  const own = ownAnswer(target.path, grant.account.userId);
  if (own) delete headers['content-length'];
  if (request.method === 'HEAD' || status === 204 || status === 304) {
    answer.resume();
    response.writeHead(status, headers).end();
    return { status, bytes: 0, isComplete: true };
  }

  const isSmall = Number(answer.headers['content-length'] ?? Infinity) <= smallBytes;
  if (held || own || isSmall) {
    const body = held ?? (await readWhole(answer).catch(() => undefined));
    if (body === undefined) return withhold(relayed, answer, unreachable);
    const rewritten = own && status < 300 ? rewriteOwnAnswer(own, body, target.key) : body;
    if ('status' in rewritten) return withhold(relayed, answer, rewritten);
    return search.isIn(rewritten) ? withhold(relayed, answer, unsafeAnswer) : sendWhole(relayed, status, headers, rewritten);
  }

  let bytes = 0;
  response.writeHead(status, headers);
  const stream = search.stream((passed) => (bytes += passed));
  // If the one connection breaks, so does the other: a program must not take half an answer for a whole one.
  const isComplete = await pipeline(answer, stream, response).then(
    () => true,
    () => false,
  );
  return { status, bytes, isComplete };
}

/** Whether an answer cannot be searched. */
function isCompressed({ headers }: IncomingMessage): boolean {
  const content = headers['content-encoding'] ?? 'identity';
  const transfer = headers['transfer-encoding'] ?? 'chunked';
  return content.toLowerCase() !== 'identity' || transfer.toLowerCase() !== 'chunked';
}

/**
 * Reads an answer up to 5 MB.
 *
 * @throws if it is longer or breaks off
 */
export function readWhole(answer: IncomingMessage): Promise<Buffer> {
  // Events are several times faster here than iterating.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    answer.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      chunks.push(chunk);
      if (size > maxWholeBytes) answer.destroy();
    });
    answer.on('error', reject);
    answer.on('close', () => {
      if (answer.complete && size <= maxWholeBytes) resolve(Buffer.concat(chunks));
      else reject(new Error('The answer broke off, or is too long.'));
    });
  });
}

function sendWhole({ response }: RelayedRequest, status: number, headers: OutgoingHttpHeaders, body: Buffer): PassedOn {
  headers['content-length'] = body.byteLength;
  // Node sends a text in one piece with the headers, and bytes apart from them. In Latin-1, each byte is a character.
  response.writeHead(status, headers).end(body.toString('latin1'), 'latin1');
  return { status, bytes: body.byteLength, isComplete: true };
}

/** Sends the gateway's own answer in place of VRChat's. */
function withhold({ response }: RelayedRequest, answer: IncomingMessage, own: GatewayAnswer): PassedOn {
  answer.destroy();
  sendAnswer(response, own);
  return { status: own.status, bytes: 0, isComplete: false };
}
