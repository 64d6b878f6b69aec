import * as vscode from 'vscode';
import { isSameAccount } from '../../accounts/accountId.ts';
import type { Grant, Grants, GrantWay } from '../../accounts/grants.ts';

export type FolderGrants = ReturnType<typeof createFolderGrants>;

/** The grants of this window's folders. None in Restricted Mode, and none in a window without a folder. */
export function createFolderGrants(grants: Grants) {
  const folders = (): readonly vscode.WorkspaceFolder[] => (vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : []);

  /** @param kind - of the way, or all of them */
  function here<Kind extends GrantWay['kind']>(kind: Kind): readonly GrantOf<Kind>[];
  function here(): readonly Grant[];
  function here(kind?: GrantWay['kind']): readonly Grant[] {
    const addresses = new Set(folders().map(({ uri }) => uri.toString()));
    return grants.all().filter(({ folder, way }) => addresses.has(folder) && (kind === undefined || way.kind === kind));
  }

  return {
    here,

    /** Whether there is such a grant in any folder, be it open here or not. */
    exists: (matches: (grant: Grant) => boolean): boolean => grants.all().some(matches),

    /** The folders that can be granted something. */
    folders,

    /**
     * Stores what the user has allowed. A folder's terminals and agents, a variable and a file have room for one account, so a grant for another one ends
     * first, and the user has been told.
     */
    async allow(allowed: Omit<Grant, 'id'>): Promise<Grant> {
      for (const earlier of this.inPlaceOf(allowed)) await grants.revoke(earlier.id);
      return grants.allow(allowed);
    },

    /** The grants of other accounts that this one would take the place of. */
    inPlaceOf: ({ folder, account, way }: Omit<Grant, 'id'>): readonly Grant[] =>
      grants.all().filter((other) => other.folder === folder && hasRoomForOne(other.way, way) && !isSameAccount(other.account, account)),

    /** Reads what other windows have allowed or revoked. */
    sync: (): Promise<void> => grants.sync(),
    revoke: (id: string): Promise<void> => grants.revoke(id),
    onDidChange: (listener: () => void): { dispose(): void } => grants.onDidChange(listener),
  };
}

/** A grant whose way is of one kind. */
export type GrantOf<Kind extends GrantWay['kind']> = Grant & { readonly way: Extract<GrantWay, { readonly kind: Kind }> };

function hasRoomForOne(one: GrantWay, other: GrantWay): boolean {
  return (
    (one.kind === 'terminals' && other.kind === 'terminals') ||
    (one.kind === 'agentTools' && other.kind === 'agentTools') ||
    (one.kind === 'variable' && other.kind === 'variable' && one.variable === other.variable && !one.isNamed && !other.isNamed) ||
    (one.kind === 'environmentFile' && other.kind === 'environmentFile' && one.uri === other.uri)
  );
}
