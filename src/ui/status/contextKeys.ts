import * as vscode from 'vscode';
import type { AccountStore } from '../../accounts/accountStore.ts';

/** Facts for `when` clauses that the store does not know. */
export type OtherKeys = {
  /** VS Code's environment contains a session that is not stored. */
  readonly 'vrchatAuth.hasEnvironmentSession': () => boolean;
  /** New terminals in this workspace get the session. */
  readonly 'vrchatAuth.usedInTerminals': () => boolean;
  /** This window runs a local VRChat API. */
  readonly 'vrchatAuth.emulatorRuns': () => boolean;
  /** This window runs a local VRChat API, or shows that of another one. */
  readonly 'vrchatAuth.emulatorShown': () => boolean;
  /** The session gateway of this machine runs. */
  readonly 'vrchatAuth.gatewayRuns': () => boolean;
  /** The list of requests is kept as it is. */
  readonly 'vrchatAuth.requestsPaused': () => boolean;
  /** Of the requests, only problems are listed. */
  readonly 'vrchatAuth.onlyProblems': () => boolean;
};

/**
 * Sets the context keys for `when` clauses.
 *
 * @returns updates the keys that changed
 */
export function createContextKeys(store: AccountStore, others: OtherKeys): () => void {
  const current = new Map<string, boolean>();
  return () => {
    const { loaded, accounts, pending, lost } = store.snapshot();
    const keys: Readonly<Record<string, boolean>> = {
      'vrchatAuth.hasAccounts': accounts.length + lost.length > 0,
      'vrchatAuth.hasPendingSignIn': pending.length > 0,
      'vrchatAuth.hasSession': accounts.some(({ state }) => state.kind !== 'signedOut' && state.kind !== 'elsewhere'),
      'vrchatAuth.hasSessionElsewhere': accounts.some(({ state }) => state.kind === 'elsewhere'),
      'vrchatAuth.hasSeveralAccounts': accounts.length > 1,
      'vrchatAuth.hasPassword': accounts.some(({ hasPassword }) => hasPassword),
      'vrchatAuth.hasAuthenticatorSecret': accounts.some(({ hasAuthenticatorSecret }) => hasAuthenticatorSecret),
      'vrchatAuth.hasDeletion': accounts.some(({ profile }) => Boolean(profile.accountDeletionDate)),
      ...Object.fromEntries(Object.entries(others).map(([key, isSet]) => [key, isSet()])),
      // Last, because with it an empty tree means no accounts, and the welcome text shows.
      'vrchatAuth.loaded': loaded,
    };
    for (const [key, value] of Object.entries(keys)) {
      if (current.get(key) === value) continue;
      current.set(key, value);
      void vscode.commands.executeCommand('setContext', key, value);
    }
  };
}
