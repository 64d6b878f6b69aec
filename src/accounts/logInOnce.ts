import type { VRChatClient } from '../vrchat/client.ts';
import type { VRChatError } from '../vrchat/errors.ts';
import type { Secret } from '../vrchat/secret.ts';
import { createSessionCookies, type StoredCookie } from '../vrchat/sessionCookies.ts';
import type { AccountStore } from './accountStore.ts';
import { keepPending } from './keepPending.ts';
import type { AccountRecord } from './records.ts';
import type { SignInPorts } from './signInPorts.ts';
import {
  pendingIdOf,
  progressOf,
  withoutSession,
  type IssuedSession,
  type Progress,
  type Step,
  type WaitingForUser,
} from './signInProgress.ts';
import { isTrustOfAnother, takeAnswer } from './takeAnswer.ts';
import { whenFree } from './whenFree.ts';

/** As long as a code sent by email is valid. */
const resumeWindowMs = 15 * 60_000;

/** Who signs in. */
export interface Identity {
  /** User name or email address. */
  readonly loginName: string;
  /** The account that is signed in again, if it is one. */
  readonly userId?: string;
}

export interface Login extends Identity {
  readonly password: Secret;
  /** When the attempt began, in milliseconds since the epoch. */
  readonly begunAt: number;
  /** Pending sign-ins that the server does not know any more. */
  readonly lostIds: ReadonlySet<string>;
  /** Spend a login even if another session could be used: it makes VRChat send a new code by email. */
  readonly again: boolean;
}

/**
 * Logs in, unless the same account was signed in by another window since the attempt began, or has a session that waits for its code.
 * Windows take turns, so that several of them spend one login.
 */
export function logInOnce(ports: SignInPorts, vrchat: VRChatClient, server: string, login: Login, progress: Progress): Promise<Step> {
  return whenFree(ports.locks, `login-${login.loginName.toLowerCase()}`, async () => {
    await ports.store.sync();
    const begun = login.again ? undefined : findBegun(ports, login);
    return begun ? { progress: begun } : logIn(ports, vrchat, server, login, progress);
  });
}

/**
 * The account that another window has signed in to in the meantime.
 *
 * @param since - milliseconds since the epoch
 * @returns its user id
 */
export function signedInElsewhere(store: AccountStore, identity: Identity, since: number): string | undefined {
  return store
    .records()
    .find(
      (record) =>
        (isSameName(record.loginName, identity) || record.userId === identity.userId) &&
        record.signedInAt > since &&
        record.state.kind === 'valid',
    )?.userId;
}

function findBegun({ store, clock }: SignInPorts, { begunAt, lostIds, ...identity }: Login): Progress | undefined {
  const userId = signedInElsewhere(store, identity, begunAt);
  if (userId !== undefined) return { at: 'done', userId };
  const pending = store
    .pendingRecords()
    .find(
      (record) =>
        isSameName(record.loginName, identity) &&
        record.startedAt > clock.now() - resumeWindowMs &&
        record.methods.length > 0 &&
        !lostIds.has(record.id),
    );
  return pending && progressOf(pending);
}

async function logIn(ports: SignInPorts, vrchat: VRChatClient, server: string, login: Login, progress: Progress): Promise<Step> {
  const { loginName, password, userId } = login;
  const issued: IssuedSession = {
    session: { account: loginName.toLowerCase(), cookies: createSessionCookies(server, trustOf(ports.store, login)) },
    server,
    loginName,
    password,
    pendingId: pendingIdOf(progress) ?? ports.newId(),
    startedAt: ports.clock.now(),
    ...(userId !== undefined && { userId }),
  };
  const { session } = issued;
  const result = await vrchat.getCurrentUser(session, { credentials: { username: loginName, password } });
  if (result.ok) return takeAnswer(ports, issued, result.value);
  const problem = result.error;
  if (problem.kind === 'newLocation') return { progress: { ...withoutSession(progress), at: 'location' }, problem };
  if (!session.cookies.get('auth') || !mayHaveSucceeded(problem)) {
    return { progress: progress.at === 'code' || progress.at === 'user' ? progress : withoutSession(progress), problem };
  }
  const unread: WaitingForUser = { at: 'user', issued };
  await keepPending(ports, unread);
  return { progress: unread, problem };
}

/** Only the account's own proof of an earlier two-factor code may be sent with its login. */
function trustOf(store: AccountStore, identity: Identity): readonly StoredCookie[] {
  const known = store
    .records()
    .find((record) =>
      identity.userId === undefined ? namesOf(record).some((name) => isSameName(name, identity)) : record.userId === identity.userId,
    );
  return known?.cookies.filter((cookie) => cookie.name === 'twoFactorAuth' && !isTrustOfAnother(cookie, known.userId)) ?? [];
}

/** What the account's owner may have typed to sign in, as far as is known here. */
export function namesOf({ loginName, profile }: AccountRecord): string[] {
  return [loginName, profile.username].filter((name) => name !== undefined);
}

export function isSameName(name: string | undefined, { loginName }: Identity): boolean {
  return loginName !== '' && name?.toLowerCase() === loginName.toLowerCase();
}

/** Errors after which the server may have created a session all the same. */
function mayHaveSucceeded({ kind }: VRChatError): boolean {
  return kind === 'unreachable' || kind === 'outage' || kind === 'unexpectedResponse' || kind === 'canceled';
}
