import type * as vscode from 'vscode';
import { createAccountStore } from './accounts/accountStore.ts';
import { createAccountsTree } from './ui/accountsTree.ts';
import { registerCommands } from './ui/commands.ts';
import { createContextKeys } from './ui/contextKeys.ts';
import { createLog } from './ui/log.ts';
import { currentServer } from './ui/settings.ts';
import { createStatusBar } from './ui/statusBar.ts';

/** Builds the parts and wires them. Nothing here waits, and nothing here touches the network. */
export function activate(context: vscode.ExtensionContext): void {
  const log = createLog();
  const store = createAccountStore(context.secrets, currentServer, log);
  const { version } = context.extension.packageJSON as { version: string };

  let session: Promise<ReturnType<typeof import('./session.ts').createSession>> | undefined;
  const loadSession = () => (session ??= Promise.all([import('./session.ts'), store.load()]).then(([{ createSession }]) => createSession({ store, log, version })));

  const setContextKeys = createContextKeys();
  const publishContext = (): void => {
    const { loaded, accounts, pending } = store.snapshot();
    setContextKeys({
      'vrchatAuth.loaded': loaded,
      'vrchatAuth.hasAccounts': accounts.length > 0,
      'vrchatAuth.hasPendingSignIn': pending.length > 0,
      'vrchatAuth.hasSession': accounts.some(({ state }) => state.kind !== 'signedOut'),
    });
  };

  context.subscriptions.push(
    log,
    store,
    store.onDidChange(publishContext),
    createAccountsTree(store),
    createStatusBar(store),
    registerCommands(async () => (await loadSession()).commands, log),
  );
  void store.load();
}
