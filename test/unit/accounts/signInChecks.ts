import { expect } from 'vitest';
import { isSameAccount } from '../../../src/accounts/accountId.ts';
import {
  readPendingRecord,
  readSessionPart,
  readSharedPart,
  type Reading,
  type SessionPart,
  type SharedPart,
} from '../../../src/accounts/records.ts';
import { readStoreKey } from '../../../src/accounts/storeKeys.ts';
import type { SignInOutcome, SignInStart } from '../../../src/accounts/signIn.ts';
import { normalizeCode, type TwoFactorMethod } from '../../../src/vrchat/codes.ts';
import { readTwoFactorToken } from '../../../src/vrchat/twoFactorToken.ts';
import type { SentRequest } from './recordedTraffic.ts';
import type { Trouble } from './signInScenario.ts';
import type { World } from './signInWorld.ts';

export const quarterOfAnHourMs = 15 * 60_000;

export type Stored = ReadonlyMap<string, string>;

/** One action of the user, and what it may cost. */
export interface Step {
  readonly what: string;
  /** The login that may be spent. */
  readonly login?: { readonly name: string; readonly password: string; readonly isForced: boolean };
  /** The input was accepted, without interference from another window. */
  isAccepted?: boolean;
  /** The code that may be spent, and the name shown in the box. */
  readonly code?: { readonly name: string; readonly method: TwoFactorMethod; readonly text: string };
  readonly trouble?: Trouble | undefined;
  /** The cookies of sessions that were pasted and accepted. */
  readonly taken?: string[];
}

/** The known state of a sign-in in progress. */
export interface Course {
  readonly startedAt: number;
  readonly storedBefore: Stored;
  /** The user IDs of the accounts that were passed in, typed or pasted: only their stored records may change. */
  readonly named: Set<string>;
  name: string;
  password?: string;
  /** The credentials that created a session that still needs its code. */
  open?: { readonly name: string; readonly password: string } | undefined;
  /** The server no longer knows a session of this sign-in. */
  sawLoss: boolean;
  /** The next login is to make VRChat send a new code. */
  sendsCode: boolean;
  lastLogin?: SentRequest;
  /** The cookies of sessions whose code was accepted. */
  readonly completed: Set<string>;
}

/** Accounts, put together from what is stored of them. */
function accountsIn(stored: Stored): (SessionPart & Partial<SharedPart>)[] {
  const sessions = recordsIn(stored, 'session2/', readSessionPart);
  const shared = recordsIn(stored, 'account2/', readSharedPart);
  return sessions.map((session) => ({ ...shared.find((part) => isSameAccount(part, session)), ...session }));
}

function recordsIn<Record>(stored: Stored, prefix: string, read: (text: string) => Reading<Record>): Record[] {
  return [...stored]
    .filter(([key]) => key.startsWith(prefix))
    .map(([, text]) => read(text))
    .flatMap((reading) => ('record' in reading ? [reading.record] : []));
}

const pendingIn = (stored: Stored) => recordsIn(stored, 'pending/', readPendingRecord);

export function cookieOf(
  { cookies }: { readonly cookies: readonly { readonly name: string; readonly value: string }[] },
  name = 'auth',
): string | undefined {
  return cookies.find((cookie) => cookie.name === name)?.value;
}

/**
 * Whether a typed password must be sent: not if it already created a session, here or in another window.
 *
 * @returns `undefined` if that depends on which sessions the server still knows
 */
function needsLogin(
  { stage }: World,
  { sawLoss, startedAt, open }: Course,
  { name, password, isForced }: NonNullable<Step['login']>,
  trouble: Trouble | undefined,
  stored: Stored,
): boolean | undefined {
  if (isForced) return true;
  if (sawLoss || isForgetting(trouble)) return undefined;
  const isSame = (other: string | undefined): boolean => other?.toLowerCase() === name.toLowerCase();
  const inUse = accountsIn(stored).map((record) => cookieOf(record));
  return !(
    (open?.name === name && open.password === password) ||
    pendingIn(stored).some(
      (record) =>
        !inUse.includes(cookieOf(record)) &&
        isSame(record.loginName) &&
        record.methods.length > 0 &&
        record.startedAt > stage.clock.now() - quarterOfAnHourMs,
    ) ||
    accountsIn(stored).some((record) => isSame(record.loginName) && record.signedInAt > startedAt && record.state.kind === 'valid')
  );
}

export const isForgetting = (trouble: Trouble | undefined): boolean => trouble?.at === 'server' && trouble.fault === 'expireSessions';

export function checkRequests(world: World, course: Course, step: Step, sent: readonly SentRequest[], storedBefore: Stored): void {
  const logins = sent.filter((request) => request.kind === 'login');
  const isNeeded = step.login ? needsLogin(world, course, step.login, step.trouble, storedBefore) : false;
  expect(logins.length, `logins spent by: ${step.what}`).toBeLessThanOrEqual(isNeeded === false ? 0 : 1);
  if (isNeeded && step.isAccepted) expect(logins.length, `logins spent by: ${step.what}`).toBe(1);
  for (const { name, password, cookies } of logins) {
    expect({ name, password }, step.what).toEqual({ name: step.login?.name, password: step.login?.password });
    const trust = cookies.get('twoFactorAuth');
    if (trust !== undefined)
      expect(readTwoFactorToken(trust).userId, 'a login with the trust of another account').toBe(world.userIdOf(name));
  }
  const codes = sent.filter((request) => request.kind === 'code');
  expect(codes.length, `codes spent by: ${step.what}`).toBeLessThanOrEqual(step.code ? 1 : 0);
  for (const { method, code, cookies } of codes) {
    expect({ method, code }, step.what).toEqual({
      method: step.code?.method,
      code: step.code && normalizeCode(step.code.method, step.code.text),
    });
    if (step.code?.name)
      expect(world.ownerOf(cookies.get('auth')), 'the session that the code was entered for').toBe(world.userIdOf(step.code.name));
    expect(course.completed, 'codes accepted per session').not.toContain(cookies.get('auth'));
  }
}

export function checkStore({ stage, ownerOf, userIdOf }: World, { named, storedBefore }: Course, what: string): void {
  const stored = stage.secrets.values;
  for (const record of accountsIn(stored)) {
    const [auth, trust] = [cookieOf(record), cookieOf(record, 'twoFactorAuth')];
    if (record.loginName !== undefined)
      expect(userIdOf(record.loginName), `the login name of ${record.displayName} after: ${what}`).toBe(record.userId);
    if (auth !== undefined) expect(ownerOf(auth), `the session of ${record.displayName} after: ${what}`).toBe(record.userId);
    if (trust !== undefined)
      expect(readTwoFactorToken(trust).userId, `the trust of ${record.displayName} after: ${what}`).toBe(record.userId);
  }
  for (const record of pendingIn(stored)) {
    if (record.loginName !== undefined)
      expect(ownerOf(cookieOf(record)), `the pending sign-in after: ${what}`).toBe(userIdOf(record.loginName));
  }
  for (const [key, text] of storedBefore) {
    const alone = new Map([[key, text]]);
    const place = readStoreKey(key);
    const owner = ('account' in place ? place.account.userId : undefined) ?? pendingIn(alone).map((record) => ownerOf(cookieOf(record)))[0];
    if (owner !== undefined && !named.has(owner)) expect(stored.get(key), `${key} after: ${what}`).toBe(text);
  }
}

/**
 * @param fresh - the cookies of the sessions issued or pasted during the step
 */
export function checkNothingLost(
  { stage, ownerOf }: World,
  { named }: Course,
  what: string,
  fresh: readonly string[],
  storedBefore: Stored,
): void {
  const stored = stage.secrets.values;
  const newest = fresh.at(-1);
  const kept = sessionsIn(stored);
  // In one step two windows can complete a session of the same account.
  const isReplaced = (owner: string): boolean => accountCookie(stored, owner) !== accountCookie(storedBefore, owner);
  if (newest !== undefined && !isReplaced(ownerOf(newest) ?? '')) expect(kept, `the session that was issued at: ${what}`).toContain(newest);
  for (const cookie of sessionsIn(storedBefore)) {
    if (kept.includes(cookie)) continue;
    const owner = ownerOf(cookie) ?? '';
    expect((newest !== undefined && named.has(owner)) || isReplaced(owner), `a session that was stored before: ${what}`).toBe(true);
  }
}

const sessionsIn = (stored: Stored): string[] => [...accountsIn(stored), ...pendingIn(stored)].flatMap((record) => cookieOf(record) ?? []);
const accountCookie = (stored: Stored, owner: string): string | undefined =>
  accountsIn(stored)
    .filter(({ userId }) => userId === owner)
    .map((record) => cookieOf(record))[0];

export function checkOutcome(
  { stage, sent, window: { store }, ownerOf, userIdOf }: World,
  { storedBefore, lastLogin }: Course,
  start: SignInStart,
  outcome: SignInOutcome,
): void {
  const pending = pendingIn(stage.secrets.values);
  switch (outcome.kind) {
    case 'signedIn': {
      const record = store.account(outcome.account);
      const cookie = record && cookieOf(record);
      expect(record?.state.kind).toBe('valid');
      expect(ownerOf(cookie)).toBe(outcome.account.userId);
      // Whatever is remembered has opened a session of this account, here or in an earlier scene.
      const opened = sent.filter(
        (request) => request.kind === 'login' && request.issued !== undefined && userIdOf(request.name) === outcome.account.userId,
      );
      if (record?.password)
        expect(
          opened.map((request) => request.kind === 'login' && request.password),
          'a remembered password was accepted',
        ).toContain(record.password.reveal());
      expect(
        store.snapshot().pending.map(({ id }) => cookieOf(store.pending(id) ?? { cookies: [] })),
        'a finished sign-in is not pending',
      ).not.toContain(cookie);
      break;
    }
    case 'pending':
      expect(pending.map(({ id }) => id)).toContain(outcome.id);
      break;
    case 'canceled':
      expect(
        pending.filter(({ id }) => !storedBefore.has(`pending/${id}`)),
        'a started sign-in is kept',
      ).toEqual([]);
      break;
    case 'newLocation':
      expect([401, 429], 'the last login was refused').toContain(lastLogin?.status);
      break;
    case 'failed':
      expect(start.kind).toMatch(/^resume/);
  }
}
