import type { TwoFactorMethod } from './codes.ts';

/** Why no answer came. */
export type UnreachableReason = 'offline' | 'dns' | 'refused' | 'reset' | 'tls' | 'proxy' | 'timeout' | 'unknown';

/**
 * Everything that can go wrong with a call, one kind per thing the user would do about it. `serverMessage` is the server's own text:
 * decoded, without credentials, at most 500 characters, and untrusted.
 */
export type VRChatError =
  /** The input cannot be sent, and nothing was. */
  | { readonly kind: 'invalidInput'; readonly field: string }
  /** 401 on a login: user name, email or password is wrong. */
  | { readonly kind: 'invalidCredentials' }
  /** 401: there is no session behind this cookie, or not for this network. */
  | { readonly kind: 'missingCredentials' }
  /** 401 while the two-factor code is still missing. */
  | { readonly kind: 'requiresTwoFactorAuth' }
  /** 401 or 429: a link was sent by email; it has to be opened, then the login repeated. Waiting does not help. */
  | { readonly kind: 'newLocation' }
  /** 402: a fresh proof of identity is asked for, which only vrchat.com can take. */
  | { readonly kind: 'stepUpRequired'; readonly methods: readonly TwoFactorMethod[] }
  /** 400 `{verified:false}`: the code is wrong, used up or too old. */
  | { readonly kind: 'wrongCode' }
  /** 400: the account does not have the two-factor method that was tried. */
  | { readonly kind: 'twoFactorMethodUnavailable' }
  /** The server requires a two-factor method this client does not support. */
  | { readonly kind: 'twoFactorMethodUnsupported' }
  /** 403: VRChat did not accept the User-Agent. */
  | { readonly kind: 'userAgentRejected' }
  /** 403: VRChat blocks the address this came from, as it does with most VPNs. */
  | { readonly kind: 'networkBlocked'; readonly serverMessage: string }
  /** 403: banned, suspended, or not allowed. */
  | { readonly kind: 'forbidden'; readonly serverMessage: string }
  /** 429: the account has created too many sessions lately. */
  | { readonly kind: 'tooManySessions'; readonly until: number }
  /** 429 or 420; until then (milliseconds since the epoch) nothing is sent for this account. */
  | { readonly kind: 'rateLimited'; readonly until: number; readonly serverMessage: string }
  /** Any other 4xx. */
  | { readonly kind: 'rejected'; readonly status: number; readonly serverMessage: string }
  /** 5xx, or an error page in place of an answer. */
  | { readonly kind: 'outage'; readonly status: number }
  /** An answer that is not VRChat's API: `field` names what was wrong, never its value. */
  | { readonly kind: 'unexpectedResponse'; readonly field: string }
  /** No answer. */
  | { readonly kind: 'unreachable'; readonly reason: UnreachableReason }
  /** The caller's signal was aborted. */
  | { readonly kind: 'canceled' };

/** The result of a call: its value, or what went wrong. Calls never throw for what a server or network does. */
export type VRChatResult<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: VRChatError };
