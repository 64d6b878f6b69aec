import * as vscode from 'vscode';
import type { AccountStore } from '../../accounts/accountStore.ts';
import type { GatewayAddresses } from '../../gateway/sessionGateway.ts';
import type { FolderGrants } from '../session/folderGrants.ts';
import { fingerprint } from '../session/fingerprint.ts';
import { grantedVariables } from '../session/grantedVariables.ts';
import type { SessionSource } from '../session/sessionSource.ts';
import { directVariables } from './directVariables.ts';

export interface TerminalSessionPorts {
  readonly store: AccountStore;
  readonly sessions: SessionSource;
  readonly grants: FolderGrants;
  /** The gateway's addresses for a grant; `undefined` while it does not run. */
  readonly addressesOf: (grantId: string) => GatewayAddresses | undefined;
  /** What terminals inherit. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The variables of new terminals in this workspace; requested once there is something to set. */
  readonly collection: () => vscode.GlobalEnvironmentVariableCollection;
  /** Called when new terminals get something else. */
  readonly changed: () => void;
}

type Mutators = ReadonlyMap<string, { readonly type: vscode.EnvironmentVariableMutatorType; readonly value: string }>;

/**
 * Gives new terminals in a folder what the folder was granted: the gateway's address, or the session of that account and no other, as long as it
 * is not known to be dead. Unchanged values are not written again, because VS Code marks open terminals as outdated at each write. Nothing is
 * kept on disk.
 *
 * @returns `update`: call it when the gateway's addresses may have changed. `printOf` identifies what new terminals of a folder get, by its URI,
 * without a secret; empty for nothing. `dispose` removes the variables
 */
export function createTerminalSession(ports: TerminalSessionPorts): {
  update(): void;
  printOf(folder: string): string;
  dispose(): void;
} {
  const { store, sessions, grants, addressesOf, environment, collection: takeCollection } = ports;
  const collections = new Map<string, vscode.EnvironmentVariableCollection>();
  const last = new Map<string, GatewayAddresses>();
  const prints = new Map<string, string>();

  function take(folder: vscode.WorkspaceFolder): vscode.EnvironmentVariableCollection {
    const taken = takeCollection().getScoped({ workspaceFolder: folder });
    // Otherwise VS Code stores the values in the workspace's storage, in clear.
    taken.persistent = false;
    collections.set(folder.uri.toString(), taken);
    return taken;
  }

  function wantedIn(folder: vscode.WorkspaceFolder): Mutators {
    const grant = grants.here('terminals').find((candidate) => candidate.folder === folder.uri.toString());
    if (!grant) return new Map();
    // The gateway does not run for a moment while another window takes it over, at the same address.
    const addresses = grant.way.carries === 'gateway' ? (addressesOf(grant.id) ?? last.get(grant.id)) : undefined;
    if (addresses) last.set(grant.id, addresses);
    const replaced = mutators(grantedVariables(sessions, grant, addresses), vscode.EnvironmentVariableMutatorType.Replace);
    if (!addresses) return replaced;
    return new Map([...replaced, ...mutators(directVariables(environment), vscode.EnvironmentVariableMutatorType.Append)]);
  }

  const update = (): void => {
    if (!store.snapshot().loaded) return;
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      const wanted = wantedIn(folder);
      const address = folder.uri.toString();
      const print = wanted.size === 0 ? '' : fingerprint(JSON.stringify([...wanted]));
      const isChanged = print !== (prints.get(address) ?? '');
      prints.set(address, print);
      const collection = collections.get(address) ?? (wanted.size === 0 ? undefined : take(folder));
      if (collection) fill(collection, wanted);
      if (isChanged) ports.changed();
    }
  };

  update();
  const parts = vscode.Disposable.from(
    store.onDidChange(update),
    grants.onDidChange(update),
    vscode.workspace.onDidGrantWorkspaceTrust(update),
    vscode.workspace.onDidChangeWorkspaceFolders(update),
    {
      dispose: () => collections.forEach((collection) => collection.clear()),
    },
  );
  return { update, printOf: (folder) => prints.get(folder) ?? '', dispose: () => void parts.dispose() };
}

function mutators(variables: ReadonlyMap<string, string>, type: vscode.EnvironmentVariableMutatorType): Mutators {
  return new Map([...variables].map(([name, value]) => [name, { type, value }]));
}

function fill(collection: vscode.EnvironmentVariableCollection, wanted: Mutators): void {
  const unwanted: string[] = [];
  collection.forEach((name) => {
    if (!wanted.has(name)) unwanted.push(name);
  });
  for (const name of unwanted) collection.delete(name);
  for (const [name, { type, value }] of wanted) {
    const present = collection.get(name);
    if (present?.type === type && present.value === value) continue;
    if (type === vscode.EnvironmentVariableMutatorType.Append) collection.append(name, value);
    else collection.replace(name, value);
  }
  const description =
    wanted.size > 0
      ? vscode.l10n.t('Sets {0}, for the VRChat account that this folder was given', [...wanted.keys()].join(', '))
      : undefined;
  if (collection.description !== description) collection.description = description;
}
