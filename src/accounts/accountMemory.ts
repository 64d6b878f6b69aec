import { hasTexts, readEntries, readText } from './storedShapes.ts';

/** A small store without secrets. VS Code's `Memento` is one; what is in it for all windows is told to all of them. */
export interface MementoPort {
  /** Whatever was stored, by any version: read it with a guard of `storedShapes.ts`. */
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** An account that once was stored here. */
export interface KnownAccount {
  readonly displayName: string;
  readonly server: string;
}

export type AccountMemory = ReturnType<typeof createAccountMemory>;

const knownKey = 'knownAccounts';
const activeKey = 'activeAccount';

/**
 * What is remembered of accounts outside the secret store: that they exist, which tells "signed out" from "the keyring lost it",
 * and which one this workspace means where no other is named.
 *
 * @param everywhere - shared by all windows
 * @param workspace - of this workspace alone
 */
export function createAccountMemory(everywhere: MementoPort, workspace: MementoPort) {
  const isKnownAccount = (value: unknown): value is KnownAccount => hasTexts(value, 'displayName', 'server');
  const known = (): Readonly<Record<string, KnownAccount>> => readEntries(everywhere.get(knownKey), isKnownAccount);
  return {
    known,

    /** Takes the two fields one by one: what is handed in may be a whole record, whose cookies must not come here. */
    async remember(userId: string, { displayName, server }: KnownAccount): Promise<void> {
      const before = known()[userId];
      if (before?.displayName === displayName && before.server === server) return;
      await everywhere.update(knownKey, { ...known(), [userId]: { displayName, server } });
    },

    async forget(userId: string): Promise<void> {
      if (!(userId in known())) return;
      await everywhere.update(knownKey, Object.fromEntries(Object.entries(known()).filter(([id]) => id !== userId)));
    },

    /** The user id chosen for this workspace alone. */
    activeHere: (): string | undefined => readText(workspace.get(activeKey)),

    /** @param userId - `undefined` takes the workspace's own choice back */
    activateHere: (userId: string | undefined): PromiseLike<void> => workspace.update(activeKey, userId),
  };
}
