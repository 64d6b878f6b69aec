import type { Session } from '../vrchat/client.ts';
import type { TwoFactorMethod } from '../vrchat/codes.ts';
import type { Secret } from '../vrchat/secret.ts';
import { createSessionCookies } from '../vrchat/sessionCookies.ts';
import type { AccountId } from './accountId.ts';
import type { Problem } from './ports.ts';
import type { AccountRecord, PendingRecord } from './records.ts';

/** What a sign-in that nobody watches has to heed: the user may sign out, sign in or forget the account meanwhile. */
export interface AutomaticSignIn {
  /** Whether an account, as it is stored now, still waits for its new session. Otherwise nothing is stored. */
  readonly isWanted: (record: AccountRecord) => boolean;
  /** Called right before a login is sent. @returns false if it must not be sent */
  readonly spendLogin: () => Promise<boolean>;
}

/** A session that the server has issued and that is no account's yet. */
export interface IssuedSession {
  readonly session: Session;
  /** Base address of the server that issued it. */
  readonly server: string;
  /** The pending sign-in it is stored as. */
  readonly pendingId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** The user name or email address that opened it; absent for a cookie. */
  readonly loginName?: string;
  /** The password that opened it, if that happened in this window. */
  readonly password?: Secret;
  /** The account that is signed in again, if it is one. */
  readonly userId?: string;
  /** Present if the user did not start it. */
  readonly automatic?: AutomaticSignIn;
}

/** How far a sign-in has come at the server. */
export type Progress =
  /** The server has issued no session. */
  | { readonly at: 'credentials'; readonly replaces?: PendingId }
  /** The last login came from a new location. It must be repeated once the link in the email is opened. */
  | { readonly at: 'location'; readonly replaces?: PendingId }
  | WaitingForCode
  | WaitingForUser
  | { readonly at: 'done'; readonly account: AccountId; readonly password?: Secret };

/** The pending sign-in, started by the same attempt, whose record the next session replaces. */
type PendingId = string;

/** The session needs a two-factor code. */
export interface WaitingForCode {
  readonly at: 'code';
  readonly issued: IssuedSession;
  /** What the server accepts, in its order. */
  readonly methods: readonly [TwoFactorMethod, ...TwoFactorMethod[]];
}

/** Only the user is still to be read: the code was accepted, or the answer to the login got lost. */
export interface WaitingForUser {
  readonly at: 'user';
  readonly issued: IssuedSession;
}

/** What a step of a sign-in led to. */
export interface Step {
  readonly progress: Progress;
  /** What stopped it, if something did. */
  readonly problem?: Problem;
}

/** The pending sign-in that stands for the progress in the store. */
export function pendingIdOf(progress: Progress): string | undefined {
  switch (progress.at) {
    case 'credentials':
    case 'location':
      return progress.replaces;
    case 'code':
    case 'user':
      return progress.issued.pendingId;
    case 'done':
      return undefined;
  }
}

/** Gives up the session, if there is one. Its record stays until another session takes its place. */
export function withoutSession(progress: Progress): Progress {
  const replaces = pendingIdOf(progress);
  return { at: 'credentials', ...(replaces !== undefined && { replaces }) };
}

/** The server does not know the session. Its record is kept, because a return to the network it began on may revive it. */
export function lostSession(progress: Progress): Step {
  return { progress: withoutSession(progress), problem: { kind: 'signInLost' } };
}

/** The progress of a stored sign-in. */
export function progressOf({
  id,
  server,
  cookies,
  methods: [first, ...others],
  startedAt,
  loginName,
  userId,
}: PendingRecord): WaitingForCode | WaitingForUser {
  const issued: IssuedSession = {
    session: { account: userId ?? loginName?.toLowerCase() ?? id, cookies: createSessionCookies(server, cookies) },
    server,
    pendingId: id,
    startedAt,
    ...(loginName !== undefined && { loginName }),
    ...(userId !== undefined && { userId }),
  };
  return first === undefined ? { at: 'user', issued } : { at: 'code', issued, methods: [first, ...others] };
}
