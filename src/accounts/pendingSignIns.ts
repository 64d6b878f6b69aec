import type { AccountStore } from './accountStore.ts';
import { findAccount, isSameName, namesOf } from './loginNames.ts';
import { pastTime } from './pastTime.ts';
import type { PendingRecord } from './records.ts';

/** The shortest life that was reported of a VRChat session. A code that comes later finds none. */
const maxAgeMs = 7 * 24 * 60 * 60_000;

type Owner = Pick<PendingRecord, 'server' | 'loginName' | 'userId'>;

/**
 * Removes pending sign-ins that can no longer be finished.
 *
 * @param now - milliseconds since the epoch
 */
export async function removeOldPending(store: AccountStore, now: number): Promise<void> {
  for (const { id, startedAt } of store.pendingRecords()) {
    const past = pastTime(startedAt, now);
    if (past !== undefined && past < now - maxAgeMs) await store.removePending(id);
  }
}

/**
 * Removes the pending sign-ins of an account, which has at most one: a new session takes the place of the one before.
 *
 * @param owner - who signs in
 * @param keptId - the pending sign-in that stays, if one does
 */
export async function removePendingOf(store: AccountStore, owner: Owner, keptId?: string): Promise<void> {
  for (const pending of store.pendingRecords()) {
    if (pending.id !== keptId && isSameOwner(store, pending, owner)) await store.removePending(pending.id);
  }
}

function isSameOwner(store: AccountStore, one: Owner, other: Owner): boolean {
  if (one.server !== other.server) return false;
  const names = namesIn(store, other);
  return (
    (one.userId !== undefined && one.userId === userIdIn(store, other)) ||
    namesIn(store, one).some((loginName) => names.some((name) => isSameName(name, { loginName })))
  );
}

const userIdIn = (store: AccountStore, owner: Owner): string | undefined => owner.userId ?? findAccount(store.records(), owner)?.userId;

/** Every name the owner may have signed in with. */
function namesIn(store: AccountStore, owner: Owner): string[] {
  const record = findAccount(store.records(), owner);
  return [...(owner.loginName === undefined ? [] : [owner.loginName]), ...(record ? namesOf(record) : [])];
}
