import type { BlockedReason } from '../vrchat/blockedOperations.ts';
import type { GatewayAnswer } from './gatewayAnswer.ts';

/** The gateway's own answers, apart from those about a request's form. */

const blockedTexts: Readonly<Record<BlockedReason, string>> = {
  spendsLogin: 'it signs in, and VRChat limits sign-ins',
  mintsCredential: 'it creates or links another way to sign in',
  endsSession: 'it ends the session that all programs share',
  changesTwoFactor: 'it is about two-factor authentication',
  changesAccount: 'it changes the account itself',
  sendsEmail: 'it makes VRChat send an email',
  spendsMoney: 'it spends money',
  deletesData: 'it deletes stored data',
};

export function blockedAnswer(reason: BlockedReason): GatewayAnswer {
  return { status: 403, reason: 'blocked', message: `The gateway blocks this operation, because ${blockedTexts[reason]}.` };
}

/** Old, revoked and made-up keys get the same answer, so that it tells nothing. */
export const badKey: GatewayAnswer = {
  status: 403,
  reason: 'badKey',
  message: 'This gateway address is not valid, or no longer. Get the current one from VRChat Auth in VS Code.',
};

export const busy: GatewayAnswer = {
  status: 503,
  reason: 'busy',
  message: 'The program has too many requests running. Send fewer at a time.',
  retryAfterMs: 1000,
};

export function pausedAnswer(pauseMs: number): GatewayAnswer {
  return { status: 503, reason: 'paused', message: 'VRChat has asked for a pause.', retryAfterMs: pauseMs };
}

export const noSession: GatewayAnswer = {
  status: 503,
  reason: 'noSession',
  message: 'VRChat no longer accepts the session. Sign in again in VS Code.',
  retryAfterMs: 10_000,
};

export const renewing: GatewayAnswer = {
  status: 503,
  reason: 'renewing',
  message: 'The session is being checked or renewed.',
  retryAfterMs: 2000,
};

/** The session is new, but the body of the request has been used up. */
export const renewedMeanwhile: GatewayAnswer = {
  status: 503,
  reason: 'renewed',
  message: 'The session has been renewed. Send the upload again.',
  retryAfterMs: 1000,
};

export const unreachable: GatewayAnswer = {
  status: 503,
  reason: 'unreachable',
  message: 'VRChat cannot be reached, or closed the connection.',
  retryAfterMs: 5000,
};

/** It would be the same again, so it has none of the statuses after which programs repeat a request. */
export const unsafeAnswer: GatewayAnswer = {
  status: 500,
  reason: 'unsafeAnswer',
  message: 'VRChat’s answer contains the session, or cannot be searched for it. It was not passed on.',
};
