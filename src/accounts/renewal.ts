import { runningPause } from '../vrchat/pauses.ts';
import { isSameSecret } from '../vrchat/secret.ts';
import { accountId, type AccountId } from './accountId.ts';
import { renewalLock } from './accountLocks.ts';
import { authCookie } from './accountViews.ts';
import { serverTime } from './authenticatorSecret.ts';
import { freshCode } from './freshCode.ts';
import { resumeWindowMs } from './logInOnce.ts';
import { isWithin } from './pastTime.ts';
import type { Problem } from './ports.ts';
import type { AccountRecord } from './records.ts';
import { knownState } from './sessionState.ts';
import { createSignInAttempt, type SignInAttempt } from './signInAttempt.ts';
import type { SignInPorts } from './signInPorts.ts';
import { ifFree } from './whenFree.ts';

const hourMs = 60 * 60_000;
const maxLoginsAnHour = 3;

/** Failures that pass by themselves: no answer came, VRChat has an outage, the secret store failed. */
const passing: readonly Problem['kind'][] = ['unreachable', 'canceled', 'outage', 'notStored'];

/** Whether a later login may succeed without the user. Every other failure would only be repeated, at the cost of another login. */
function passes(problem: Problem): boolean {
  return problem.kind === 'verifiedButUnread' ? passes(problem.error) : passing.includes(problem.kind);
}

function isRefused({ state }: AccountRecord): boolean {
  return ['expired', 'otherNetwork'].includes(knownState(state).kind);
}

/** Whether the user has opted in to automatic sign-in, and nothing that only the user can change stands in its way. */
export function mayRenew(record: AccountRecord): boolean {
  return (
    isRefused(record) &&
    record.password !== undefined &&
    record.loginName !== undefined &&
    record.renewalStopped === undefined &&
    !record.profile.accountDeletionDate
  );
}

function recent(renewals: readonly number[] = [], now: number): number[] {
  return renewals.filter((at) => isWithin(hourMs, at, now));
}

/**
 * Signs an account in again, whose session has expired or was refused from a new address, with what the user stored: its password, the
 * trust of its last two-factor code, and its authenticator secret if VRChat requires a code. One window at a time, at most three logins an
 * hour, and none after an answer that only the user can change. If the user signs out or forgets the account meanwhile, the session that
 * was opened is ended and nothing is stored.
 *
 * @returns `renewed`; `needsCode` if a code must be typed; `no` if nothing was done or it failed
 */
export async function renewSession(account: AccountId, ports: SignInPorts): Promise<'renewed' | 'needsCode' | 'no'> {
  return (await ifFree(ports.locks, renewalLock(account), () => renewInTurn(account, ports))) ?? 'no';
}

async function renewInTurn(account: AccountId, ports: SignInPorts): Promise<'renewed' | 'needsCode' | 'no'> {
  const { store, clock, log } = ports;
  await store.sync();
  const record = store.account(account);
  if (!record || !mayRenew(record) || 'problem' in ports.client(account.server)) return 'no';

  /** False once the user has signed out, signed in, forgotten the password or forgotten the account. */
  const isWanted = (current: AccountRecord): boolean =>
    isRefused(current) && authCookie(current) === authCookie(record) && hasSamePassword(current, record);

  /** Counts a login before it is sent, so that a crash in between counts too. */
  async function spendLogin(): Promise<boolean> {
    const now = clock.now();
    let isSpent = false;
    await store.updateAccount(account, (current) => {
      const logins = recent(current.renewals, now);
      // Each host notes its own, and VRChat counts them together.
      const all = [...logins, ...recent(store.renewalsElsewhere(account), now)];
      isSpent = isWanted(current) && mayRenew(current) && all.length < maxLoginsAnHour && !runningPause(current.pauses ?? [], true, now);
      return isSpent ? { ...current, attemptedAt: now, renewals: [...logins, now] } : current;
    });
    return isSpent;
  }

  const attempt = createSignInAttempt(ports, account.server, accountId(account), { isWanted, spendLogin });
  const problem = await signInAgain(attempt, record, ports);
  if (!problem) {
    log.info('a session was renewed');
    return 'renewed';
  }
  log.warn('a session could not be renewed', { problem: problem.kind });
  // Without this, the next attempt would spend another login on the same answer.
  const isFinal = problem.kind !== 'withdrawn' && !passes(problem);
  const after = await store.updateAccount(account, (current) =>
    isFinal && isWanted(current) ? { ...current, renewalStopped: problem.kind } : current,
  );
  const isStillWanted = after !== undefined && isWanted(after);
  if (!isStillWanted || problem.kind === 'otherAccount' || !attempt.isStored()) await attempt.end();
  return problem.kind === 'requiresTwoFactorAuth' && isStillWanted ? 'needsCode' : 'no';
}

/** Goes on with what an earlier attempt has left, or logs in. */
async function signInAgain(
  attempt: SignInAttempt,
  { userId, server, loginName = '', password, authenticatorSecret, clockOffset = 0 }: AccountRecord,
  { store, clock }: SignInPorts,
): Promise<Problem | undefined> {
  const begun = store
    .pendingRecords()
    .find((pending) => pending.server === server && pending.userId === userId && isWithin(resumeWindowMs, pending.startedAt, clock.now()));
  if (begun) attempt.resume(begun);
  else attempt.setLoginName(loginName);
  let problem = attempt.progress.at === 'user' ? await attempt.readUser() : undefined;
  const needsLogin = attempt.progress.at === 'credentials' && (problem === undefined || problem.kind === 'signInLost');
  if (needsLogin && password) problem = await attempt.givePassword(password);
  const { progress } = attempt;
  if (problem !== undefined || progress.at !== 'code') return problem;
  if (authenticatorSecret === undefined || !progress.methods.includes('totp')) return { kind: 'requiresTwoFactorAuth' };
  const now = (): number => serverTime(clock.now(), { clockOffset: clock.serverOffset(server) ?? clockOffset });
  const { code } = await freshCode(authenticatorSecret, now, { wait: (ms) => clock.wait(ms) });
  return attempt.giveCode('totp', code.reveal());
}

function hasSamePassword(one: AccountRecord, other: AccountRecord): boolean {
  return one.password !== undefined && other.password !== undefined && isSameSecret(one.password, other.password);
}
