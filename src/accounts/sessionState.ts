import { isWithin } from './pastTime.ts';
import type { VRChatError } from '../vrchat/errors.ts';
import type { KnownState, SessionState } from './storedState.ts';

export type { KnownState, SessionState } from './storedState.ts';

/** An event in the life of a session; times are milliseconds since the epoch. */
export type SessionEvent =
  /** `onlyToken`: the answer came from `GET /auth`, which succeeds even while a two-factor code is missing. */
  | { readonly kind: 'confirmed'; readonly at: number; readonly onlyToken?: boolean }
  | { readonly kind: 'twoFactorRequired'; readonly at: number }
  | { readonly kind: 'signedOut'; readonly at: number }
  /** `fromElsewhere`: this machine's public address is not the one the session was valid from. */
  | { readonly kind: 'failed'; readonly error: VRChatError; readonly at: number; readonly fromElsewhere?: boolean };

/**
 * What the server last said, whatever has interfered since.
 *
 * @param state - any state
 */
export function knownState(state: KnownState | { readonly known: KnownState }): KnownState {
  return 'known' in state ? state.known : state;
}

/**
 * Whether the session still needed its two-factor code when the server last said so. A session that was refused since can come back, and
 * then it needs the code as before.
 *
 * @param known - what the server last said
 */
export function owesTwoFactor(known: KnownState): boolean {
  return known.kind === 'twoFactorPending' || ('owesTwoFactor' in known && known.owesTwoFactor);
}

/** How long the server's word about a session counts when the session is handed over. */
export const confirmationMs = 5 * 60_000;

/** Whether the server has said so recently that a session is valid. @param now - milliseconds since the epoch */
export function isConfirmed(state: SessionState, now: number): boolean {
  return state.kind === 'valid' && isWithin(confirmationMs, state.checkedAt, now);
}

/** Whether programs cannot use a session, by the server's last word. */
export function isDead(state: SessionState): boolean {
  return !['valid', 'unchecked'].includes(knownState(state).kind);
}

/**
 * The only place that changes a session's state. Only the server's word ends a valid session: an error that says nothing about the session
 * keeps the known state behind it.
 *
 * @returns the state after the event; the same object if nothing changed
 */
export function transition(state: SessionState, event: SessionEvent): SessionState {
  const known = knownState(state);
  const { at } = event;
  const keepSince = (kind: KnownState['kind']): number => (known.kind === kind ? known.since : at);
  switch (event.kind) {
    case 'confirmed':
      if (event.onlyToken && owesTwoFactor(known)) return { kind: 'twoFactorPending', since: keepSince('twoFactorPending'), checkedAt: at };
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
  state: SessionState,
  known: KnownState,
  { error, at, fromElsewhere = false }: SessionEvent & { kind: 'failed' },
  keepSince: (kind: KnownState['kind']) => number,
): SessionState {
  const begun = (kind: SessionState['kind']): number => (state.kind === kind ? state.since : at);
  const debt = owesTwoFactor(known) ? { owesTwoFactor: true } : {};
  switch (error.kind) {
    case 'missingCredentials':
      if (known.kind === 'signedOut') return known;
      return fromElsewhere
        ? { kind: 'otherNetwork', since: keepSince('otherNetwork'), checkedAt: at, ...debt }
        : { kind: 'expired', since: keepSince('expired'), checkedAt: at, ...debt };
    case 'requiresTwoFactorAuth':
      return { kind: 'twoFactorPending', since: keepSince('twoFactorPending'), checkedAt: at };
    case 'forbidden':
      return { kind: 'moderated', since: keepSince('moderated'), checkedAt: at, serverMessage: error.serverMessage, ...debt };
    case 'unreachable':
      return { kind: 'unreachable', since: begun('unreachable'), reason: error.reason, known };
    // Something else than VRChat's API answered, such as a captive portal.
    case 'unexpectedResponse':
      return { kind: 'unreachable', since: begun('unreachable'), reason: 'foreign', known };
    case 'outage':
      return { kind: 'outage', since: begun('outage'), known };
    case 'rateLimited':
      return { kind: 'rateLimited', since: begun('rateLimited'), until: error.until, known };
    case 'networkBlocked':
      return { kind: 'networkBlocked', since: begun('networkBlocked'), known };
    case 'userAgentRejected':
      return { kind: 'userAgentRejected', since: begun('userAgentRejected'), known };
    // The rest says something about a login, a code or the caller, not about the session.
    default:
      return state;
  }
}
