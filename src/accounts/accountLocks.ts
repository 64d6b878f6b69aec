import { accountKey, type AccountId } from './accountId.ts';

/** Held by the window that asks the server about an account's session. */
export const checkLock = (account: AccountId): string => `check-${accountKey(account)}`;

/** Held by the window that signs an account in again. */
export const renewalLock = (account: AccountId): string => `renewal-${accountKey(account)}`;
