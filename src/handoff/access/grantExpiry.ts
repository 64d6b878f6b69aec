import type { AccountStore } from '../../accounts/accountStore.ts';
import type { Grants } from '../../accounts/grants.ts';

/**
 * Revokes what was allowed for an account once it was signed out here, in every folder. Only a readable record that says so ends a grant: an
 * account that cannot be seen at the moment may be back in the next one.
 */
export function createGrantExpiry({ store, grants }: { readonly store: AccountStore; readonly grants: Grants }): { dispose(): void } {
  const expire = (): void => {
    const { loaded, accounts } = store.snapshot();
    if (!loaded || grants.all().length === 0) return;
    for (const account of accounts) {
      // A failed write of the secret store is tried again with the next change.
      if (account.state.kind === 'signedOut') void grants.revokeAccount(account).catch(() => undefined);
    }
  };
  expire();
  return store.onDidChange(expire);
}
