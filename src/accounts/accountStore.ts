import type { AccountId } from './accountId.ts';
import type { AccountView, Snapshot } from './accountViews.ts';
import { once } from './once.ts';
import type { AccountRecord, PendingRecord, SessionPart } from './records.ts';
import type { AccountStorePorts, StoredAccounts } from './storedAccounts.ts';
import { isStoreKey } from './storeKeys.ts';

export type { AccountStorePorts } from './storedAccounts.ts';

export type AccountStore = ReturnType<typeof createAccountStore>;

/**
 * The accounts, in a secret store that windows share. Memory follows the store, and listeners are called only for real changes. What reads
 * and writes records is a bundle of its own, loaded when there is one.
 */
export function createAccountStore(ports: AccountStorePorts) {
  const { secrets, memory, hostId } = ports;
  const listeners = new Set<() => void>();
  let stored: StoredAccounts | undefined;
  let loaded = false;

  /** What is stored is stored, whatever somebody who shows it makes of it. */
  const notify = (): void =>
    listeners.forEach((listener) => {
      try {
        listener();
      } catch {
        ports.log.warn('a change of the accounts could not be shown');
      }
    });

  const open = once(async (): Promise<StoredAccounts> => {
    const [{ createStoredAccounts }, host] = await Promise.all([import('./storedAccounts.ts'), hostId()]);
    stored = createStoredAccounts(ports, host, notify);
    return stored;
  });

  const subscription = secrets.onDidChange(({ key }) => {
    // Also during the first read, which may have passed this key already. What cannot be read while the keyring is locked is read by `sync`.
    if (isStoreKey(key))
      open()
        .then((accounts) => accounts.follow(key))
        .catch(() => undefined);
  });

  const isNeeded = async (): Promise<boolean> =>
    stored !== undefined || memory.known().length > 0 || (await secrets.keys()).some((key) => isStoreKey(key));

  return {
    /** Reads the store once; later calls share that read. After a failure, the next call tries again. */
    load: once(async (): Promise<void> => {
      if (await isNeeded()) await (await open()).load();
      loaded = true;
      notify();
    }),

    /** Reads what other windows have written, in case their events are still on the way. */
    async sync(): Promise<void> {
      if (await isNeeded()) await (await open()).follow();
    },

    snapshot: (): Snapshot => ({ ...(stored?.snapshot() ?? { accounts: [], pending: [], lost: [] }), loaded }),

    /** One account as it is shown. */
    view: (account: AccountId): AccountView | undefined => stored?.view(account),

    onDidChange(listener: () => void): { dispose(): void } {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },

    /** Whether nobody vouches for what listens at a server's address, so that nothing is sent there. */
    isGone: (server: string): boolean => ports.isGone(server),

    /** Calls the listeners, because a setting changed what is shown. */
    touch: notify,

    /** Every account, cookies included. */
    records: (): AccountRecord[] => stored?.records() ?? [],
    account: (account: AccountId): AccountRecord | undefined => stored?.account(account),
    /** The session that another host has of an account of which this one has none. It is neither checked nor renewed nor handed out. */
    sessionElsewhere: (account: AccountId): SessionPart | undefined => stored?.sessionElsewhere(account),
    /** When automatic sign-in on other hosts last spent logins, in milliseconds since the epoch. */
    renewalsElsewhere: (account: AccountId): readonly number[] => stored?.renewalsElsewhere(account) ?? [],
    /**
     * Why an account's session here has ended, if that is a fact: the user has signed out here, or has forgotten the account, here or in another
     * window, profile or host. An account that cannot be seen at the moment has not ended.
     */
    endOf: (account: AccountId): 'signedOut' | 'forgotten' | undefined => stored?.endOf(account),
    /** Whether the user has forgotten the account with this hash. */
    isForgotten: (hash: string): boolean => stored?.isForgotten(hash) ?? false,
    pending: (id: string): PendingRecord | undefined => stored?.pendingRecords().find((record) => record.id === id),
    pendingRecords: (): PendingRecord[] => stored?.pendingRecords() ?? [],

    /** The active account, cookies included. */
    activeAccount(): AccountRecord | undefined {
      const active = stored?.snapshot().active;
      return active && stored?.account(active);
    },

    /** Makes an account the active one, in this workspace or in all. */
    async activate(account: AccountId, where: 'everywhere' | 'workspace'): Promise<void> {
      try {
        await memory.activateHere(where === 'workspace' ? account : undefined);
        if (where === 'everywhere') await (await open()).activate(account);
      } finally {
        // A write that failed must not keep listeners from what the other one has changed.
        notify();
      }
    },

    /** Whether this workspace has an active account of its own. */
    isChosenHere: (): boolean => memory.activeHere() !== undefined,

    /** After a sign-in: makes the account the active one if this window has none. Nobody's choice changes. */
    async activateIfNone(account: AccountId): Promise<void> {
      const accounts = await open();
      const everywhere = accounts.chosenEverywhere();
      const { active } = accounts.snapshot();
      if (everywhere === 'none' && memory.activeHere() === undefined) await this.activate(active ?? account, 'everywhere');
      else if (!active) await this.activate(account, everywhere === 'stored' ? 'workspace' : 'everywhere');
    },

    /**
     * Stores an account's new session, by an act of the user.
     *
     * @param edit - gets the account as it is stored, if it is
     * @throws if the secret store fails or what is stored is unreadable. Nothing is written in that case
     */
    writeAccount: async (account: AccountId, edit: (existing: AccountRecord | undefined) => AccountRecord): Promise<void> =>
      (await open()).writeAccount(account, edit),

    /**
     * Changes an account as currently stored, which another window may have changed.
     *
     * @returns the written record, or `undefined` if the account is gone
     */
    updateAccount: async (account: AccountId, edit: (record: AccountRecord) => AccountRecord): Promise<AccountRecord | undefined> =>
      (await open()).updateAccount(account, edit),

    /** Removes everything stored for an account, on all hosts. The server is not told. */
    forgetAccount: async (account: AccountId): Promise<void> => (await open()).forgetAccount(account),

    /** Removes all accounts and pending sign-ins of all servers. */
    async forgetEverything(): Promise<void> {
      await (await open()).forgetEverything();
      await memory.activateHere(undefined);
    },

    /**
     * Shows an account as being checked.
     *
     * @returns ends that
     */
    markChecking: (account: AccountId): (() => void) => stored?.markChecking(account) ?? (() => undefined),

    writePending: async (record: PendingRecord): Promise<void> => (await open()).writePending(record),
    removePending: async (id: string): Promise<void> => (await open()).removePending(id),

    dispose: (): void => subscription.dispose(),
  };
}
