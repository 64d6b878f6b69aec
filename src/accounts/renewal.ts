import { oneTimeCode, serverTime } from './authenticatorSecret.ts';
import type { Problem } from './ports.ts';
import type { AccountRecord } from './records.ts';
import { knownState } from './sessionState.ts';
import { createSignInAttempt } from './signInAttempt.ts';
import type { SignInPorts } from './signInPorts.ts';
import { ifFree } from './whenFree.ts';

const hourMs = 60 * 60_000;
const maxLoginsAnHour = 3;

/** Permanent failures. Retrying would make them worse. */
const stopping: readonly Problem['kind'][] = [
  'invalidCredentials',
  'newLocation',
  'rateLimited',
  'tooManySessions',
  'forbidden',
  'wrongCode',
  'twoFactorMethodUnsupported',
  'twoFactorMethodUnavailable',
  'stepUpRequired',
  'networkBlocked',
  'userAgentRejected',
];

/**
 * Whether automatic sign-in may spend a login now.
 *
 * @param now - milliseconds since the epoch
 */
function mayRenew(record: AccountRecord, now: number): boolean {
  return (
    knownState(record.state).kind === 'expired' &&
    record.password !== undefined &&
    record.loginName !== undefined &&
    record.renewalStopped === undefined &&
    !record.profile.accountDeletionDate &&
    (record.renewals ?? []).filter((at) => at > now - hourMs).length < maxLoginsAnHour
  );
}

/**
 * Signs an expired account in again with what the user stored: its password, the trust of its last two-factor code, and its authenticator
 * secret if VRChat requires a code. One window at a time, at most three logins an hour, and none once the user has to step in.
 *
 * @returns `renewed`; `needsCode` if a code must be typed; `no` if nothing was done or it failed
 */
export async function renewSession(userId: string, ports: SignInPorts): Promise<'renewed' | 'needsCode' | 'no'> {
  return (await ifFree(ports.locks, `renewal-${userId}`, () => renewInTurn(userId, ports))) ?? 'no';
}

async function renewInTurn(userId: string, ports: SignInPorts): Promise<'renewed' | 'needsCode' | 'no'> {
  const { store, clock, log } = ports;
  await store.sync();
  const now = clock.now();
  const record = store.account(userId);
  if (!record || !mayRenew(record, now)) return 'no';
  // Counted before it is spent, so that a crash in between counts too.
  await store.updateAccount(userId, (current) => ({
    ...current,
    attemptedAt: now,
    renewals: [...(current.renewals ?? []).filter((at) => at > now - hourMs), now],
  }));
  const problem = await logIn(record, ports);
  const stop = (reason: Problem['kind']) => store.updateAccount(userId, (current) => ({ ...current, renewalStopped: reason }));
  if (problem === 'needsCode') {
    // Otherwise the next attempt would spend another login on the same question.
    await stop('requiresTwoFactorAuth');
    return 'needsCode';
  }
  if (!problem) {
    log.info('a session was renewed');
    return 'renewed';
  }
  log.warn('a session could not be renewed', { problem: problem.kind });
  if (stopping.includes(problem.kind)) await stop(problem.kind);
  return 'no';
}

async function logIn(record: AccountRecord, ports: SignInPorts): Promise<Problem | 'needsCode' | undefined> {
  const { loginName = '', password, authenticatorSecret } = record;
  const attempt = createSignInAttempt(ports, record.userId);
  attempt.setLoginName(loginName);
  const problem = password ? await attempt.givePassword(password) : ({ kind: 'empty' } as const);
  if (problem) return problem;
  const { progress } = attempt;
  if (progress.at !== 'code') return undefined;
  if (authenticatorSecret === undefined || !progress.methods.includes('totp')) return 'needsCode';
  const { code } = oneTimeCode(authenticatorSecret, serverTime(ports.clock.now(), record));
  return attempt.giveCode('totp', code.reveal());
}
