import type { VRChatClient } from '../vrchat/client.ts';
import type { VRChatError } from '../vrchat/errors.ts';
import type { Secret } from '../vrchat/secret.ts';
import { createSessionCookies, type StoredCookie } from '../vrchat/sessionCookies.ts';
import { accountId, type AccountId } from './accountId.ts';
import { keepPending } from './keepPending.ts';
import { findAccount, isSameName } from './loginNames.ts';
import { isWithin, pastTime } from './pastTime.ts';
import type { AccountRecord } from './records.ts';
import type { SignInPorts } from './signInPorts.ts';
import {
  pendingIdOf,
  progressOf,
  withoutSession,
  type AutomaticSignIn,
  type IssuedSession,
  type Progress,
  type Step,
  type WaitingForUser,
} from './signInProgress.ts';
import { isTrustOfAnother, takeAnswer } from './takeAnswer.ts';
import { whenFree } from './whenFree.ts';

/** As long as a code sent by email is valid. */
export const resumeWindowMs = 15 * 60_000;

/** Who signs in. */
export interface Identity {
  /** Where the account is. */
  readonly server: string;
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
  /** Present if the user did not start it. */
  readonly automatic?: AutomaticSignIn | undefined;
  /** Spend a login even if another session could be used: it makes VRChat send a new code by email. */
  readonly again: boolean;
}

/**
 * Logs in, unless the same account was signed in by another window since the attempt began, or has a session that waits for its code.
 * Windows take turns, so that several of them spend one login.
 */
export function logInOnce(ports: SignInPorts, vrchat: VRChatClient, login: Login, progress: Progress): Promise<Step> {
  return whenFree(ports.locks, `login-${login.server} ${login.loginName.toLowerCase()}`, async () => {
    await ports.store.sync();
    const begun = login.again ? undefined : findBegun(ports, login);
    if (begun) return { progress: begun };
    if (login.automatic && !(await login.automatic.spendLogin())) return { progress, problem: { kind: 'withdrawn' } };
    return logIn(ports, vrchat, login, progress);
  });
}

/**
 * The account that another window has signed in to in the meantime.
 *
 * @param since - milliseconds since the epoch
 * @returns it
 */
export function signedInElsewhere({ store, clock }: SignInPorts, identity: Identity, since: number): AccountId | undefined {
  return store
    .records()
    .find(
      (record) =>
        record.server === identity.server &&
        (isSameName(record.loginName, identity) || record.userId === identity.userId) &&
        record.signedInAt > since &&
        pastTime(record.signedInAt, clock.now()) !== undefined &&
        record.state.kind === 'valid',
    );
}

function findBegun(ports: SignInPorts, { begunAt, lostIds, automatic, ...identity }: Login): Progress | undefined {
  const { store, clock } = ports;
  const signedIn = signedInElsewhere(ports, identity, begunAt);
  if (signedIn) return { at: 'done', account: accountId(signedIn) };
  const pending = store
    .pendingRecords()
    .find(
      (record) =>
        record.server === identity.server &&
        isSameName(record.loginName, identity) &&
        isWithin(resumeWindowMs, record.startedAt, clock.now()) &&
        record.methods.length > 0 &&
        !lostIds.has(record.id),
    );
  return pending && progressOf(pending);
}

async function logIn(ports: SignInPorts, vrchat: VRChatClient, login: Login, progress: Progress): Promise<Step> {
  const { server, loginName, password, userId, automatic, lostIds } = login;
  const known = findAccount(ports.store.records(), login);
  // Under the ID of a lost sign-in, the new one would count as lost, too.
  const begunId = pendingIdOf(progress);
  const issued: IssuedSession = {
    session: { account: known?.userId ?? loginName.toLowerCase(), cookies: createSessionCookies(server, known ? trustOf(known) : []) },
    server,
    loginName,
    password,
    pendingId: begunId === undefined || lostIds.has(begunId) ? ports.newId() : begunId,
    startedAt: ports.clock.now(),
    ...(userId !== undefined && { userId }),
    ...(automatic && { automatic }),
  };
  const { session } = issued;
  const result = await vrchat.getCurrentUser(session, { credentials: { username: loginName, password } });
  if (result.ok) return takeAnswer(ports, issued, result.value);
  const problem = result.error;
  if (problem.kind === 'newLocation') return { progress: { ...withoutSession(progress), at: 'location' }, problem };
  if (!session.cookies.get('auth') || !mayHaveSucceeded(problem)) {
    return { progress: progress.at === 'code' || progress.at === 'user' ? progress : withoutSession(progress), problem };
  }
  // Without an answer, nothing says that the password was accepted.
  const { password: _unproven, ...unproven } = issued;
  const unread: WaitingForUser = { at: 'user', issued: unproven };
  await keepPending(ports, unread);
  return { progress: unread, problem };
}

/** Only the account's own proof of an earlier two-factor code may be sent with its login. */
function trustOf({ cookies, userId }: AccountRecord): readonly StoredCookie[] {
  return cookies.filter((cookie) => cookie.name === 'twoFactorAuth' && !isTrustOfAnother(cookie, userId));
}

/** Errors after which the server may have created a session all the same. */
function mayHaveSucceeded({ kind }: VRChatError): boolean {
  return kind === 'unreachable' || kind === 'outage' || kind === 'unexpectedResponse' || kind === 'canceled';
}
