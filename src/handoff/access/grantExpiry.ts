import type { AccountStore } from '../../accounts/accountStore.ts';
import type { SessionSource } from '../session/sessionSource.ts';
import type { WorkspaceGrants } from '../session/workspaceGrants.ts';

/**
 * Revokes grants when their account is gone, so that the next account to sign in does not inherit them: terminals at the last sign-out,
 * everything else when no account is left.
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
  const expire = (): void => {
    const { loaded, accounts, lost } = store.snapshot();
    if (!loaded || sessions.fromEnvironment()) return;
    if (grants.terminals() && accounts.every(({ state }) => state.kind === 'signedOut')) void grants.setTerminals(false);
    if (grants.variables().length > 0 && accounts.length + lost.length === 0) void grants.removeAllVariables();
  };
  expire();
  return store.onDidChange(expire);
}
