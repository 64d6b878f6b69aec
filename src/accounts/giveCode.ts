import type { VRChatClient } from '../vrchat/client.ts';
import type { TwoFactorMethod } from '../vrchat/codes.ts';
import type { VRChatError } from '../vrchat/errors.ts';
import type { Secret } from '../vrchat/secret.ts';
import { verifyCode } from '../vrchat/verifyCode.ts';
import { serverTime } from './authenticatorSecret.ts';
import { noteSentCode } from './freshCode.ts';
import { keepPending } from './keepPending.ts';
import type { Clock, Problem } from './ports.ts';
import { readUser } from './readUser.ts';
import type { SignInPorts } from './signInPorts.ts';
import { lostSession, type Step, type WaitingForCode, type WaitingForUser } from './signInProgress.ts';

/** An authenticator's code is valid for half a minute, and a little longer. */
const maxClockSkewMs = 30_000;

/** Has the server verify a two-factor code, then reads the user. */
export async function giveCode(
  ports: SignInPorts,
  vrchat: VRChatClient,
  waiting: WaitingForCode,
  method: TwoFactorMethod,
  code: Secret,
): Promise<Step> {
  const { issued } = waiting;
  // Even if the server does not say so, it may have taken the code.
  if (method === 'totp')
    noteSentCode(code.reveal(), serverTime(ports.clock.now(), { clockOffset: ports.clock.serverOffset(issued.server) ?? 0 }));
  const result = await verifyCode(vrchat, issued.session, method, code);
  if (!result.ok) {
    if (result.error.kind === 'missingCredentials') return lostSession(waiting);
    // The answer may have replaced the cookie.
    await keepPending(ports, waiting);
    return { progress: waiting, problem: codeProblem(ports.clock, issued.server, method, result.error) };
  }
  const verified: WaitingForUser = { at: 'user', issued };
  await keepPending(ports, verified);
  return readVerified(ports, vrchat, verified);
}

/** Reads the user after a code was accepted. It can be repeated without another code. */
export async function readVerified(ports: SignInPorts, vrchat: VRChatClient, waiting: WaitingForUser): Promise<Step> {
  const step = await readUser(ports, vrchat, waiting, (error) => ({ kind: 'verifiedButUnread', error }));
  return step.progress.at === 'code' ? { ...step, problem: { kind: 'wrongCode' } } : step;
}

function codeProblem(clock: Clock, server: string, method: TwoFactorMethod, error: VRChatError): Problem {
  const skewMs = clock.serverOffset(server) ?? 0;
  const isSkewed = error.kind === 'wrongCode' && method === 'totp' && Math.abs(skewMs) >= maxClockSkewMs;
  return isSkewed ? { kind: 'clockSkew', seconds: Math.round(skewMs / 1000) } : error;
}
