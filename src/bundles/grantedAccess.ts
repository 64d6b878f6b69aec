import * as vscode from 'vscode';
import { isSameAccount, type AccountId } from '../accounts/accountId.ts';
import type { MementoPort } from '../accounts/accountMemory.ts';
import type { AccountStore } from '../accounts/accountStore.ts';
import { createGrants } from '../accounts/grants.ts';
import type { SecretPort } from '../accounts/ports.ts';
import type { GatewayAddresses } from '../gateway/sessionGateway.ts';
import { usesGateway } from '../gateway/usesGateway.ts';
import { isGatewayKey } from '../gateway/gatewayKeys.ts';
import { createGrantExpiry } from '../handoff/access/grantExpiry.ts';
import { createOpenTerminals } from '../handoff/access/openTerminals.ts';
import { programUses } from '../handoff/access/programUses.ts';
import { createTerminalNotes } from '../handoff/access/terminalNotes.ts';
import { createTerminalSession } from '../handoff/access/terminalSession.ts';
import { createFolderGrants } from '../handoff/session/folderGrants.ts';
import type { SessionSource } from '../handoff/session/sessionSource.ts';
import { createWrittenFiles, programsKey } from '../handoff/session/writtenFiles.ts';
import { grantText } from '../prompts/grantText.ts';
import type { ProgramUse } from '../prompts/programUse.ts';

export interface GrantedAccessPorts {
  readonly secrets: SecretPort;
  /** Names this extension host. */
  readonly hostId: () => Promise<string>;
  readonly store: AccountStore;
  readonly sessions: SessionSource;
  /** The gateway's addresses for a grant; `undefined` while it does not run. */
  readonly addressesOf: (grantId: string) => GatewayAddresses | undefined;
  /** Of this workspace alone. */
  readonly workspace: MementoPort;
  /** A folder for files of this workspace; `undefined` if none is open. */
  readonly workspaceStorage: string | undefined;
  /** The variables of new terminals; requested once there is something to set. */
  readonly collection: () => vscode.GlobalEnvironmentVariableCollection;
  /** Called when what open terminals have may be out of date, or no longer is. */
  readonly changed: () => void;
}

export type GrantedAccess = Awaited<ReturnType<typeof createGrantedAccess>>;

/** What folders were given of sessions, and the terminals that get it; loaded once something was granted, or is about to be. */
export async function createGrantedAccess(ports: GrantedAccessPorts) {
  const { secrets, hostId, store, sessions, addressesOf, workspace, workspaceStorage, collection, changed } = ports;
  const grants = createGrants(secrets, await hostId());
  await grants.load();
  const here = createFolderGrants(grants);
  const files = createWrittenFiles(workspace);
  const notes = createTerminalNotes(workspaceStorage);
  const openTerminals = createOpenTerminals((folder) => terminals.printOf(folder), notes, changed);
  const terminals = createTerminalSession({
    store,
    sessions,
    grants: here,
    addressesOf,
    environment: process.env,
    collection,
    changed: () => openTerminals.variablesChanged(),
  });
  const parts = vscode.Disposable.from(grants, createGrantExpiry({ store, grants }), terminals, openTerminals);
  return {
    here,
    /** Those of all folders. */
    grants,
    /** Whether programs of any folder have the gateway's address. */
    usesGateway: (): boolean => grants.all().some(({ way }) => usesGateway(way)),
    /** What uses the session of an account on this machine, in any folder, as lines of text. */
    async usesOf(account: AccountId): Promise<readonly string[]> {
      await grants.sync();
      return grants
        .all()
        .filter((grant) => isSameAccount(grant.account, account))
        .map(grantText);
    },
    /** What has a session in this window's folders. */
    uses: (): readonly ProgramUse[] => programUses({ store, sessions, grants: here, files, terminals: openTerminals }),
    /** Ends what was allowed for an account that is no longer stored, or for all of them. */
    async forget(account?: AccountId): Promise<void> {
      await grants.forget(account);
      if (account) return;
      for (const key of await secrets.keys()) if (isGatewayKey(key)) await secrets.delete(key);
      notes.clear();
      await workspace.update(programsKey, undefined);
    },
    /** Call this when the gateway's addresses may have changed. */
    updateAddresses: () => terminals.update(),
    onDidChange: (listener: () => void): { dispose(): void } => grants.onDidChange(listener),
    dispose: () => void parts.dispose(),
  };
}
