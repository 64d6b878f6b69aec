import { join } from 'node:path';
import * as vscode from 'vscode';
import { createAccountMemory } from './accounts/accountMemory.ts';
import { createAccountStore } from './accounts/accountStore.ts';
import { createFileLocks } from './accounts/fileLocks.ts';
import { createHealthMonitor } from './accounts/healthMonitor.ts';
import { createAccountsTree } from './ui/accountsTree.ts';
import { registerCommands } from './ui/commands.ts';
import { createContextKeys } from './ui/contextKeys.ts';
import { createHealthNotifications } from './ui/healthNotifications.ts';
import { createLog } from './ui/log.ts';
import { checkInterval, currentServer, privacy } from './ui/settings.ts';
import { createStatusBar } from './ui/statusBar.ts';

/** Builds the parts and wires them. Nothing here waits, and nothing here touches the network. */
export function activate(context: vscode.ExtensionContext): void {
  const { globalState, workspaceState, globalStorageUri, secrets, subscriptions } = context;
  const log = createLog();
  const memory = createAccountMemory(globalState, workspaceState);
  const locks = createFileLocks(join(globalStorageUri.fsPath, 'locks'));
  const store = createAccountStore({ secrets, memory, locks, currentServer, privacy, log });

  let session: Promise<ReturnType<typeof import('./session.ts').createSession>> | undefined;
  const loadSession = () => (session ??= Promise.all([import('./session.ts'), store.load()]).then(([{ createSession }]) =>
    createSession({ store, locks, log, context })));

  const monitor = createHealthMonitor({
    store, locks,
    now: Date.now,
    isFocused: () => vscode.window.state.focused,
    interval: checkInterval,
    verify: async (userId) => (await loadSession()).actions.verify(userId),
    renew: async (userId) => (await loadSession()).renew(userId),
    random: Math.random,
  });

  const setContextKeys = createContextKeys();
  const publishContext = (): void => {
    const { loaded, accounts, pending, lost } = store.snapshot();
    setContextKeys({
      'vrchatAuth.loaded': loaded,
      'vrchatAuth.hasAccounts': accounts.length + lost.length > 0,
      'vrchatAuth.hasPendingSignIn': pending.length > 0,
      'vrchatAuth.hasSession': accounts.some(({ state }) => state.kind !== 'signedOut'),
      'vrchatAuth.hasSeveralAccounts': accounts.length > 1,
      'vrchatAuth.hasAuthenticatorSecret': accounts.some(({ hasAuthenticatorSecret }) => hasAuthenticatorSecret),
    });
  };

  subscriptions.push(
    log,
    store,
    monitor,
    store.onDidChange(publishContext),
    createAccountsTree(store, monitor),
    createStatusBar(store),
    createHealthNotifications(store, globalState),
    registerCommands(async () => (await loadSession()).commands, log),
    vscode.window.onDidChangeWindowState(() => {
      // Another window may have chosen another account, which fires no event here.
      store.touch();
      void monitor.wake();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('vrchatAuth')) store.touch();
    }),
  );
  void monitor.wake();
}
