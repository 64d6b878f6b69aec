import { demandedMethods } from './codes.ts';
import { parseErrorBody, type ErrorBody } from './errorBody.ts';
import type { VRChatError } from './errors.ts';
import type { PauseKind } from './pauses.ts';

/** A response that is neither a success nor an expected redirect. */
export interface FailedResponse {
  readonly status: number;
  readonly body: string;
  /** Whether the call was a login with user name and password. */
  readonly isLogin: boolean;
  /** When requests may continue if the response asks for a pause, in milliseconds since the epoch. */
  readonly pauseUntil: (kind: PauseKind) => number;
}

/**
 * Interprets a failed response. This is the only place that knows VRChat's wording.
 *
 * @returns the error. Only parts of messages that public reports have shown are matched
 */
export function readFailedResponse({ status, body, isLogin, pauseUntil }: FailedResponse): VRChatError {
  const error = parseErrorBody(body);
  const { message } = error;
  if (status < 400) return { kind: 'unexpectedResponse', field: status >= 300 ? 'redirect' : 'status' };
  // After an address change, VRChat was seen to send it with 403. On a login it means that the server could not read the credentials, which
  // for the user is the same as not accepting them.
  if (/^missing credentials\W*$/i.test(message)) return isLogin ? { kind: 'invalidCredentials' } : { kind: 'missingCredentials' };
  // The network wants the user to sign in to it (RFC 6585, 6).
  if (status === 511) return { kind: 'unexpectedResponse', field: 'status' };
  if (status >= 500) return { kind: 'outage', status };
  switch (status) {
    case 400:
      return readBadRequest(error);
    case 401:
      // VRChat's own are JSON. Others, such as proxies, refuse requests with pages and words, which say nothing about the session.
      if (error.json === undefined && body.trim() !== '') return { kind: 'unexpectedResponse', field: 'body' };
      if (/somewhere new|check your email/i.test(message)) return { kind: 'newLocation' };
      if (/invalid username|invalid.*password/i.test(message)) return { kind: 'invalidCredentials' };
      if (/two.?factor|^unauthorized$/i.test(message)) return { kind: 'requiresTwoFactorAuth' };
      return isLogin ? { kind: 'invalidCredentials' } : { kind: 'missingCredentials' };
    case 402:
      return { kind: 'stepUpRequired', methods: demandedMethods(error.json) ?? [] };
    case 403:
      return readForbidden(error);
    case 407:
      return { kind: 'unreachable', reason: 'proxy' };
    case 420:
    case 429:
      if (/too many places|check your email/i.test(message)) return { kind: 'newLocation' };
      if (/too many sessions/i.test(message)) return { kind: 'tooManySessions', until: pauseUntil('tooManySessions') };
      return { kind: 'rateLimited', until: pauseUntil('rateLimited'), serverMessage: message };
    default:
      return { kind: 'rejected', status, serverMessage: message };
  }
}

function readBadRequest({ message, json }: ErrorBody): VRChatError {
  if (typeof json === 'object' && json !== null && 'verified' in json && json.verified === false) return { kind: 'wrongCode' };
  if (/no secret to match/i.test(message)) return { kind: 'twoFactorMethodUnavailable' };
  return { kind: 'rejected', status: 400, serverMessage: message };
}

function readForbidden({ message, wafCode, json }: ErrorBody): VRChatError {
  if (wafCode === 13799 || /identify yourself|user-agent/i.test(message)) return { kind: 'userAgentRejected' };
  // A response without JSON comes from the firewall in front of the API.
  if (wafCode !== undefined || json === undefined || /blacklisted|vpn or proxy/i.test(message))
    return { kind: 'networkBlocked', serverMessage: message };
  return { kind: 'forbidden', serverMessage: message };
}
