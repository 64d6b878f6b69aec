import type { AccountStore } from '../../accounts/accountStore.ts';
import type { SessionSource } from '../session/sessionSource.ts';
import type { WorkspaceGrants } from '../session/workspaceGrants.ts';

/**
 * Revokes grants when it is a fact that their accounts have ended, so that the next account to sign in does not inherit them: terminals at the
 * last sign-out, everything else when the last account was forgotten. An account that cannot be seen at the moment keeps them.
 */
export function createGrantExpiry({
  store,
  sessions,
  grants,
}: {
  readonly store: AccountStore;
  readonly sessions: SessionSource;
  readonly grants: WorkspaceGrants;
}): { dispose(): void } {
  /** Whether there was an account since the window was opened. */
  let hadAccounts = false;
  const expire = (): void => {
    const { loaded, accounts, pending, lost } = store.snapshot();
    if (!loaded || sessions.fromEnvironment()) return;
    hadAccounts ||= accounts.length > 0;
    const isUncertain = lost.length + pending.length > 0 || !hadAccounts;
    if (isUncertain || accounts.some((account) => store.endOf(account) === undefined)) return;
    if (grants.terminals()) void grants.setTerminals(false);
    if (accounts.length === 0 && grants.variables().length > 0) void grants.removeAllVariables();
  };
  expire();
  return store.onDidChange(expire);
}
