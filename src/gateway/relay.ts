import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { blockedReason, isOpen } from '../vrchat/blockedOperations.ts';
import { blockedAnswer, busy, noSession, pausedAnswer, renewedMeanwhile, renewing, unreachable } from './answers.ts';
import { retryAfterSeconds, sendAnswer, type GatewayAnswer } from './gatewayAnswer.ts';
import { createPatience, patienceMs, type Patience } from './patience.ts';
import { ownAnswer } from './ownAnswers.ts';
import { passOn, readWhole, type PassedOn } from './passOn.ts';
import type { GatewayPorts } from './ports.ts';
import { isProfileUpdate, readProfileUpdate } from './profileUpdate.ts';
import { refusedLogin } from './programLogin.ts';
import { hasBody, readBody, type RequestBody } from './readBody.ts';
import { requestHeaders } from './requestHeaders.ts';
import type { RelayedRequest } from './relayedRequest.ts';
import type { RequestEnd, RequestOutcome } from './requestLog.ts';
import { sendUpstream } from './upstream.ts';

/** Takes requests of programs to VRChat, with the session added, and the answers back without it. */
export function createRelay({ connection }: Pick<GatewayPorts, 'connection'>) {
  return async (relayed: RelayedRequest): Promise<RequestEnd> => {
    const { request, response, line } = relayed;
    const prepared = await prepare(relayed);
    if (prepared === undefined) return { outcome: 'failed' };
    if ('status' in prepared) return refuse(response, prepared);
    const patience = createPatience(patienceMs);
    const pause = await waitForPause(relayed, patience);
    if (pause) return refuse(response, pause);
    const place = line.enter();
    if (!place) return refuse(response, busy);
    try {
      if ((await patience.wait(place.turn)) === 'late') return refuse(response, busy);
      // A pause may have begun while the request stood in line.
      const pauseMs = relayed.care.pauseMs();
      if (pauseMs > 0) return refuse(response, pausedAnswer(pauseMs));
      if (request.socket.destroyed) return { outcome: 'failed' };
      return await exchange(relayed, prepared, patience);
    } finally {
      place.leave();
    }
  };

  /** Sends a request, again with a renewed session if the first one was over, and passes the answer on. */
  async function exchange(relayed: RelayedRequest, body: RequestBody, patience: Patience): Promise<RequestEnd> {
    const { request, response, target, care, grant } = relayed;
    const { method = '' } = request;
    const { url } = care;
    const needsNone = isOpen(method, target.path);
    let hasRenewed = false;
    for (;;) {
      const current = care.current();
      const sent = current instanceof Promise ? await patience.wait(current) : current;
      if (sent === 'late' && !needsNone) return refuse(response, renewing);
      const session = sent === 'late' ? undefined : sent;
      if (!session && !needsNone) return refuse(response, noSession);
      const startedAt = care.now();
      const headers = requestHeaders(request.headers, {
        cookie: session?.header,
        userAgent: grant.userAgent,
        host: url.host,
        isWhole: ownAnswer(target.path, grant.account.userId) !== undefined,
      });
      if (body.kind === 'held' && hasBody(request)) {
        delete headers['transfer-encoding'];
        headers['content-length'] = body.bytes.byteLength;
      }
      const upstream = { target: url, path: target.raw, headers, body, connection: connection?.(url) ?? {} };
      const answer = await sendUpstream(request, response, upstream).catch(() => undefined);
      if (!answer) return refuse(response, unreachable);
      const { statusCode: status = 502 } = answer;
      const setCookies = answer.headers['set-cookie'];
      const kept = session && setCookies ? care.keepCookies(session, setCookies) : [];
      const secrets = [...(session?.secrets ?? []), ...kept];
      if (status === 401 && session && !hasRenewed) {
        const held = await readWhole(answer).catch(() => undefined);
        if (held === undefined) return refuse(response, unreachable);
        const refusal = await patience.wait(care.explainRefusal(session.token, `${method} ${target.path}`));
        if (refusal === 'late' || refusal === 'unknown') return refuse(response, renewing);
        if (refusal === 'noSession') return refuse(response, noSession);
        if (refusal === 'own') return end(await passOn(answer, { relayed, secrets, held }), 'passed');
        if (body.kind === 'streamed') return refuse(response, renewedMeanwhile);
        hasRenewed = true;
        continue;
      }
      const isPause = status === 429 || status === 420;
      const pauseMs = isPause ? care.startPause(status, answer.headers['retry-after']) : 0;
      if (isPause) answer.headers['retry-after'] = String(retryAfterSeconds(pauseMs));
      else if (status < 400) care.endPause(startedAt);
      const passed = await passOn(answer, { relayed, secrets });
      return end(passed, isPause ? 'paused' : hasRenewed ? 'renewed' : 'passed');
    }
  }
}

/** Checks a request and reads its body. @returns `undefined` if the program has left */
async function prepare({ request, target, care }: RelayedRequest): Promise<RequestBody | GatewayAnswer | undefined> {
  const { method = '' } = request;
  const blocked = blockedReason(method, target.path);
  if (blocked) return blockedAnswer(blocked);
  if ((method === 'GET' || method === 'HEAD') && hasBody(request)) {
    return { status: 400, reason: 'badRequest', message: `${method} has no body.` };
  }
  const otherAccount = target.path === '/auth/user' ? refusedLogin(request, care.session) : undefined;
  if (otherAccount) return otherAccount;
  if (!isProfileUpdate(method, target.path)) return readBody(request, false);
  const body = await readBody(request, true);
  if (body === undefined || 'status' in body) return body;
  const update = readProfileUpdate(request.headers, body.kind === 'held' ? body.bytes : Buffer.alloc(0));
  return 'status' in update ? update : { kind: 'held', bytes: update };
}

async function waitForPause({ care }: RelayedRequest, patience: Patience): Promise<GatewayAnswer | undefined> {
  // Again and again, because a timer may end a moment early.
  for (let pauseMs = care.pauseMs(); pauseMs > 0; pauseMs = care.pauseMs()) {
    if (pauseMs > patience.leftMs()) return pausedAnswer(pauseMs);
    await patience.wait(delay(pauseMs));
  }
  return undefined;
}

function refuse(response: ServerResponse, answer: GatewayAnswer): RequestEnd {
  sendAnswer(response, answer);
  const outcome: Partial<Record<GatewayAnswer['reason'], RequestOutcome>> = {
    blocked: 'blocked',
    otherAccount: 'blocked',
    paused: 'paused',
  };
  return { outcome: outcome[answer.reason] ?? 'failed', status: answer.status };
}

function end(passed: PassedOn, outcome: RequestOutcome): RequestEnd {
  return { ...passed, outcome: passed.isComplete && (passed.status < 500 || passed.status > 599) ? outcome : 'failed' };
}
