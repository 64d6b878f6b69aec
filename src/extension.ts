import { join } from 'node:path';
import * as vscode from 'vscode';
import { createAccountMemory } from './accounts/accountMemory.ts';
import { createAccountStore } from './accounts/accountStore.ts';
import { createAddressSalt } from './accounts/addressSalt.ts';
import { createFileLocks } from './accounts/fileLocks.ts';
import { createHealthMonitor } from './accounts/healthMonitor.ts';
import { createHostId } from './accounts/hostId.ts';
import { once } from './accounts/once.ts';
import { createServerAccess } from './accounts/serverAccess.ts';
import { bootedAt, isRunning, thisMachine } from './accounts/thisMachine.ts';
import type { ClipboardPort } from './accounts/ports.ts';
import { createFileHintProvider } from './handoff/environmentFile/fileHintProvider.ts';
import { createAuthenticationProvider } from './handoff/provider/authenticationProvider.ts';
import { registerDebugProvider } from './handoff/debugging/debugProvider.ts';
import { variableNames } from './handoff/session/handoffSettings.ts';
import { createSessionSource } from './handoff/session/sessionSource.ts';
import { earlierAccessKeys, writtenFilesKey } from './handoff/session/writtenFiles.ts';
import type { GrantedAccess } from './bundles/grantedAccess.ts';
import type { Gateway } from './bundles/sessionGateway.ts';
import { isGatewayKey } from './gateway/gatewayKeys.ts';
import { windowToken } from './prompts/windowToken.ts';
import { createAccountsTree } from './ui/tree/accountsTree.ts';
import { clipboardDueKey } from './prompts/clipboardDue.ts';
import { registerCommands } from './ui/commands.ts';
import { createContextKeys } from './ui/status/contextKeys.ts';
import { createFileProblems } from './prompts/fileProblems.ts';
import { createLog } from './prompts/log.ts';
import type { KnownEmulators } from './ui/emulator/emulatorControls.ts';
import { insteadOfKey } from './ui/emulator/insteadOfKey.ts';
import { checkInterval, clipboardClearSeconds, configuredServer, privacy, signInServer } from './prompts/settings.ts';
import { createStatusBar } from './ui/status/statusBar.ts';
import { registerTools } from './ui/tools/registerTools.ts';

/** Builds the parts and wires them. Nothing here waits or uses the network. */
export function activate(context: vscode.ExtensionContext): void {
  const { globalState, workspaceState, globalStorageUri, storageUri, secrets, subscriptions } = context;
  const { version } = context.extension.packageJSON as { readonly version: string };
  const log = createLog();
  const token = windowToken();
  const memory = createAccountMemory(globalState, workspaceState);
  const locks = createFileLocks(join(globalStorageUri.fsPath, 'locks'));
  const hostId = createHostId(globalStorageUri.fsPath, locks);
  const access = createServerAccess({
    memory: globalState,
    configured: () => {
      const address = configuredServer();
      return 'server' in address ? address.server : undefined;
    },
    process: { id: process.pid, machine: thisMachine(), isRunning, bootedAt },
  });
  const store = createAccountStore({ secrets, memory, hostId, locks, isGone: (server) => access.isGone(server), privacy, log });
  const salt = createAddressSalt(secrets, locks);
  const loadClipboard = once(async () => {
    const { createClipboardCopy } = await import('./prompts/clipboardCopy.ts');
    const copy = createClipboardCopy({
      clipboard: vscode.env.clipboard,
      memory: globalState,
      secrets,
      clearSeconds: clipboardClearSeconds,
      now: Date.now,
      process: { id: process.pid, isRunning },
    });
    subscriptions.push(copy);
    return copy;
  });
  const clipboard: ClipboardPort = { copySecret: async (text) => (await loadClipboard()).copySecret(text) };

  const loadOnline = once(async () => {
    const [{ createOnline }] = await Promise.all([import('./bundles/online.ts'), store.load()]);
    return createOnline({
      store,
      secrets,
      locks,
      access,
      salt,
      clipboard,
      log,
      version,
      memory: globalState,
      granted: loadGranted,
      gatewayRuns,
      showCode: async (account, code) => (await loadDisplay()).shownCodes.show(account, code),
      token,
    });
  });

  const monitor = createHealthMonitor({
    store,
    locks,
    now: Date.now,
    isFocused: () => vscode.window.state.focused,
    interval: checkInterval,
    verify: async (account) => (await loadOnline()).check(account),
    renew: async (account) => (await loadOnline()).renew(account),
    random: Math.random,
  });

  const sessions = createSessionSource({ store, environment: process.env, names: variableNames, signInServer, memory: globalState });
  let granted: GrantedAccess | undefined;
  const loadGranted = once(async () => {
    const [{ createGrantedAccess }] = await Promise.all([import('./bundles/grantedAccess.ts'), store.load()]);
    granted = await createGrantedAccess({
      secrets,
      hostId,
      store,
      sessions,
      addressesOf: (grantId) => gateway?.gateway.of(grantId),
      workspace: workspaceState,
      workspaceStorage: storageUri?.fsPath,
      collection: () => context.environmentVariableCollection,
      changed: store.touch,
    });
    subscriptions.push(granted, granted.onDidChange(store.touch));
    publishContext();
    return granted;
  });
  let gateway: Gateway | undefined;
  const gatewayRuns = (): boolean => gateway?.gateway.port() !== undefined;
  const addressesChanged = (): void => {
    granted?.updateAddresses();
    followFiles();
  };
  const loadGateway = once(async () => {
    const [{ createGateway }, { grants }, host] = await Promise.all([import('./bundles/sessionGateway.ts'), loadGranted(), hostId()]);
    gateway = await createGateway({
      store,
      grants,
      secrets,
      locks,
      host,
      clipboard,
      log,
      version,
      token,
      verify: async (account) => (await loadOnline()).verify(account),
      renew: async (account) => (await loadOnline()).renew(account),
      onDidChange: publishContext,
      onDidChangeAddresses: addressesChanged,
    });
    subscriptions.push(gateway);
    publishContext();
    addressesChanged();
    return gateway;
  });
  const isGrantKey = (key: string): boolean => key.startsWith('grant/');
  const loadGrantedIfAny = async (): Promise<void> => {
    const keys = await secrets.keys();
    const usesGateway = keys.some(isGrantKey) && (await loadGranted()).usesGateway();
    if (usesGateway || keys.some(isGatewayKey)) await loadGateway();
  };
  const fileProblems = createFileProblems(store.touch);
  const loadHandoff = once(async () => {
    const [{ createHandoff }, { here: grants }] = await Promise.all([import('./bundles/handoff.ts'), loadGranted()]);
    return createHandoff(
      {
        store,
        sessions,
        grants,
        workspace: workspaceState,
        memory: globalState,
        token,
        clipboard,
        gateway: async () => (await loadGateway()).gateway,
        beginHandoff: async (account) => (await loadDisplay()).beginHandoff(account),
        online: loadOnline,
      },
      log,
      fileProblems,
    );
  });
  const followFiles = (): void => {
    if (store.snapshot().loaded && workspaceState.get(writtenFilesKey) !== undefined)
      void loadHandoff().then((loaded) => loaded.followFiles());
  };

  const hasEnvironmentSession = (): boolean => sessions.fromEnvironment() !== undefined;
  const hasNothingToShow = (): boolean => {
    const { accounts, pending, lost } = store.snapshot();
    return (
      accounts.length + pending.length + lost.length + fileProblems.all().length + access.emulators().length === 0 &&
      !hasEnvironmentSession()
    );
  };
  const loadDisplay = once(async () => {
    const { createDisplay } = await import('./bundles/display.ts');
    const display = createDisplay({
      store,
      monitor,
      memory: globalState,
      fromEnvironment: sessions.fromEnvironment,
      staleFiles: fileProblems.all,
      connections: () => gateway?.connections(),
      access,
      emulators: () => emulators,
      connectEmulator: (address) => void loadEmulator().then((loaded) => loaded.connect(address)),
      programs: () => granted?.uses() ?? [],
      token,
    });
    subscriptions.push(display);
    return display;
  });

  let emulators: KnownEmulators = { own: undefined, others: [] };
  const publishContext = createContextKeys(store, {
    'vrchatAuth.hasEnvironmentSession': hasEnvironmentSession,
    'vrchatAuth.usedInTerminals': () => granted !== undefined && granted.here.here('terminals').length > 0,
    'vrchatAuth.emulatorRuns': () => emulators.own !== undefined,
    'vrchatAuth.emulatorShown': () => emulators.own !== undefined || emulators.others.length > 0,
    'vrchatAuth.gatewayRuns': gatewayRuns,
    'vrchatAuth.requestsPaused': () => gateway?.view.isPaused() === true,
    'vrchatAuth.onlyProblems': () => gateway?.view.showsOnlyProblems() === true,
  });

  const loadEmulator = once(async () => {
    const { createLocalEmulator } = await import('./bundles/localEmulator.ts');
    const emulator = createLocalEmulator({
      storage: globalStorageUri,
      memory: globalState,
      access,
      signIn: async (server, answers) => (await loadOnline()).signInAs(server, answers),
      rows: tree,
      token,
      onDidChange: (known) => {
        emulators = known;
        store.touch();
      },
    });
    subscriptions.push(emulator);
    return emulator;
  });

  const loadTools = once(async () => {
    const { createTools } = await import('./bundles/sessionGateway.ts');
    return createTools({ store, access, granted: loadGranted, emulator: loadEmulator, online: loadOnline, handoff: loadHandoff });
  });

  const tree = createAccountsTree(store, hasNothingToShow, async () => (await loadDisplay()).treeContent);

  subscriptions.push(
    log,
    store,
    monitor,
    store.onDidChange(publishContext),
    tree,
    createStatusBar(store, async () => (await loadDisplay()).showStatus),
    registerCommands(
      {
        session: async () => (await loadOnline()).commands,
        handoff: async () => (await loadHandoff()).commands,
        emulator: async () => (await loadEmulator()).commands,
        requests: loadGateway,
      },
      tree,
      log,
    ),
    ...registerTools(vscode, loadTools),
    createAuthenticationProvider({
      store,
      sessions,
      load: async (rest) => {
        const { createAuthentication } = await import('./bundles/authentication.ts');
        return createAuthentication({ store, sessions, memory: globalState, salt, online: loadOnline, ...rest });
      },
    }),
    createFileHintProvider(store, async () => (await loadHandoff()).fileHints),
    store.onDidChange(followFiles),
    secrets.onDidChange(({ key }) => {
      if (isGrantKey(key)) void loadGranted();
      if (isGatewayKey(key)) void loadGateway();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(followFiles),
    vscode.window.onDidChangeWindowState(() => {
      // Another window may have changed the active account, which fires no event here.
      store.touch();
      if (fileProblems.all().length > 0) followFiles();
      void monitor.wake();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('vrchatAuth')) store.touch();
    }),
  );
  if (globalState.get(insteadOfKey) !== undefined) void loadEmulator().then((emulator) => emulator.restoreServer());
  if (globalState.get(clipboardDueKey) !== undefined) void loadClipboard().then((copy) => copy.clearLeftover());
  // Without a keyring, nothing was granted.
  const grantsKnown = loadGrantedIfAny().catch(() => undefined);
  subscriptions.push(
    registerDebugProvider(async () => {
      await grantsKnown;
      return granted && (await loadHandoff()).launches;
    }),
  );
  if (workspaceState.keys().some((key) => earlierAccessKeys.includes(key))) void loadHandoff().then((loaded) => loaded.endEarlierAccess());
  void monitor.wake().then(async () => {
    if (store.snapshot().accounts.some(({ state }) => state.kind === 'elsewhere')) await (await loadOnline()).takeOver();
  });
}
