import * as v from 'valibot';

const since = v.number();
const checkedAt = v.number();
/** The session needed a two-factor code before it was refused, and needs it still should it come back. */
const owesTwoFactor = v.exactOptional(v.boolean());

const KnownState = v.variant('kind', [
  /** No session. */
  v.object({ kind: v.literal('signedOut'), since }),
  /** A session cookie that has not been checked with the server yet. */
  v.object({ kind: v.literal('unchecked'), since }),
  v.object({ kind: v.literal('valid'), since, checkedAt }),
  /** The session still needs its two-factor code. */
  v.object({ kind: v.literal('twoFactorPending'), since, checkedAt }),
  /** The server no longer accepts the session. */
  v.object({ kind: v.literal('expired'), since, checkedAt, owesTwoFactor }),
  /** The server does not accept the session from this network; it works again on the old one. */
  v.object({ kind: v.literal('otherNetwork'), since, checkedAt, owesTwoFactor }),
  /** The server has blocked the account. */
  v.object({ kind: v.literal('moderated'), since, checkedAt, serverMessage: v.string(), owesTwoFactor }),
]);
/** What the server said about a session; times are milliseconds since the epoch. */
export type KnownState = v.InferOutput<typeof KnownState>;

const UnreachableReason = v.picklist(['offline', 'dns', 'refused', 'reset', 'tls', 'proxy', 'timeout', 'unknown', 'foreign']);

/** A stored {@link SessionState}. */
export const SessionState = v.variant('kind', [
  ...KnownState.options,
  v.object({ kind: v.literal('unreachable'), since, reason: UnreachableReason, known: KnownState }),
  v.object({ kind: v.literal('outage'), since, known: KnownState }),
  v.object({ kind: v.literal('rateLimited'), since, until: v.number(), known: KnownState }),
  v.object({ kind: v.literal('networkBlocked'), since, known: KnownState }),
  v.object({ kind: v.literal('userAgentRejected'), since, known: KnownState }),
]);
/** What is known about a session. If the last attempt got no answer about it: why, and what was `known` before. */
export type SessionState = v.InferOutput<typeof SessionState>;
