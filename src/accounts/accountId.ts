/** What an account is: a user at a server. The same user ID at another server is another account. */
export interface AccountId {
  /** The address of the API, as `parseServer` spells it, such as `https://api.vrchat.cloud/api/1`. */
  readonly server: string;
  /** Such as `usr_…`, or a legacy ID of ten characters. */
  readonly userId: string;
}

/** Nothing but the ID of a record, a view or a target, for what is stored or handed on. */
export function accountId({ server, userId }: AccountId): AccountId {
  return { server, userId };
}

/** An account as one text, for maps, locks and the IDs of rows. An address contains no space, so no two accounts have the same. */
export function accountKey({ server, userId }: AccountId): string {
  return `${server} ${userId}`;
}

/** Stands where the key of a forgotten account stood: nothing of it is kept, and no other account takes its place by itself. */
export const forgottenAccountKey = 'forgotten';

/** @param key - as {@link accountKey} returns it */
export function readAccountKey(key: string): AccountId {
  const end = key.indexOf(' ');
  return { server: key.slice(0, Math.max(0, end)), userId: key.slice(end + 1) };
}

export function isSameAccount(one: AccountId, other: AccountId | undefined): boolean {
  return other !== undefined && one.userId === other.userId && one.server === other.server;
}
