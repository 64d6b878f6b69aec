import * as vscode from 'vscode';
import type { AccountStore } from '../../accounts/accountStore.ts';
import { once } from '../../accounts/once.ts';
import type { SessionSource } from '../session/sessionSource.ts';
import type { AuthenticationSessionPorts, createAuthenticationSessions } from './authenticationSessions.ts';

export interface AuthenticationProviderPorts {
  readonly store: AccountStore;
  readonly sessions: SessionSource;
  /** Loads the rest, which is not needed while there are no sessions. */
  readonly load: (
    ports: Pick<AuthenticationSessionPorts, 'wasEmpty' | 'changed'>,
  ) => Promise<ReturnType<typeof createAuthenticationSessions>>;
}

/**
 * Lets other extensions request a session through VS Code, which asks the user for consent per extension.
 *
 * The contract: a session's `accessToken` is the value of the `auth` cookie (`authcookie_…`). `account.id` and `account.label` stay the
 * same when a session is renewed or an account renamed. There are no scopes: whatever is requested, a session can do everything. What is known
 * is answered at once, without sessions that are known to be dead; one that was not confirmed lately is checked in the background, and a change
 * event tells what came of it.
 */
export function createAuthenticationProvider({ store, sessions, load }: AuthenticationProviderPorts): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  let wasEmpty = false;
  let isNeeded = false;
  const open = once(() => {
    isNeeded = true;
    return load({ wasEmpty, changed: (difference) => changed.fire(difference) });
  });

  const follow = (): void => {
    if (!store.snapshot().loaded) return;
    if (isNeeded || sessions.usable().length > 0) void open().then((loaded) => loaded.follow());
    else wasEmpty = true;
  };

  const provider: vscode.AuthenticationProvider = {
    onDidChangeSessions: changed.event,
    async getSessions(scopes, options) {
      await store.load();
      return sessions.usable().length === 0 ? [] : (await open()).getSessions(scopes, options);
    },
    async createSession(scopes, options) {
      await store.load();
      return (await open()).createSession(scopes, options);
    },
    async removeSession(id) {
      await store.load();
      return (await open()).removeSession(id);
    },
  };

  const registration = vscode.authentication.registerAuthenticationProvider('vrchat', 'VRChat', provider, {
    supportsMultipleAccounts: true,
  });
  const subscription = store.onDidChange(follow);
  follow();
  return vscode.Disposable.from(registration, subscription, changed);
}
