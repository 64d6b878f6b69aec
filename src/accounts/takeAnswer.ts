import { demandedMethods } from '../vrchat/codes.ts';
import type { CurrentUser, RequiresTwoFactorAuth } from '../vrchat/schemas.ts';
import type { StoredCookie } from '../vrchat/sessionCookies.ts';
import { readTwoFactorToken } from '../vrchat/twoFactorToken.ts';
import { keepPending } from './keepPending.ts';
import { removePendingOf } from './pendingSignIns.ts';
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

async function finish(ports: SignInPorts, issued: IssuedSession, user: CurrentUser): Promise<Step> {
  const { store, log } = ports;
  const account = { server: issued.server, userId: user.id };
  const isOther = issued.automatic !== undefined && user.id !== issued.userId;
  if (isOther) return { progress: { at: 'user', issued }, problem: { kind: 'otherAccount', account } };
  try {
    if (!(await storeAccount(ports, issued, user))) return { progress: { at: 'user', issued }, problem: { kind: 'withdrawn' } };
  } catch {
    return { progress: { at: 'user', issued }, problem: { kind: 'notStored' } };
  }
  log.info('signed in');
  try {
    await store.removePending(issued.pendingId);
    await removePendingOf(store, { ...issued, userId: user.id });
  } catch {
    // The account is safe. The leftover is recognized by its cookie and never shown.
    log.warn('a finished sign-in could not be removed from the secret store');
  }
  return { progress: { at: 'done', account, ...(issued.password && { password: issued.password }) } };
}

/**
 * @returns false if nothing was stored, because the account does not wait for an automatic sign-in any more
 * @throws if the secret store fails
 */
async function storeAccount(ports: SignInPorts, issued: IssuedSession, user: CurrentUser): Promise<boolean> {
  const { store } = ports;
  const { server, automatic } = issued;
  const account = { server, userId: user.id };
  if (!automatic) {
    await store.writeAccount(account, (existing) => signedInRecord(ports, issued, user, existing));
    return true;
  }
  let isStored = false;
  await store.updateAccount(account, (current) => {
    isStored = automatic.isWanted(current);
    return isStored ? signedInRecord(ports, issued, user, current) : current;
  });
  return isStored;
}

function signedInRecord(
  { clock }: SignInPorts,
  issued: IssuedSession,
  user: CurrentUser,
  existing: AccountRecord | undefined,
): AccountRecord {
  const now = clock.now();
  const loginName = issued.loginName ?? existing?.loginName;
  // What the user has stored stays; what stopped automatic sign-in is over.
  const { renewalStopped, publicAddress, ...remembered } = existing ?? {};
  return {
    ...remembered,
    server: issued.server,
    userId: user.id,
    displayName: user.displayName,
    signedInAt: now,
    profile: user,
    cookies: issued.session.cookies.toStored().filter((cookie) => !isTrustOfAnother(cookie, user.id)),
    state: transition(existing?.state ?? { kind: 'signedOut', since: now }, { kind: 'confirmed', at: now }),
    attemptedAt: now,
    ...(loginName !== undefined && { loginName }),
    clockOffset: clock.serverOffset(issued.server) ?? existing?.clockOffset ?? 0,
  };
}

/** Whether a cookie is the proof of another account's two-factor code. */
export function isTrustOfAnother({ name, value }: StoredCookie, userId: string): boolean {
  return name === 'twoFactorAuth' && (readTwoFactorToken(value).userId ?? userId) !== userId;
}
