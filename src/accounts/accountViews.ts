import type { CurrentUser } from '../vrchat/schemas.ts';
import { maskValue } from '../vrchat/secret.ts';
import { readTwoFactorToken } from '../vrchat/twoFactorToken.ts';
import type { AccountId } from './accountId.ts';
import type { AccountRecord, PendingRecord } from './records.ts';
import { knownState, type KnownState, type SessionState } from './sessionState.ts';

/** A session's state, or that the emulator it is for is not running, or that the session was made on another host. */
export type ShownState = SessionState | { readonly kind: 'serverGone' | 'elsewhere'; readonly since: number; readonly known: KnownState };

/** An account as shown to the user. Nothing in it allows signing in. */
export interface AccountView extends AccountId {
  /** The name that may be shown: a numbered placeholder in privacy mode. */
  readonly displayName: string;
  readonly state: ShownState;
  /** This window is waiting for the server's answer. */
  readonly checking: boolean;
  readonly profile: CurrentUser;
  /** Milliseconds since the epoch, as are the other times. */
  readonly signedInAt: number;
  /** When the server was last asked about the session, with or without an answer. */
  readonly attemptedAt: number;
  /** The first characters of the `auth` cookie, enough to tell two apart. */
  readonly authCookieHint?: string;
  /** Until when the server asks this account for no two-factor code here. */
  readonly trustedUntil?: number;
  /** The password is stored, for automatic sign-in. */
  readonly hasPassword: boolean;
  /** The session is renewed without asking when it expires. */
  readonly renewsItself: boolean;
  /** Why automatic sign-in is paused, if it is. */
  readonly renewalStopped?: string;
  readonly hasAuthenticatorSecret: boolean;
  /** An authenticator setup was started here and is waiting for its first code. */
  readonly pendingTwoFactor: boolean;
  /** As the server last listed them. */
  readonly recoveryCodes?: { readonly left: number; readonly total: number };
  /** The version of the Terms of Service that the server requires, if known. */
  readonly latestTermsVersion?: number;
}

/** A pending sign-in as shown to the user. */
export interface PendingView {
  readonly id: string;
  readonly server: string;
  readonly loginName?: string;
  readonly methods: PendingRecord['methods'];
  readonly startedAt: number;
  /** The account that is signed in again, if it is one. */
  readonly userId?: string;
}

/** An account that was stored and cannot be read any more. */
export interface LostAccount extends AccountId {
  readonly displayName: string;
  /** `missing`: the keyring lost it. Otherwise its entry exists and is left alone. */
  readonly problem: 'missing' | 'unreadable' | 'newerVersion';
}

/** Everything there is to show. */
export interface Snapshot {
  /** False until the store has been read for the first time. */
  readonly loaded: boolean;
  readonly accounts: readonly AccountView[];
  readonly pending: readonly PendingView[];
  readonly lost: readonly LostAccount[];
  /** The active account. */
  readonly active?: AccountView;
}

/** Whether names and IDs may be shown. */
export interface Privacy {
  readonly hidden: boolean;
  /** The placeholder for the account with this number, from 1. */
  readonly placeholder: (number: number) => string;
}

const hiddenValue = '•••';

/** @param number - the account's position in the list, from 1 */
export function accountView(
  record: AccountRecord,
  number: number,
  { checking, isGone, isElsewhere }: { readonly checking: boolean; readonly isGone: boolean; readonly isElsewhere: boolean },
  privacy: Privacy,
): AccountView {
  const { server, userId, displayName, state, profile, signedInAt, attemptedAt, cookies } = record;
  const auth = hasSession(record) ? authCookie(record) : undefined;
  const twoFactor = cookies.find(({ name }) => name === 'twoFactorAuth');
  const trustedUntil = twoFactor && (readTwoFactorToken(twoFactor.value).until ?? twoFactor.expires);
  return {
    server,
    userId,
    displayName: privacy.hidden ? privacy.placeholder(number) : displayName,
    profile: privacy.hidden ? hideIdentity(profile) : profile,
    state: isElsewhere ? { kind: 'elsewhere', since: signedInAt, known: knownState(state) } : isGone ? goneState(state) : state,
    checking,
    signedInAt,
    attemptedAt: attemptedAt ?? signedInAt,
    hasPassword: record.password !== undefined,
    renewsItself: record.password !== undefined && record.renewalStopped === undefined,
    ...(record.renewalStopped !== undefined && { renewalStopped: record.renewalStopped }),
    hasAuthenticatorSecret: record.authenticatorSecret !== undefined,
    pendingTwoFactor: record.pendingTwoFactor !== undefined,
    ...(record.recoveryCodes && { recoveryCodes: record.recoveryCodes }),
    ...(record.latestTerms?.version !== undefined && { latestTermsVersion: record.latestTerms.version }),
    ...(auth !== undefined && { authCookieHint: privacy.hidden ? hiddenValue : maskValue(auth) }),
    ...(trustedUntil !== undefined && { trustedUntil }),
  };
}

function goneState(state: SessionState): ShownState {
  const known = knownState(state);
  return known.kind === 'signedOut' ? known : { kind: 'serverGone', since: known.since, known };
}

/** Keeps only what does not identify the user. */
function hideIdentity(profile: CurrentUser): CurrentUser {
  const identifying = [
    'username',
    'obfuscatedEmail',
    'obfuscatedPendingEmail',
    'steamId',
    'oculusId',
    'googleId',
    'appleId',
    'discordId',
    'twitchId',
    'picoId',
    'viveId',
    // The day narrows down who it is.
    'date_joined',
  ] as const;
  const hidden = Object.fromEntries(identifying.filter((name) => profile[name]).map((name) => [name, hiddenValue]));
  return { ...profile, ...hidden, id: hiddenValue, displayName: hiddenValue };
}

export function pendingView({ id, server, loginName, methods, startedAt, userId }: PendingRecord, privacy: Privacy): PendingView {
  return {
    id,
    server,
    methods,
    startedAt,
    ...(userId !== undefined && { userId }),
    ...(loginName !== undefined && !privacy.hidden && { loginName }),
  };
}

/** @returns the value of the `auth` cookie */
export function authCookie({ cookies }: { readonly cookies: AccountRecord['cookies'] }): string | undefined {
  return cookies.find(({ name }) => name === 'auth')?.value;
}

/** Whether there is a session, valid or not. */
export function hasSession({ state }: { readonly state: ShownState }): boolean {
  return knownState(state).kind !== 'signedOut';
}
