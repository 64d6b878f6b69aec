import * as vscode from 'vscode';
import type { AccountStore } from '../accounts/accountStore.ts';
import type { ServerAccess } from '../accounts/serverAccess.ts';
import { hasSession } from '../accounts/accountViews.ts';
import type { HealthMonitor } from '../accounts/healthMonitor.ts';
import { accountRows, type AccountRowsContext } from '../ui/tree/accountRows.ts';
import type { TreeContent } from '../ui/tree/accountsTree.ts';
import type { StaleFile } from '../prompts/fileProblems.ts';
import type { ProgramUse } from '../prompts/programUse.ts';
import { programsRow } from '../ui/programs/programRows.ts';
import { environmentRows, type EnvironmentAccount } from '../ui/tree/environmentRow.ts';
import { staleFileRows } from '../ui/tree/staleFileRows.ts';
import { privacy } from '../prompts/settings.ts';
import { createEmulatorTree } from '../ui/emulator/emulatorTree.ts';
import type { KnownEmulators } from '../ui/emulator/emulatorControls.ts';
import { useWindowToken } from '../prompts/windowToken.ts';
import { createHealthNotifications } from '../ui/status/healthNotifications.ts';
import { createShownCodes } from '../ui/twoFactor/shownCodes.ts';
import { createTreeNodes } from '../ui/tree/treeNodes.ts';
import { isSuggestionDismissed } from '../ui/tree/suggestions.ts';
import type { TreeRow } from '../ui/tree/treeRow.ts';
import { attentionBadge } from '../ui/tree/needsAttentionRows.ts';
import type { ShowStatus } from '../ui/status/statusBar.ts';
import { showStatusBarContent } from '../ui/status/statusBarContent.ts';

export interface DisplayPorts {
  readonly store: AccountStore;
  readonly monitor: Pick<HealthMonitor, 'nextCheckAt'>;
  /** For all windows. */
  readonly memory: vscode.Memento;
  /** The session from the environment, if there is one. */
  readonly fromEnvironment: () => EnvironmentAccount | undefined;
  readonly staleFiles: () => readonly StaleFile[];
  /** How many connections programs have to the session gateway; `undefined` if it doesn't run. */
  readonly connections: () => number | undefined;
  readonly access: Pick<ServerAccess, 'emulators'>;
  readonly emulators: () => KnownEmulators;
  /** Begins to watch the emulator of another window. */
  readonly connectEmulator: (address: string) => void;
  /** What has a session in this window's folders. */
  readonly programs: () => readonly ProgramUse[];
  /** Of this window. */
  readonly token: string;
}

/** What shows accounts; loaded when there is one to show. */
export function createDisplay({
  store,
  monitor,
  memory,
  fromEnvironment,
  staleFiles,
  connections,
  programs,
  access,
  emulators: knownEmulators,
  connectEmulator,
  token,
}: DisplayPorts) {
  useWindowToken(token);
  const emulators = createEmulatorTree({
    emulators: knownEmulators,
    connect: connectEmulator,
    access,
    memory,
    isPrivate: () => privacy().hidden,
  });
  const shownCodes = createShownCodes(store.touch);
  const context: AccountRowsContext = {
    nextCheckAt: (account) => monitor.nextCheckAt(account),
    shownCode: (account) => shownCodes.of(account),
    isSuggestionDismissed: (account) => isSuggestionDismissed(memory, account),
  };
  // From top to bottom.
  const makeRows = (): readonly TreeRow[] => {
    const stored = [
      ...accountRows(store.snapshot(), context, Date.now()),
      ...environmentRows(fromEnvironment()),
      ...staleFileRows(staleFiles()),
    ];
    const { accounts, active } = store.snapshot();
    const uses = { uses: programs(), otherExtensions: accounts.some(hasSession), active };
    return [...stored, programsRow(uses, Date.now()), ...emulators.rows(stored.length === 0)];
  };
  const treeContent: TreeContent = {
    ...createTreeNodes(makeRows),
    onDidChange: emulators.onDidChange,
    badge: () => {
      const { accounts, lost } = store.snapshot();
      return attentionBadge(accounts, lost.length + staleFiles().length, Date.now());
    },
  };
  const showStatus: ShowStatus = (item, subject, now) =>
    showStatusBarContent(item, subject, { programs: programs().length, connections: connections() }, now);
  const notifications = createHealthNotifications(store, memory);
  const parts = vscode.Disposable.from(notifications, shownCodes, emulators);
  return {
    treeContent,
    shownCodes,
    showStatus,
    beginHandoff: notifications.beginHandoff,
    dispose: (): void => void parts.dispose(),
  };
}
