import type { AccountMemory } from './accountMemory.ts';
import {
  accountView,
  authCookie,
  hasSession,
  pendingView,
  type AccountView,
  type LostAccount,
  type PendingView,
  type Privacy,
} from './accountViews.ts';
import type { LockPort, Logger, SecretPort } from './ports.ts';
import type { AccountRecord, PendingRecord, Reading } from './records.ts';
import { once } from './once.ts';
import { whenFree } from './whenFree.ts';

/** The user ID of the active account. It is not secret, but kept with the secrets, because SecretStorage tells all windows of a change. */
const activeKey = 'active';
const accountKey = (userId: string): string => `account/${userId}`;
const pendingKey = (id: string): string => `pending/${id}`;

/** Reads and writes records: a bundle of its own, loaded with the first record. */
const loadFormat = () => import('./records.ts');
type Format = Awaited<ReturnType<typeof loadFormat>>;

/** Everything there is to show. */
export interface Snapshot {
  /** False until the store has been read for the first time. */
  readonly loaded: boolean;
  readonly accounts: readonly AccountView[];
  readonly pending: readonly PendingView[];
  readonly lost: readonly LostAccount[];
  /** The active account. */
  readonly active?: AccountView;
}

export interface AccountStorePorts {
  /** Shared with other windows. */
  readonly secrets: SecretPort;
  readonly memory: AccountMemory;
  /** Serializes windows that share the secrets, which cannot be read and written in one step. */
  readonly locks: LockPort;
  /** The address whose accounts are shown; others are left alone. */
  readonly currentServer: () => string;
  readonly privacy: () => Privacy;
  readonly log: Logger;
}

export type AccountStore = ReturnType<typeof createAccountStore>;

/**
 * The accounts of one server, in a secret store that windows share: one entry per account and per pending sign-in, so that windows never
 * overwrite each other's. Memory follows the store, and listeners are called only for real changes.
 */
export function createAccountStore({ secrets, memory, locks, currentServer, privacy, log }: AccountStorePorts) {
  const texts = new Map<string, string>();
  const accountReadings = new Map<string, Reading<AccountRecord>>();
  const pendingReadings = new Map<string, Reading<PendingRecord>>();
  const listeners = new Set<() => void>();
  const checking = new Set<string>();
  /** Accounts that were known when the store was read, but had no entry. */
  const missing = new Set<string>();
  let loaded = false;

  const notify = (): void => listeners.forEach((listener) => listener());

  const subscription = secrets.onDidChange(({ key }) => {
    // Also during the first read, which may have passed this key already.
    if (isOurs(key)) void follow(key);
  });

  async function follow(key: string): Promise<void> {
    const format = await loadFormat();
    const text = await secrets.get(key);
    if (keep(key, text, format)) notify();
  }

  /** @returns whether anything changed */
  function keep(key: string, text: string | undefined, { readAccountRecord, readPendingRecord }: Format): boolean {
    if (text === texts.get(key)) return false;
    if (text === undefined) drop(key);
    else {
      texts.set(key, text);
      if (key.startsWith(accountKey(''))) accountReadings.set(key, readAccountRecord(text));
      if (key.startsWith(pendingKey(''))) pendingReadings.set(key, readPendingRecord(text));
    }
    return true;
  }

  function drop(key: string): boolean {
    accountReadings.delete(key);
    pendingReadings.delete(key);
    return texts.delete(key);
  }

  async function readAll(): Promise<boolean> {
    const keys = new Set([...(await secrets.keys()).filter(isOurs), ...texts.keys()]);
    if (keys.size === 0) return false;
    const format = await loadFormat();
    const changes = await Promise.all([...keys].map(async (key) => keep(key, await secrets.get(key), format)));
    return changes.includes(true);
  }

  async function load(): Promise<void> {
    await readAll();
    loaded = true;
    for (const userId of Object.keys(memory.known())) if (!texts.has(accountKey(userId))) missing.add(userId);
    if (missing.size > 0) log.warn('the secret storage has lost accounts', { count: missing.size });
    notify();
    for (const record of records()) await memory.remember(record.userId, record);
  }

  const ofThisServer = <Output extends { readonly server: string }>(readings: ReadonlyMap<string, Reading<Output>>): Output[] =>
    [...readings.values()]
      .flatMap((reading) => ('record' in reading ? [reading.record] : []))
      .filter(({ server }) => server === currentServer());

  const records = (): AccountRecord[] => ofThisServer(accountReadings);
  /** A crash between storing the account and removing its pending sign-in leaves both with the same cookie. */
  function pendingRecords(): PendingRecord[] {
    const inUse = new Set(records().flatMap((record) => authCookie(record) ?? []));
    return ofThisServer(pendingReadings).filter((pending) => !inUse.has(authCookie(pending) ?? ''));
  }

  function lostAccounts(): LostAccount[] {
    const known = memory.known();
    const nameOf = (userId: string): string => known[userId]?.displayName ?? userId;
    const show = (userId: string, number: number): string => (privacy().hidden ? privacy().placeholder(number) : nameOf(userId));
    const gone = [...missing].filter((userId) => known[userId]?.server === currentServer() && !texts.has(accountKey(userId)));
    const broken = [...accountReadings].flatMap(([key, reading]) =>
      'problem' in reading ? [{ userId: key.slice(accountKey('').length), problem: reading.problem }] : [],
    );
    return [...gone.map((userId) => ({ userId, problem: 'missing' as const })), ...broken].map(({ userId, problem }, index) => ({
      userId,
      problem,
      displayName: show(userId, index + 1),
    }));
  }

  async function write(key: string, text: string): Promise<void> {
    if (texts.get(key) === text) return;
    const format = await loadFormat();
    await secrets.store(key, text);
    keep(key, text, format);
    notify();
  }

  async function remove(key: string): Promise<void> {
    if (!texts.has(key)) return;
    await secrets.delete(key);
    if (drop(key)) notify();
  }

  /** Only one window at a time changes an account, so no change is lost. */
  const change = <Value>(userId: string, action: () => Promise<Value>): Promise<Value> => whenFree(locks, `account-${userId}`, action);

  const writeAccount = (record: AccountRecord): Promise<void> =>
    change(record.userId, async () => {
      const { readAccountRecord, writeAccountRecord } = await loadFormat();
      const key = accountKey(record.userId);
      const before = await secrets.get(key);
      if (before !== undefined && 'problem' in readAccountRecord(before))
        throw new Error('the stored record of this account is unreadable and is not overwritten');
      missing.delete(record.userId);
      await memory.remember(record.userId, record);
      await write(key, writeAccountRecord(record));
    });

  function snapshot(): Snapshot {
    const all = records().sort((a, b) => a.displayName.localeCompare(b.displayName) || a.userId.localeCompare(b.userId));
    const accounts = all.map((record, index) => accountView(record, index + 1, checking.has(record.userId), privacy()));
    const active = activeOf(accounts, memory.activeHere() ?? texts.get(activeKey));
    return {
      loaded,
      accounts,
      pending: pendingRecords().map((record) => pendingView(record, privacy())),
      lost: lostAccounts(),
      ...(active && { active }),
    };
  }

  const account = (userId: string): AccountRecord | undefined => records().find((record) => record.userId === userId);

  return {
    /** Reads the store once; later calls share that read. After a failure, the next call tries again. */
    load: once(load),

    /** Reads what other windows have written, in case their events are still on the way. */
    async sync(): Promise<void> {
      if (await readAll()) notify();
    },

    snapshot,

    onDidChange(listener: () => void): { dispose(): void } {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },

    /** Calls the listeners, because a setting changed what is shown. */
    touch: notify,

    /** Every account, cookies included. */
    records,
    account,
    pending: (id: string): PendingRecord | undefined => pendingRecords().find((record) => record.id === id),
    pendingRecords,

    /** The active account, cookies included. */
    activeAccount(): AccountRecord | undefined {
      const { active } = snapshot();
      return active && account(active.userId);
    },

    /** Makes an account the active one, in this workspace or in all. */
    async activate(userId: string, where: 'everywhere' | 'workspace'): Promise<void> {
      await memory.activateHere(where === 'workspace' ? userId : undefined);
      if (where === 'everywhere') await write(activeKey, userId);
      notify();
    },

    /** @throws if the secret store fails or the stored record is unreadable. Nothing is written in that case */
    writeAccount,

    /**
     * Changes an account as currently stored, which another window may have changed.
     *
     * @returns the written record, or `undefined` if the account is gone
     */
    updateAccount: (userId: string, edit: (record: AccountRecord) => AccountRecord): Promise<AccountRecord | undefined> =>
      change(userId, async () => {
        await follow(accountKey(userId));
        const record = account(userId);
        if (!record) return undefined;
        const changed = edit(record);
        if (changed === record) return record;
        await memory.remember(userId, changed);
        await write(accountKey(userId), (await loadFormat()).writeAccountRecord(changed));
        return changed;
      }),

    /** Removes everything stored for an account. The server is not told. */
    forgetAccount: (userId: string): Promise<void> =>
      change(userId, async () => {
        await memory.forget(userId);
        missing.delete(userId);
        await secrets.delete(accountKey(userId));
        drop(accountKey(userId));
        notify();
      }),

    /** Removes all accounts and pending sign-ins of all servers. */
    async forgetEverything(): Promise<void> {
      for (const userId of Object.keys(memory.known())) await memory.forget(userId);
      missing.clear();
      await readAll();
      for (const key of [...texts.keys()]) {
        await secrets.delete(key);
        drop(key);
      }
      notify();
    },

    /**
     * Shows an account as being checked.
     *
     * @returns ends that
     */
    markChecking(userId: string): () => void {
      checking.add(userId);
      notify();
      return () => {
        if (checking.delete(userId)) notify();
      };
    },

    writePending: async (record: PendingRecord): Promise<void> =>
      write(pendingKey(record.id), (await loadFormat()).writePendingRecord(record)),
    removePending: (id: string): Promise<void> => remove(pendingKey(id)),

    dispose: (): void => subscription.dispose(),
  };
}

function isOurs(key: string): boolean {
  return [activeKey, 'pausesOfNames', 'addressSalt'].includes(key) || key.startsWith(accountKey('')) || key.startsWith(pendingKey(''));
}

/** The chosen account while it has a session; otherwise the one signed in to last. */
function activeOf(accounts: readonly AccountView[], chosenId: string | undefined): AccountView | undefined {
  const chosen = accounts.find(({ userId }) => userId === chosenId);
  if (chosen && hasSession(chosen)) return chosen;
  return accounts.filter(hasSession).toSorted((a, b) => b.signedInAt - a.signedInAt)[0] ?? chosen;
}
