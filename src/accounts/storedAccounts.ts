import { accountKey, forgottenAccountKey, isSameAccount, type AccountId } from './accountId.ts';
import type { AccountMemory } from './accountMemory.ts';
import { activeAccount } from './activeAccount.ts';
import { accountView, authCookie, pendingView, type AccountView, type LostAccount, type Privacy, type Snapshot } from './accountViews.ts';
import { mergeAccount, sessionElsewhere, type MergedAccount } from './mergedAccount.ts';
import { moveWholeAccount } from './moveWholeAccount.ts';
import type { LockPort, Logger, SecretPort } from './ports.ts';
import {
  writePendingRecord,
  writeSessionPart,
  writeSharedPart,
  type AccountRecord,
  type PendingRecord,
  type SessionPart,
} from './records.ts';
import { createStoredEntries } from './storedEntries.ts';
import { knownState } from './sessionState.ts';
import { activeKey, forgottenKey, forgottenKeyOf, pendingKey, readStoreKey, sessionKey, sharedKey, wholeKey } from './storeKeys.ts';
import { lostAccounts } from './lostAccounts.ts';
import { defaultServer } from '../vrchat/server.ts';
import { whenFree } from './whenFree.ts';

export interface AccountStorePorts {
  /** Shared with other windows, also of other hosts. */
  readonly secrets: SecretPort;
  readonly memory: AccountMemory;
  /** Names this extension host. */
  readonly hostId: () => Promise<string>;
  /** Serializes windows that share the secrets, which cannot be read and written in one step. */
  readonly locks: LockPort;
  /** Whether nobody vouches for what listens at a server's address. */
  readonly isGone: (server: string) => boolean;
  readonly privacy: () => Privacy;
  readonly log: Logger;
}

export type StoredAccounts = ReturnType<typeof createStoredAccounts>;

/**
 * The accounts as they are stored: entries of their own for each account and each pending sign-in, so that windows never overwrite each
 * other's. Memory follows the store.
 *
 * @param host - names this extension host
 * @param notify - called for real changes only
 */
export function createStoredAccounts(
  { secrets, memory, locks, isGone, privacy, log }: AccountStorePorts,
  host: string,
  notify: () => void,
) {
  const checking = new Set<string>();
  /** Accounts that were known when the store was read, but had no entry. */
  const missing = new Set<string>();
  const entries = createStoredEntries(secrets);
  let loaded = false;

  async function load(): Promise<void> {
    await entries.readAll();
    loaded = true;
    for (const account of memory.known()) if (!merged(account) && !isForgotten(account)) missing.add(accountKey(account));
    if (missing.size > 0) log.warn('the secret storage has lost accounts', { count: missing.size });
    notify();
    await moveAll();
    await dropForgotten();
    for (const record of records()) await memory.remember(record);
  }

  /** Moves what the first release has stored. An account that cannot be moved now is used as it is. */
  async function moveAll(): Promise<void> {
    const found = [...entries.wholes().values()].flatMap((reading) => ('record' in reading ? [reading.record] : []));
    try {
      for (const record of found) await change(record, () => Promise.resolve());
    } catch {
      log.warn('an account could not be moved into the present form');
    }
  }

  /** Another host may have stored a session after the user has forgotten its account; what is left of it counts for nothing. */
  const isForgotten = (id: AccountId): boolean => entries.text(forgottenKey(id)) !== undefined;

  /** Removes what this host has stored of accounts that were forgotten elsewhere, and what this profile knows of them. */
  async function dropForgotten(): Promise<void> {
    for (const account of memory.known()) if (isForgotten(account)) await memory.forget(account);
    for (const { account } of entries.accounts()) {
      if (isForgotten(account)) for (const key of [sharedKey(account), sessionKey(host, account)]) await entries.remove(key);
    }
  }

  /** An account that has not been moved yet is complete. */
  function merged(account: AccountId): MergedAccount | undefined {
    if (isForgotten(account)) return undefined;
    const stored = entries.of(account);
    if (stored && (stored.sessions.size > 0 || stored.shared)) return mergeAccount(stored, host);
    const whole = entries.wholes().get(account.userId);
    return whole && 'record' in whole && isSameAccount(whole.record, account) ? { kind: 'here', record: whole.record } : undefined;
  }

  /** Every account of which something is stored. */
  function allIds(): AccountId[] {
    const wholes = [...entries.wholes().values()].flatMap((reading) => ('record' in reading ? [reading.record] : []));
    const ids: AccountId[] = [...entries.accounts().map(({ account }) => account), ...wholes];
    return [...new Map(ids.map((id) => [accountKey(id), id])).values()];
  }

  function allMerged(): MergedAccount[] {
    const wholes = [...entries.wholes()];
    const unreadable = wholes.flatMap(([userId, reading]): MergedAccount[] =>
      'problem' in reading ? [{ kind: 'broken', account: knownAs(userId), problem: reading.problem }] : [],
    );
    return [...allIds().flatMap((id) => merged(id) ?? []), ...unreadable];
  }

  /** An entry of the first release that cannot be read does not say which server it is about. */
  const knownAs = (userId: string): AccountId =>
    memory.known().find((account) => account.userId === userId) ?? { server: defaultServer, userId };

  const records = (): AccountRecord[] => allMerged().flatMap((one) => (one.kind === 'broken' ? [] : [one.record]));

  const account = (id: AccountId): AccountRecord | undefined => {
    const found = merged(id);
    return found && found.kind !== 'broken' ? found.record : undefined;
  };

  /** A crash between storing the account and removing its pending sign-in leaves both with the same cookie. */
  function pendingRecords(): PendingRecord[] {
    const inUse = new Set(records().flatMap((record) => authCookie(record) ?? []));
    return entries
      .pending()
      .flatMap((reading) => ('record' in reading ? [reading.record] : []))
      .filter((pending) => isOfThisHost(pending) && !inUse.has(authCookie(pending) ?? ''));
  }

  const isOfThisHost = (pending: PendingRecord): boolean => pending.host === undefined || pending.host === host;

  function lost(): LostAccount[] {
    const known = memory.known();
    const gone = known.filter((id) => missing.has(accountKey(id)) && !merged(id));
    const broken = allMerged().flatMap((one) => (one.kind === 'broken' ? [one] : []));
    return lostAccounts([...gone.map((id) => ({ account: id, problem: 'missing' as const })), ...broken], known, privacy());
  }

  /** Logins that other hosts have spent on automatic sign-in. */
  const renewalsElsewhere = (id: AccountId): readonly number[] =>
    [...(entries.of(id)?.sessions ?? [])].flatMap(([name, reading]) =>
      name !== host && 'record' in reading ? (reading.record.renewals ?? []) : [],
    );

  async function write(key: string, text: string): Promise<void> {
    if (await entries.write(key, text)) notify();
  }

  /** Only one window of this host at a time changes an account, so no change is lost. */
  const change = <Value>(id: AccountId, action: () => Promise<Value>): Promise<Value> =>
    whenFree(locks, `account-${accountKey(id)}`, async () => {
      if (await moveWholeAccount(entries, host, id)) notify();
      return action();
    });

  async function followAccount(id: AccountId): Promise<MergedAccount | undefined> {
    const keys = [sharedKey(id), sessionKey(host, id), forgottenKey(id)];
    const changes = await Promise.all(keys.map((key) => entries.follow(key)));
    if (changes.includes(true)) notify();
    return merged(id);
  }

  /**
   * The session first: what all hosts share is worth nothing without one. That part is written only if the edit has changed it, because the
   * user may entrust something to another host between the two writes.
   */
  async function writeParts(record: AccountRecord, { withSession }: { readonly withSession: boolean }): Promise<void> {
    const shared = entries.of(record)?.shared;
    const text = writeSharedPart(record, shared && 'record' in shared ? shared.record : undefined);
    const isChanged = text !== entries.text(sharedKey(record));
    if (withSession) await write(sessionKey(host, record), writeSessionPart(record));
    if (isChanged) await write(sharedKey(record), text);
  }

  function snapshot(): Omit<Snapshot, 'loaded'> {
    const all = records().sort((a, b) => a.displayName.localeCompare(b.displayName) || accountKey(a).localeCompare(accountKey(b)));
    const accounts = all.map((record, index) => {
      const isElsewhere = sessionElsewhere(merged(record)) !== undefined;
      return accountView(
        record,
        index + 1,
        { checking: checking.has(accountKey(record)), isGone: isGone(record.server), isElsewhere },
        privacy(),
      );
    });
    const active = activeAccount(accounts, memory.activeHere() ?? entries.text(activeKey));
    return {
      accounts,
      pending: pendingRecords().map((record) => pendingView(record, privacy())),
      lost: lost(),
      ...(active && { active }),
    };
  }

  // What each of these does is described where the store is put together, in `accountStore.ts`.
  return {
    load,

    /** Reads again what another window may have written. @param key - of one entry; without it, all are read */
    async follow(key?: string): Promise<void> {
      if (!(await (key === undefined ? entries.readAll() : entries.follow(key)))) return;
      notify();
      if (!loaded) return;
      await moveAll();
      await dropForgotten();
    },

    snapshot,

    view: (id: AccountId): AccountView | undefined => snapshot().accounts.find((candidate) => isSameAccount(candidate, id)),

    records,
    account,
    sessionElsewhere: (id: AccountId): SessionPart | undefined => sessionElsewhere(merged(id)),
    renewalsElsewhere,

    endOf(id: AccountId): 'signedOut' | 'forgotten' | undefined {
      if (isForgotten(id)) return 'forgotten';
      const found = merged(id);
      return found?.kind === 'here' && knownState(found.record.state).kind === 'signedOut' ? 'signedOut' : undefined;
    },

    isForgotten: (hash: string): boolean => entries.text(forgottenKeyOf(hash)) !== undefined,
    pendingRecords,

    activate: (id: AccountId): Promise<void> => write(activeKey, accountKey(id)),

    /** What all windows without a choice of their own use: the account that was chosen and is stored, none, or no choice yet. */
    chosenEverywhere(): 'stored' | 'gone' | 'none' {
      const chosen = entries.text(activeKey);
      return chosen === undefined ? 'none' : activeAccount(snapshot().accounts, chosen) ? 'stored' : 'gone';
    },

    writeAccount: (id: AccountId, edit: (existing: AccountRecord | undefined) => AccountRecord): Promise<void> =>
      change(id, async () => {
        const before = await followAccount(id);
        const whole = entries.wholes().get(id.userId);
        const isWholeBroken = whole !== undefined && 'problem' in whole && isSameAccount(knownAs(id.userId), id);
        if (isWholeBroken || (before?.kind === 'broken' && before.problem !== 'missing'))
          throw new Error('the stored record of this account is unreadable and is not overwritten');
        const record = edit(before && 'record' in before ? before.record : undefined);
        missing.delete(accountKey(id));
        await memory.remember(record);
        if (isForgotten(id)) await entries.remove(forgottenKey(id));
        await writeParts(record, { withSession: true });
      }),

    updateAccount: (id: AccountId, edit: (record: AccountRecord) => AccountRecord): Promise<AccountRecord | undefined> =>
      change(id, async () => {
        const before = await followAccount(id);
        const record = account(id);
        if (!before || !record) return undefined;
        const changed = edit(record);
        if (changed === record) return record;
        await memory.remember(changed);
        await writeParts(changed, { withSession: before.kind === 'here' });
        return changed;
      }),

    forgetAccount: (id: AccountId): Promise<void> =>
      change(id, async () => {
        const isWhole = isSameAccount(knownAs(id.userId), id);
        // First, so that a crash in between leaves nothing that counts.
        await entries.write(forgottenKey(id), forgottenMark);
        await memory.forget(id);
        missing.delete(accountKey(id));
        await entries.readAll();
        const hosts = [...(entries.of(id)?.sessions.keys() ?? [])];
        for (const key of [sharedKey(id), ...hosts.map((name) => sessionKey(name, id))]) await entries.remove(key);
        if (isWhole) await entries.remove(wholeKey(id.userId));
        if (entries.text(activeKey) === accountKey(id)) await entries.write(activeKey, forgottenAccountKey);
        notify();
      }),

    async forgetEverything(): Promise<void> {
      await entries.readAll();
      for (const id of [...memory.known(), ...allIds()]) await entries.write(forgottenKey(id), forgottenMark);
      for (const id of memory.known()) await memory.forget(id);
      missing.clear();
      for (const key of entries.keys()) if (readStoreKey(key).kind !== 'forgotten') await entries.remove(key);
      await memory.activateHere(undefined);
      notify();
    },

    markChecking(id: AccountId): () => void {
      const key = accountKey(id);
      checking.add(key);
      notify();
      return () => {
        if (checking.delete(key)) notify();
      };
    },

    writePending: (record: PendingRecord): Promise<void> => write(pendingKey(record.id), writePendingRecord({ ...record, host })),
    removePending: async (id: string): Promise<void> => {
      if (entries.text(pendingKey(id)) !== undefined && (await entries.remove(pendingKey(id)))) notify();
    },
  };
}

/** Nothing needs to be said about it. */
const forgottenMark = '1';
