import { join } from 'node:path';
import * as vscode from 'vscode';
import { createAccountMemory } from './accounts/accountMemory.ts';
import { createAccountStore } from './accounts/accountStore.ts';
import { createFileLocks } from './accounts/fileLocks.ts';
import { createHealthMonitor } from './accounts/healthMonitor.ts';
import { createAuthenticationProvider } from './handoff/authenticationProvider.ts';
import { createGrantExpiry } from './handoff/grantExpiry.ts';
import { variableNames } from './handoff/handoffSettings.ts';
import { createSessionSource } from './handoff/sessionSource.ts';
import { createTerminalSession } from './handoff/terminalSession.ts';
import { createWorkspaceGrants } from './handoff/workspaceGrants.ts';
import { createAccountsTree } from './ui/accountsTree.ts';
import { createClipboardCopy } from './ui/clipboardCopy.ts';
import { registerCommands } from './ui/commands.ts';
import { createContextKeys } from './ui/contextKeys.ts';
import { createHealthNotifications } from './ui/healthNotifications.ts';
import { environmentRows } from './ui/environmentRow.ts';
import { createLog } from './ui/log.ts';
import { plainText } from './ui/plainText.ts';
import { createRemoteNotice } from './ui/remoteNotice.ts';
import { checkInterval, currentServer, privacy, readConnectionSettings } from './ui/settings.ts';
import { createStatusBar } from './ui/statusBar.ts';

/** Builds the parts and wires them. Nothing here waits, and nothing here touches the network. */
export function activate(context: vscode.ExtensionContext): void {
  const { globalState, workspaceState, globalStorageUri, secrets, subscriptions } = context;
  const log = createLog();
  const memory = createAccountMemory(globalState, workspaceState);
  const locks = createFileLocks(join(globalStorageUri.fsPath, 'locks'));
  const store = createAccountStore({ secrets, memory, locks, currentServer, privacy, log });
  const clipboard = createClipboardCopy();

  const noteRemote = createRemoteNotice(globalState);

  let session: Promise<ReturnType<typeof import('./session.ts').createSession>> | undefined;
  const loadSession = () => (session ??= Promise.all([import('./session.ts'), store.load()]).then(([{ createSession }]) =>
    createSession({ store, locks, clipboard, log, noteRemote, context })));

  const monitor = createHealthMonitor({
    store, locks,
    now: Date.now,
    isFocused: () => vscode.window.state.focused,
    interval: checkInterval,
    verify: async (userId) => (await loadSession()).check(userId),
    renew: async (userId) => (await loadSession()).renew(userId),
    random: Math.random,
  });

  const { version } = context.extension.packageJSON as { version: string };
  const userAgent = (): string | undefined => {
    const settings = readConnectionSettings(version);
    return 'problem' in settings ? undefined : settings.userAgent;
  };
  const sessions = createSessionSource({ store, environment: process.env, names: variableNames, currentServer, memory: globalState });
  const grants = createWorkspaceGrants(workspaceState);
  let handoff: Promise<ReturnType<typeof import('./handoff.ts').createHandoff>> | undefined;
  const loadHandoff = () => (handoff ??= Promise.all([import('./handoff.ts'), store.load()]).then(([{ createHandoff }]) => createHandoff({
    context, store, sessions, grants, clipboard, plainText, userAgent,
    noteHandout: noteRemote,
    signInWith: async (cookies) => (await loadSession()).signInWith(cookies),
  }, log)));
  const followFiles = (): void => {
    if (store.snapshot().loaded && grants.files().length > 0) void loadHandoff().then((loaded) => loaded.followFiles());
  };

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
      'vrchatAuth.hasDeletion': accounts.some(({ profile }) => Boolean(profile.accountDeletionDate)),
      'vrchatAuth.hasEnvironmentSession': sessions.fromEnvironment() !== undefined,
      'vrchatAuth.usedInTerminals': grants.terminals(),
    });
  };

  subscriptions.push(
    log,
    store,
    monitor,
    store.onDidChange(publishContext),
    grants.onDidChange(publishContext),
    clipboard,
    createAccountsTree(store, monitor, () => environmentRows(sessions.fromEnvironment()?.displayName)),
    createStatusBar(store),
    createHealthNotifications(store, globalState),
    registerCommands(async () => (await loadSession()).commands, async () => (await loadHandoff()).commands, log),
    createGrantExpiry({ store, sessions, grants }),
    createTerminalSession({ store, sessions, grants, collection: context.environmentVariableCollection, userAgent }),
    createAuthenticationProvider({
      store, sessions, memory: globalState,
      publicName: ({ displayName }) => (privacy().hidden ? vscode.l10n.t('VRChat account') : plainText(displayName, 40)),
      signIn: async (userId) => (await loadSession()).commands.signIn(userId === undefined ? undefined : { userId }),
      signOut: async (userId) => (await loadSession()).commands.signOut({ userId }),
    }),
    store.onDidChange(followFiles),
    vscode.workspace.onDidGrantWorkspaceTrust(followFiles),
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
