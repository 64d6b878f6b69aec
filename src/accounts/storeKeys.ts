import { accountHash } from './accountHash.ts';
import { accountKey, readAccountKey, type AccountId } from './accountId.ts';

/** The key of the active account. It is not secret, but kept with the secrets, because SecretStorage tells all windows of a change. */
export const activeKey = 'active';

const wholePrefix = 'account/';
const sharedPrefix = 'account2/';
const sessionPrefix = 'session2/';
const pendingPrefix = 'pending/';
const forgottenPrefix = 'forgotten/';

/** The key of a whole account, as the first release stored it. */
export const wholeKey = (userId: string): string => `${wholePrefix}${userId}`;
/** The key of what all hosts share of an account. */
export const sharedKey = (account: AccountId): string => `${sharedPrefix}${accountKey(account)}`;
/** The key of the session that a host has of an account. */
export const sessionKey = (host: string, account: AccountId): string => `${sessionPrefix}${host} ${accountKey(account)}`;
/** The key of the mark that the user has forgotten an account. It outlives the account, for windows that have not heard of it yet. */
export const forgottenKey = (account: AccountId): string => forgottenKeyOf(accountHash(account));
/** @param hash - of the account */
export const forgottenKeyOf = (hash: string): string => `${forgottenPrefix}${hash}`;
export const pendingKey = (id: string): string => `${pendingPrefix}${id}`;

/** Whether a key of the secret store is one of these. */
export function isStoreKey(key: string): boolean {
  return /^(?:account2?|session2|pending|forgotten)\//.test(key) || [activeKey, 'pausesOfNames', 'addressSalt'].includes(key);
}

/** What is stored under a key. */
export type StoreKey =
  | { readonly kind: 'whole'; readonly userId: string }
  | { readonly kind: 'shared'; readonly account: AccountId }
  | { readonly kind: 'session'; readonly host: string; readonly account: AccountId }
  | { readonly kind: 'pending'; readonly id: string }
  | { readonly kind: 'forgotten'; readonly hash: string }
  /** No record. */
  | { readonly kind: 'other' };

export function readStoreKey(key: string): StoreKey {
  if (key.startsWith(wholePrefix)) return { kind: 'whole', userId: key.slice(wholePrefix.length) };
  if (key.startsWith(sharedPrefix)) return { kind: 'shared', account: readAccountKey(key.slice(sharedPrefix.length)) };
  if (key.startsWith(pendingPrefix)) return { kind: 'pending', id: key.slice(pendingPrefix.length) };
  if (key.startsWith(forgottenPrefix)) return { kind: 'forgotten', hash: key.slice(forgottenPrefix.length) };
  if (key.startsWith(sessionPrefix)) {
    const [, host = '', account = ''] = /^(\S+) (.*)$/s.exec(key.slice(sessionPrefix.length)) ?? [];
    return { kind: 'session', host, account: readAccountKey(account) };
  }
  return { kind: 'other' };
}
