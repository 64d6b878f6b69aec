import { accountKey, isSameAccount, type AccountId } from './accountId.ts';
import { writeSessionPart, writeSharedPart, type AccountRecord } from './records.ts';
import { activeKey, sessionKey, sharedKey, wholeKey } from './storeKeys.ts';
import type { StoredEntries } from './storedEntries.ts';

/**
 * Moves an account that the first release has stored into the form of this one, if there is such an entry. The new entries are written before
 * the old one is deleted, so that a crash in between loses nothing; the next attempt goes on from there. What cannot be read is left alone.
 * Nobody else may change the account meanwhile.
 *
 * @param host - gets the session
 * @returns whether anything was written
 * @throws if the secret store fails
 */
export async function moveWholeAccount(entries: StoredEntries, host: string, account: AccountId): Promise<boolean> {
  const key = wholeKey(account.userId);
  if (entries.text(key) === undefined) return false;
  // Another window may have moved it already.
  for (const entry of [key, sharedKey(account), sessionKey(host, account)]) await entries.follow(entry);
  const whole = entries.wholes().get(account.userId);
  const moved = entries.of(account);
  const [session, shared] = [moved?.sessions.get(host), moved?.shared];
  if (!whole || !('record' in whole) || !isSameAccount(whole.record, account) || isUnreadable(session) || isUnreadable(shared))
    return false;
  const { record } = whole;
  // A window with the first release may have signed in since.
  const isNewer = !session || record.signedInAt > session.record.signedInAt;
  if (isNewer) await entries.write(sessionKey(host, record), writeSessionPart(record));
  if (isNewer || !shared) await entries.write(sharedKey(record), writeSharedPart(withShared(record, shared?.record), shared?.record));
  if (entries.text(activeKey) === record.userId) await entries.write(activeKey, accountKey(record));
  await entries.remove(key);
  return true;
}

function isUnreadable(reading: object | undefined): reading is { readonly problem: string } {
  return reading !== undefined && 'problem' in reading;
}

/** What was entrusted since stays, unless the whole account has something else. */
function withShared(record: AccountRecord, shared: Partial<AccountRecord> | undefined): AccountRecord {
  const { loginName, password, authenticatorSecret } = shared ?? {};
  return {
    ...(loginName !== undefined && { loginName }),
    ...(password !== undefined && { password }),
    ...(authenticatorSecret !== undefined && { authenticatorSecret }),
    ...record,
  };
}
