import * as vscode from 'vscode';

/** Everything that `when` clauses of the manifest ask for. */
export interface ContextKeys {
  /** The store has been read, so that an empty tree means that there are no accounts. */
  readonly 'vrchatAuth.loaded': boolean;
  readonly 'vrchatAuth.hasAccounts': boolean;
  readonly 'vrchatAuth.hasPendingSignIn': boolean;
  readonly 'vrchatAuth.hasSession': boolean;
  readonly 'vrchatAuth.hasSeveralAccounts': boolean;
  readonly 'vrchatAuth.hasAuthenticatorSecret': boolean;
  readonly 'vrchatAuth.hasDeletion': boolean;
  /** The environment of VS Code holds a session that is not stored. */
  readonly 'vrchatAuth.hasEnvironmentSession': boolean;
  /** New terminals of this workspace get the session. */
  readonly 'vrchatAuth.usedInTerminals': boolean;
}

/**
 * Sets context keys, those only that have changed.
 */
export function createContextKeys(): (keys: ContextKeys) => void {
  const current = new Map<string, boolean>();
  return (keys) => {
    for (const [key, value] of Object.entries(keys)) {
      if (current.get(key) === value) continue;
      current.set(key, value as boolean);
      void vscode.commands.executeCommand('setContext', key, value);
    }
  };
}
