import type { AccountRecord } from './records.ts';

/** What the account's owner may have typed to sign in, as far as is known here. */
export function namesOf({ loginName, profile }: AccountRecord): string[] {
  return [loginName, profile.username].filter((name) => name !== undefined);
}

/** User names and email addresses differ by more than case. */
export function isSameName(name: string | undefined, { loginName }: { readonly loginName: string }): boolean {
  return loginName !== '' && name?.toLowerCase() === loginName.toLowerCase();
}
