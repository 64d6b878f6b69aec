import { readWholeAccount, writeWholeAccount, type AccountRecord } from '../../accounts/records.ts';

/**
 * The part of an account that moves to another machine: who it is, its cookies, and stored secrets. What this machine knows about the
 * session's health stays here.
 */
export function writeExportedAccount(record: AccountRecord): string {
  const { attemptedAt, publicAddress, clockOffset, pauses, renewals, renewalStopped, pendingTwoFactor, ...rest } = record;
  return writeWholeAccount({ ...rest, state: { kind: 'unchecked', since: record.signedInAt } });
}

/**
 * @param content - the decrypted text
 * @param now - milliseconds since the epoch
 * @returns the account, not verified yet, or why it cannot be read
 */
export function readExportedAccount(content: string, now: number): AccountRecord | 'newerVersion' | 'altered' {
  const reading = readWholeAccount(content);
  if ('problem' in reading) return reading.problem === 'newerVersion' ? 'newerVersion' : 'altered';
  return { ...reading.record, state: { kind: 'unchecked', since: now } };
}

/**
 * An imported account in place of the stored one: its session replaces the other, and what the user has entrusted to this machine stays unless
 * the file has something else.
 */
export function importedOver(stored: AccountRecord | undefined, imported: AccountRecord): AccountRecord {
  const { loginName, password, authenticatorSecret } = stored ?? {};
  return {
    ...(loginName !== undefined && { loginName }),
    ...(password !== undefined && { password }),
    ...(authenticatorSecret !== undefined && { authenticatorSecret }),
    ...imported,
  };
}
