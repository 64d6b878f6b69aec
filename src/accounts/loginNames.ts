import type { AccountRecord } from './records.ts';

/** What the account's owner may have typed to sign in, as far as is known here. */
export function namesOf({ loginName, profile }: AccountRecord): string[] {
  return [loginName, profile.username].filter((name) => name !== undefined);
}

/**
 * The account that somebody signs in to, if it is stored.
 *
 * @param who - the account itself, if that is known, or what was typed to sign in
 */
export function findAccount(
  records: readonly AccountRecord[],
  { server, loginName = '', userId }: { readonly server: string; readonly loginName?: string; readonly userId?: string },
): AccountRecord | undefined {
  return records.find(
    (record) =>
      record.server === server &&
      (userId === undefined ? namesOf(record).some((name) => isSameName(name, { loginName })) : record.userId === userId),
  );
}

/** User names and email addresses differ by more than case. */
export function isSameName(name: string | undefined, { loginName }: { readonly loginName: string }): boolean {
  return loginName !== '' && name?.toLowerCase() === loginName.toLowerCase();
}
