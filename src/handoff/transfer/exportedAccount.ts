import { readAccountRecord, writeAccountRecord, type AccountRecord } from '../../accounts/records.ts';

/**
 * What of an account goes to another machine: who it is, its cookies, and what it has been asked to remember. What this machine knows of
 * the session's health stays here.
 */
export function writeExportedAccount(record: AccountRecord): string {
  const { attemptedAt, clockOffset, renewals, renewalStopped, pendingTwoFactor, ...rest } = record;
  return writeAccountRecord({ ...rest, state: { kind: 'unchecked', since: record.signedInAt } });
}

/**
 * @param content - what was sealed
 * @param now - milliseconds since the epoch
 * @returns the account, of which the server has not been asked yet, or `undefined` if it is none this version can read
 */
export function readExportedAccount(content: string, now: number): AccountRecord | undefined {
  const reading = readAccountRecord(content);
  return 'record' in reading ? { ...reading.record, state: { kind: 'unchecked', since: now } } : undefined;
}
