import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Call } from './call.ts';
import { findCaller } from './caller.ts';
import { setCookie, withCookies } from './cookies.ts';
import type { ActiveFault } from './faults.ts';
import { alreadySent } from './nodeServer.ts';
import { newAddress } from './publicAddress.ts';
import { errorResponse, networkRefused, userAgentRefused } from './responses.ts';

/** A loopback address that nothing listens on. */
const unusedAddress = 'http://127.0.0.2:9/';

/** The response of a fault in place of the operation's; `undefined` if the operation runs anyway. */
export function faultResponse(fault: ActiveFault, { context }: Call): Response | undefined {
  switch (fault.name) {
    case 'status':
      return errorResponse(Number(fault.argument), `Fault ${fault.argument ?? ''}`);
    case 'html502':
      return html(
        '<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>cloudflare</center></body></html>\n',
        502,
      );
    case 'webPage':
      return html(
        '<!DOCTYPE html>\n<html><head><title>Sign in to this network</title></head><body></body></html>\n',
        Number(fault.argument ?? 200),
      );
    case 'missingCredentials':
      return errorResponse(Number(fault.argument), 'Missing Credentials');
    case 'reset':
      context.env.incoming.socket.destroy();
      return alreadySent;
    case 'timeout':
      return alreadySent;
    case 'malformedJson':
      return new Response('{"id":"usr_', { headers: { 'Content-Type': 'application/json' } });
    case 'hugeBody':
      return Response.json({ padding: 'x'.repeat(6 * 1024 * 1024) });
    case 'redirectElsewhere':
      return new Response(null, { status: 302, headers: { Location: fault.argument ?? unusedAddress } });
    case 'rateLimit': {
      const answer = errorResponse(429, 'Too many requests');
      if (fault.argument !== undefined) answer.headers.set('Retry-After', fault.argument);
      return answer;
    }
    case 'vpnBlocked':
      return networkRefused();
    case 'userAgentBlocked':
      return userAgentRefused();
    case 'moderated':
      return errorResponse(403, 'This account is suspended');
    case 'stepUp':
      return Response.json(
        { requiresTwoFactorAuth: ['totp', 'otp'], scope: 'account', ticket: 'ticket_emulator', stepUpToken: 'stepup_emulator' },
        { status: 402 },
      );
    case 'truncate':
    case 'slow':
    case 'wrongContentType':
    case 'expireSessions':
    case 'otherNetwork':
    case 'newAddress':
    case 'rotateSession':
    case 'newLocation':
    case 'tooManyPlaces':
    case 'tooManySessions':
      return undefined;
  }
}

/** Applies faults that change the circumstances of the operation, and returns the call to run it with. */
export function applyFaultToCall(fault: ActiveFault, call: Call): Call {
  const { world } = call;
  if (fault.name === 'expireSessions') world.state.sessions = [];
  if (fault.name === 'otherNetwork') return { ...call, network: 'elsewhere' };
  if (fault.name !== 'newAddress') return call;
  const network = fault.argument ?? newAddress;
  // VRChat already knows the place, so a sign-in from its new address needs no confirmation by email.
  for (const account of world.state.accounts) {
    if (account.knownNetworks.length > 0 && !account.knownNetworks.includes(network)) account.knownNetworks.push(network);
  }
  return { ...call, network };
}

/** Waits as long as a fault asks for, or until the emulator closes. */
export async function delayByFault({ name, argument }: ActiveFault, { world }: Call): Promise<void> {
  if (name === 'slow') await delay(Number(argument ?? 3000), undefined, { signal: world.closing });
}

/** Applies faults that spoil the operation's response. */
export async function applyFaultToResponse(fault: ActiveFault, call: Call, answer: Response): Promise<Response> {
  if (fault.name === 'rotateSession') rotateSession(call, answer);
  if (fault.name === 'wrongContentType') answer.headers.set('Content-Type', 'text/html; charset=utf-8');
  return fault.name === 'truncate' ? truncateResponse(call, answer) : answer;
}

/** Replaces the session's cookie. The one that came with the request stops working. */
function rotateSession(call: Call, answer: Response): void {
  const session = findCaller(call)?.session;
  if (!session) return;
  session.token = `authcookie_${randomUUID()}`;
  withCookies(answer, [setCookie('auth', session.token, session.expiresAt)]);
}

/** Announces the whole body, sends half of it and closes the connection. */
async function truncateResponse({ context: { env } }: Call, answer: Response): Promise<Response> {
  const body = Buffer.from(await answer.arrayBuffer());
  const { outgoing } = env;
  for (const [name, value] of answer.headers) if (name !== 'set-cookie') outgoing.setHeader(name, value);
  outgoing.setHeader('Set-Cookie', answer.headers.getSetCookie());
  outgoing.setHeader('Content-Length', body.length + 1);
  outgoing.writeHead(answer.status);
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => outgoing.destroy());
  return alreadySent;
}

function html(body: string, status: number): Response {
  return new Response(body, { status, headers: { 'Content-Type': 'text/html; charset=UTF-8' } });
}
