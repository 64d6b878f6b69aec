import * as vscode from 'vscode';
import type { AccountStore } from '../../accounts/accountStore.ts';
import { variableNames } from '../session/handoffSettings.ts';
import type { SessionSource } from '../session/sessionSource.ts';
import { sessionVariables } from '../session/sessionVariables.ts';
import type { WorkspaceGrants } from '../session/workspaceGrants.ts';

export interface TerminalSessionPorts {
  readonly store: AccountStore;
  readonly sessions: SessionSource;
  readonly grants: WorkspaceGrants;
  /** The variables of new terminals in this workspace; requested once there is something to set. */
  readonly collection: () => vscode.EnvironmentVariableCollection;
  /** The User-Agent to hand along, or `undefined` if the setting is invalid. */
  readonly userAgent: () => string | undefined;
}

/**
 * Gives new terminals in this workspace the active account's session, if the user turned it on and the workspace is trusted. Unchanged
 * values are not written again, because VS Code marks open terminals as outdated at each write. Nothing is kept on disk.
 *
 * @returns removes the variables
 */
export function createTerminalSession({
  store,
  sessions,
  grants,
  collection: takeCollection,
  userAgent,
}: TerminalSessionPorts): vscode.Disposable {
  let collection: vscode.EnvironmentVariableCollection | undefined;

  function take(): vscode.EnvironmentVariableCollection {
    const taken = takeCollection();
    // Otherwise VS Code stores the values in the workspace's storage, in clear.
    taken.persistent = false;
    return taken;
  }

  const update = (): void => {
    if (!store.snapshot().loaded) return;
    const session = grants.terminals() && vscode.workspace.isTrusted ? sessions.active() : undefined;
    const wanted: ReadonlyMap<string, string> = session ? sessionVariables(session, variableNames(), userAgent() ?? '') : new Map();
    if (wanted.size === 0 && !collection) return;
    collection ??= take();
    const unwanted: string[] = [];
    collection.forEach((name) => {
      if (!wanted.has(name)) unwanted.push(name);
    });
    for (const name of unwanted) collection.delete(name);
    for (const [name, value] of wanted) if (collection.get(name)?.value !== value) collection.replace(name, value);
    const description =
      wanted.size > 0 ? vscode.l10n.t('Sets {0} to the VRChat session of the active account', [...wanted.keys()].join(', ')) : undefined;
    if (collection.description !== description) collection.description = description;
  };

  update();
  return vscode.Disposable.from(store.onDidChange(update), grants.onDidChange(update), vscode.workspace.onDidGrantWorkspaceTrust(update), {
    dispose: () => collection?.clear(),
  });
}
