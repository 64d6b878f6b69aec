import * as v from 'valibot';
import type { VRChatError } from '../vrchat/errors.ts';

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

/** Something that happened to a session, at a time in milliseconds since the epoch. */
export type SessionEvent =
  | { readonly kind: 'confirmed'; readonly at: number }
  | { readonly kind: 'twoFactorRequired'; readonly at: number }
  | { readonly kind: 'signedOut'; readonly at: number }
  /** `fromElsewhere`: this machine's public address is not the one the session was valid from. */
  | { readonly kind: 'failed'; readonly error: VRChatError; readonly at: number; readonly fromElsewhere?: boolean };

/**
 * What the server last said, whatever has got in the way since.
 *
 * @param state - a state, troubled or not
 */
export function knownState(state: SessionState): KnownState {
  return 'known' in state ? state.known : state;
}

/**
 * The one place where a session changes its state. Only the server's word turns valid into anything else:
 * an error that says nothing about the session puts the known state behind it and keeps it.
 *
 * @returns the state after the event; the same object where nothing changed
 */
export function transition(state: SessionState, event: SessionEvent): SessionState {
  const known = knownState(state);
  const { at } = event;
  const keepSince = (kind: KnownState['kind']): number => (known.kind === kind ? known.since : at);
  switch (event.kind) {
    case 'confirmed':
      return { kind: 'valid', since: keepSince('valid'), checkedAt: at };
    case 'twoFactorRequired':
      return { kind: 'twoFactorPending', since: keepSince('twoFactorPending'), checkedAt: at };
    case 'signedOut':
      return { kind: 'signedOut', since: keepSince('signedOut') };
    case 'failed':
      return afterError(state, known, event, keepSince);
  }
}

function afterError(
  state: SessionState, known: KnownState, { error, at, fromElsewhere = false }: SessionEvent & { kind: 'failed' },
  keepSince: (kind: KnownState['kind']) => number,
): SessionState {
  const begun = (kind: SessionState['kind']): number => (state.kind === kind ? state.since : at);
  switch (error.kind) {
    case 'missingCredentials':
      if (known.kind === 'signedOut') return known;
      return fromElsewhere
        ? { kind: 'otherNetwork', since: keepSince('otherNetwork'), checkedAt: at }
        : { kind: 'expired', since: keepSince('expired'), checkedAt: at };
    case 'requiresTwoFactorAuth':
      return { kind: 'twoFactorPending', since: keepSince('twoFactorPending'), checkedAt: at };
    case 'forbidden':
      return { kind: 'moderated', since: keepSince('moderated'), checkedAt: at, serverMessage: error.serverMessage };
    case 'unreachable':
      return { kind: 'unreachable', since: begun('unreachable'), reason: error.reason, known };
    case 'outage':
    case 'unexpectedResponse':
      return { kind: 'outage', since: begun('outage'), known };
    case 'rateLimited':
      return { kind: 'rateLimited', since: begun('rateLimited'), until: error.until, known };
    case 'networkBlocked':
      return { kind: 'networkBlocked', since: begun('networkBlocked'), known };
    case 'userAgentRejected':
      return { kind: 'userAgentRejected', since: begun('userAgentRejected'), known };
    // The rest says something about a login, a code or the caller, not about the session that is there.
    default:
      return state;
  }
}
