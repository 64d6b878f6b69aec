import { accountId, accountKey, forgottenAccountKey, isSameAccount, type AccountId } from './accountId.ts';
import { hasTexts, readEntries, readText, readTexts } from './storedShapes.ts';

/** A small store without secrets, such as VS Code's `Memento`. */
export interface MementoPort {
  /** Whatever was stored, by any version: read it with a guard of `storedShapes.ts`. */
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** An account that was stored here. */
export interface KnownAccount extends AccountId {
  readonly displayName: string;
}

export type AccountMemory = ReturnType<typeof createAccountMemory>;

const knownKey = 'knownAccounts2';
const activeKey = 'activeAccount';

/** The keys of accounts for which the user wants no suggestions. */
export const dismissedSuggestionsKey = 'dismissedSuggestions';

/** By user ID, as the first release stored them. */
const firstKnownKey = 'knownAccounts';

/**
 * Non-secret facts about accounts, kept outside the secret store: which exist (so a lost keyring entry can be told from a sign-out) and
 * which one this workspace uses.
 *
 * @param everywhere - shared by all windows
 * @param workspace - of this workspace alone
 */
export function createAccountMemory(everywhere: MementoPort, workspace: MementoPort) {
  function known(): readonly KnownAccount[] {
    const first = Object.entries(readEntries(everywhere.get(firstKnownKey), isFirstKnown));
    const later = Object.values(readEntries(everywhere.get(knownKey), isKnownAccount));
    const all = [...first.map(([userId, { displayName, server }]) => ({ server, userId, displayName })), ...later];
    return [...new Map(all.map((account) => [accountKey(account), account])).values()];
  }

  async function write(accounts: readonly KnownAccount[]): Promise<void> {
    await everywhere.update(knownKey, Object.fromEntries(accounts.map((account) => [accountKey(account), account])));
    if (everywhere.get(firstKnownKey) !== undefined) await everywhere.update(firstKnownKey, undefined);
  }

  return {
    known,

    /** Copies the fields one by one, because the argument may be a whole record, whose cookies must not end up here. */
    async remember(account: KnownAccount): Promise<void> {
      const { displayName } = account;
      const before = known().find((candidate) => isSameAccount(candidate, account));
      if (before?.displayName === displayName && everywhere.get(firstKnownKey) === undefined) return;
      await write([...known().filter((candidate) => !isSameAccount(candidate, account)), { ...accountId(account), displayName }]);
    },

    async forget(account: AccountId): Promise<void> {
      if (this.activeHere() === accountKey(account)) await workspace.update(activeKey, forgottenAccountKey);
      const others = known().filter((candidate) => !isSameAccount(candidate, account));
      if (others.length < known().length) await write(others);
      const dismissed = readTexts(everywhere.get(dismissedSuggestionsKey));
      const kept = dismissed.filter((key) => key !== accountKey(account));
      if (kept.length < dismissed.length) await everywhere.update(dismissedSuggestionsKey, kept.length === 0 ? undefined : kept);
    },

    /** The key of the account that was chosen for this workspace alone. */
    activeHere(): string | undefined {
      const text = readText(workspace.get(activeKey));
      if (text === undefined || text.includes(' ')) return text;
      // The first release stored a user ID, which was one account.
      const [only, ...others] = known().filter(({ userId }) => userId === text);
      return only && others.length === 0 ? accountKey(only) : text;
    },

    /** @param account - `undefined` clears the workspace's own choice */
    activateHere: (account: AccountId | undefined): PromiseLike<void> => workspace.update(activeKey, account && accountKey(account)),
  };
}

function isFirstKnown(value: unknown): value is Omit<KnownAccount, 'userId'> {
  return hasTexts(value, 'displayName', 'server');
}

function isKnownAccount(value: unknown): value is KnownAccount {
  return hasTexts(value, 'displayName', 'server', 'userId');
}
