import { hasTexts, readEntries, readText } from './storedShapes.ts';

/** A small store without secrets, such as VS Code's `Memento`. */
export interface MementoPort {
  /** Whatever was stored, by any version: read it with a guard of `storedShapes.ts`. */
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** An account that was stored here. */
export interface KnownAccount {
  readonly displayName: string;
  readonly server: string;
}

export type AccountMemory = ReturnType<typeof createAccountMemory>;

const knownKey = 'knownAccounts';
const activeKey = 'activeAccount';

/**
 * Non-secret facts about accounts, kept outside the secret store: which exist (so a lost keyring entry can be told from a sign-out) and
 * which one this workspace uses.
 *
 * @param everywhere - shared by all windows
 * @param workspace - of this workspace alone
 */
export function createAccountMemory(everywhere: MementoPort, workspace: MementoPort) {
  const isKnownAccount = (value: unknown): value is KnownAccount => hasTexts(value, 'displayName', 'server');
  const known = (): Readonly<Record<string, KnownAccount>> => readEntries(everywhere.get(knownKey), isKnownAccount);
  return {
    known,

    /** Copies the two fields one by one, because the argument may be a whole record, whose cookies must not end up here. */
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

    /** @param userId - `undefined` clears the workspace's own choice */
    activateHere: (userId: string | undefined): PromiseLike<void> => workspace.update(activeKey, userId),
  };
}
