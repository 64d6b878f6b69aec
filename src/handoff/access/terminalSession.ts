import * as vscode from 'vscode';
import type { AccountStore } from '../../accounts/accountStore.ts';
import type { FolderGrants } from '../session/folderGrants.ts';
import { sessionOfGrant } from '../session/grantedAccount.ts';
import type { SessionSource } from '../session/sessionSource.ts';
import { sessionVariables } from '../session/sessionVariables.ts';
import { readVariableNames } from '../session/variableNames.ts';

export interface TerminalSessionPorts {
  readonly store: AccountStore;
  readonly sessions: SessionSource;
  readonly grants: FolderGrants;
  /** The variables of new terminals in this workspace; requested once there is something to set. */
  readonly collection: () => vscode.GlobalEnvironmentVariableCollection;
}

/**
 * Gives new terminals in a folder the session of the account that the folder was granted, and of no other. Unchanged values are not written
 * again, because VS Code marks open terminals as outdated at each write. Nothing is kept on disk.
 *
 * @returns removes the variables
 */
export function createTerminalSession({ store, sessions, grants, collection: takeCollection }: TerminalSessionPorts): vscode.Disposable {
  const collections = new Map<string, vscode.EnvironmentVariableCollection>();

  function take(folder: vscode.WorkspaceFolder): vscode.EnvironmentVariableCollection {
    const taken = takeCollection().getScoped({ workspaceFolder: folder });
    // Otherwise VS Code stores the values in the workspace's storage, in clear.
    taken.persistent = false;
    collections.set(folder.uri.toString(), taken);
    return taken;
  }

  function wantedIn(folder: vscode.WorkspaceFolder): ReadonlyMap<string, string> {
    const grant = grants.here('terminals').find((candidate) => candidate.folder === folder.uri.toString());
    const session = grant && sessionOfGrant(sessions, grant.account);
    return session ? sessionVariables(session, readVariableNames(grant.way.names), grant.userAgent) : new Map();
  }

  const update = (): void => {
    if (!store.snapshot().loaded) return;
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      const wanted = wantedIn(folder);
      const collection = collections.get(folder.uri.toString()) ?? (wanted.size === 0 ? undefined : take(folder));
      if (collection) fill(collection, wanted);
    }
  };

  update();
  return vscode.Disposable.from(
    store.onDidChange(update),
    grants.onDidChange(update),
    vscode.workspace.onDidGrantWorkspaceTrust(update),
    vscode.workspace.onDidChangeWorkspaceFolders(update),
    {
      dispose: () => collections.forEach((collection) => collection.clear()),
    },
  );
}

function fill(collection: vscode.EnvironmentVariableCollection, wanted: ReadonlyMap<string, string>): void {
  const unwanted: string[] = [];
  collection.forEach((name) => {
    if (!wanted.has(name)) unwanted.push(name);
  });
  for (const name of unwanted) collection.delete(name);
  for (const [name, value] of wanted) if (collection.get(name)?.value !== value) collection.replace(name, value);
  const description =
    wanted.size > 0 ? vscode.l10n.t('Sets {0} to the VRChat session that this folder was given', [...wanted.keys()].join(', ')) : undefined;
  if (collection.description !== description) collection.description = description;
}
