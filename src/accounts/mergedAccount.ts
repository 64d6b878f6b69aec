import type { AccountId } from './accountId.ts';
import type { AccountRecord, Reading, SessionPart } from './records.ts';
import { knownState } from './sessionState.ts';
import type { StoredAccount } from './storedEntries.ts';

/** An account, put together from what is stored of it. */
export type MergedAccount =
  | { readonly kind: 'here'; readonly record: AccountRecord }
  /** This host has stored no session of it, but another has. The record has what is known, without a session. */
  | { readonly kind: 'elsewhere'; readonly record: AccountRecord; readonly foreign: SessionPart }
  | { readonly kind: 'broken'; readonly account: AccountId; readonly problem: 'missing' | 'unreadable' | 'newerVersion' };

/**
 * Puts an account together. An entry that this release cannot read makes all of it unusable, so that nothing is written beside it.
 *
 * @param host - whose session counts
 */
export function mergeAccount({ account, sessions, shared }: StoredAccount, host: string): MergedAccount {
  const own = sessions.get(host);
  for (const reading of [shared, own]) if (reading && 'problem' in reading) return { kind: 'broken', account, problem: reading.problem };
  const entrusted = shared && 'record' in shared ? pickShared(shared.record) : {};
  if (own && 'record' in own) return { kind: 'here', record: { ...withoutVersion(own.record), ...entrusted } };
  const [foreign] = [...sessions.values()].flatMap((reading) => ('record' in reading ? [reading.record] : [])).toSorted(byLatest);
  if (!foreign) return { kind: 'broken', account, problem: firstProblem(sessions) ?? 'missing' };
  const { server, userId, displayName, profile, signedInAt } = foreign;
  const record = { server, userId, displayName, profile, signedInAt, cookies: [], ...entrusted };
  return { kind: 'elsewhere', record: { ...record, state: { kind: 'signedOut', since: signedInAt } }, foreign };
}

/** The one that was signed in to last, of those that are not signed out. */
const byLatest = (one: SessionPart, other: SessionPart): number =>
  Number(isSession(other)) - Number(isSession(one)) || other.signedInAt - one.signedInAt;

function isSession({ state }: SessionPart): boolean {
  return knownState(state).kind !== 'signedOut';
}

/** The session that another host has, if it has one that was not signed out. */
export function sessionElsewhere(merged: MergedAccount | undefined): SessionPart | undefined {
  return merged?.kind === 'elsewhere' && isSession(merged.foreign) ? merged.foreign : undefined;
}

function pickShared({ loginName, password, authenticatorSecret }: Pick<AccountRecord, 'loginName' | 'password' | 'authenticatorSecret'>) {
  return {
    ...(loginName !== undefined && { loginName }),
    ...(password !== undefined && { password }),
    ...(authenticatorSecret !== undefined && { authenticatorSecret }),
  };
}

function withoutVersion({ version, ...rest }: SessionPart): Omit<SessionPart, 'version'> {
  return rest;
}

function firstProblem(sessions: ReadonlyMap<string, Reading<SessionPart>>): 'unreadable' | 'newerVersion' | undefined {
  for (const reading of sessions.values()) if ('problem' in reading) return reading.problem;
  return undefined;
}
