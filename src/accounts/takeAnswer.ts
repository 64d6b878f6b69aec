import { demandedMethods } from '../vrchat/codes.ts';
import type { CurrentUser, RequiresTwoFactorAuth } from '../vrchat/schemas.ts';
import type { StoredCookie } from '../vrchat/sessionCookies.ts';
import { readTwoFactorToken } from '../vrchat/twoFactorToken.ts';
import { keepPending } from './keepPending.ts';
import type { AccountRecord } from './records.ts';
import { transition } from './sessionState.ts';
import type { SignInPorts } from './signInPorts.ts';
import type { IssuedSession, Step, WaitingForCode } from './signInProgress.ts';

/**
 * Stores a session by what the server says about it: as an account if it names the user, as a pending sign-in if it demands a code.
 */
export async function takeAnswer(ports: SignInPorts, issued: IssuedSession, answer: CurrentUser | RequiresTwoFactorAuth): Promise<Step> {
  if (!('requiresTwoFactorAuth' in answer)) return finish(ports, issued, answer);
  const [first, ...others] = demandedMethods(answer) ?? [];
  if (first === undefined) return { progress: { at: 'user', issued }, problem: { kind: 'twoFactorMethodUnsupported' } };
  const progress: WaitingForCode = { at: 'code', issued, methods: [first, ...others] };
  await keepPending(ports, progress);
  return { progress };
}

async function finish({ store, clock, log }: SignInPorts, issued: IssuedSession, user: CurrentUser): Promise<Step> {
  const existing = store.account(user.id);
  const now = clock.now();
  const loginName = issued.loginName ?? existing?.loginName;
  // What the user has stored stays; what stopped automatic sign-in is over.
  const { renewalStopped, publicAddress, ...remembered } = existing ?? {};
  const record: AccountRecord = {
    ...remembered,
    version: 1,
    server: issued.server,
    userId: user.id,
    displayName: user.displayName,
    signedInAt: now,
    profile: user,
    cookies: issued.session.cookies.toStored().filter((cookie) => !isTrustOfAnother(cookie, user.id)),
    state: transition(existing?.state ?? { kind: 'signedOut', since: now }, { kind: 'confirmed', at: now }),
    attemptedAt: now,
    ...(loginName !== undefined && { loginName }),
    clockOffset: clock.serverOffset() ?? existing?.clockOffset ?? 0,
  };
  try {
    await store.writeAccount(record);
  } catch {
    return { progress: { at: 'user', issued }, problem: { kind: 'notStored' } };
  }
  log.info('signed in');
  try {
    await store.removePending(issued.pendingId);
  } catch {
    // The account is safe. The leftover is recognized by its cookie and never shown.
    log.warn('a finished sign-in could not be removed from the secret store');
  }
  return { progress: { at: 'done', userId: user.id, ...(issued.password && { password: issued.password }) } };
}

/** Whether a cookie is the proof of another account's two-factor code. */
export function isTrustOfAnother({ name, value }: StoredCookie, userId: string): boolean {
  return name === 'twoFactorAuth' && (readTwoFactorToken(value).userId ?? userId) !== userId;
}
