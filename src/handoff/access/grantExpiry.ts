import type { AccountStore } from '../../accounts/accountStore.ts';
import type { SessionSource } from '../session/sessionSource.ts';
import type { WorkspaceGrants } from '../session/workspaceGrants.ts';

/**
 * Takes back what the workspace was allowed when what it was allowed for is gone, so that it does not get the session of whoever signs in
 * later: terminals at the last sign-out, all else when no account is left.
 */
export function createGrantExpiry({ store, sessions, grants }: {
  readonly store: AccountStore; readonly sessions: SessionSource; readonly grants: WorkspaceGrants;
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
