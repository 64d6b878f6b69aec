import type { AccountId } from '../../accounts/accountId.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import type { Secret } from '../../vrchat/secret.ts';

/** Stores an authenticator's secret with its account. @returns whether that worked */
export async function storeSecret(store: AccountStore, account: AccountId, base32: Secret): Promise<boolean> {
  try {
    return (await store.updateAccount(account, (record) => ({ ...record, authenticatorSecret: base32 }))) !== undefined;
  } catch {
    return false;
  }
}
