import type { AccountStore } from '../../accounts/accountStore.ts';
import type { Grants } from '../../accounts/grants.ts';

/**
 * Revokes what was allowed for an account once it was signed out or forgotten here, in every folder. Only a fact ends a grant: an account that
 * cannot be seen at the moment may be back in the next one.
 */
export function createGrantExpiry({ store, grants }: { readonly store: AccountStore; readonly grants: Grants }): { dispose(): void } {
  const expire = (): void => {
    if (!store.snapshot().loaded) return;
    for (const { account } of grants.all()) {
      // A failed write of the secret store is tried again with the next change.
      if (store.endOf(account) !== undefined) void grants.revokeAccount(account).catch(() => undefined);
    }
  };
  expire();
  return store.onDidChange(expire);
}
