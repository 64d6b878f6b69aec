import * as v from 'valibot';

const since = v.number();
const checkedAt = v.number();

const KnownState = v.variant('kind', [
  /** There is no session. */
  v.object({ kind: v.literal('signedOut'), since }),
  /** There is a session cookie, of which the server has not been asked yet. */
  v.object({ kind: v.literal('unchecked'), since }),
  v.object({ kind: v.literal('valid'), since, checkedAt }),
  /** The session waits for its second factor. */
  v.object({ kind: v.literal('twoFactorPending'), since, checkedAt }),
  /** The server no longer accepts the session. */
  v.object({ kind: v.literal('expired'), since, checkedAt }),
  /** The server does not accept the session from this network; going back to the old one revives it. */
  v.object({ kind: v.literal('otherNetwork'), since, checkedAt }),
  /** The server knows the account, and refuses it. */
  v.object({ kind: v.literal('moderated'), since, checkedAt, serverMessage: v.string() }),
]);
/** What the server has said about a session; each time is in milliseconds since the epoch. */
export type KnownState = v.InferOutput<typeof KnownState>;

const UnreachableReason = v.picklist(['offline', 'dns', 'refused', 'reset', 'tls', 'proxy', 'timeout', 'unknown']);

/** A stored {@link SessionState}. */
export const SessionState = v.variant('kind', [
  ...KnownState.options,
  v.object({ kind: v.literal('unreachable'), since, reason: UnreachableReason, known: KnownState }),
  v.object({ kind: v.literal('outage'), since, known: KnownState }),
  v.object({ kind: v.literal('rateLimited'), since, until: v.number(), known: KnownState }),
  v.object({ kind: v.literal('networkBlocked'), since, known: KnownState }),
  v.object({ kind: v.literal('userAgentRejected'), since, known: KnownState }),
]);
/** What is known about a session, and, where the last attempt got no answer about it, why; `known` is what stood before. */
export type SessionState = v.InferOutput<typeof SessionState>;
