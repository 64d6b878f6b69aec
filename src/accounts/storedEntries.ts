import { accountKey, type AccountId } from './accountId.ts';
import type { SecretPort } from './ports.ts';
import {
  readPendingRecord,
  readSessionPart,
  readSharedPart,
  readWholeAccount,
  type AccountRecord,
  type PendingRecord,
  type Reading,
  type SessionPart,
  type SharedPart,
} from './records.ts';
import { isStoreKey, readStoreKey } from './storeKeys.ts';

/** What is stored of one account. */
export interface StoredAccount {
  readonly account: AccountId;
  /** By host. */
  readonly sessions: ReadonlyMap<string, Reading<SessionPart>>;
  readonly shared?: Reading<SharedPart>;
}

interface Parts {
  readonly account: AccountId;
  readonly sessions: Map<string, Reading<SessionPart>>;
  shared?: Reading<SharedPart>;
}

export type StoredEntries = ReturnType<typeof createStoredEntries>;

/** What the secret store holds of ours, in memory. */
export function createStoredEntries(secrets: SecretPort) {
  const texts = new Map<string, string>();
  const accounts = new Map<string, Parts>();
  const wholes = new Map<string, Reading<AccountRecord>>();
  const pending = new Map<string, Reading<PendingRecord>>();

  function partsOf(account: AccountId): Parts {
    const parts = accounts.get(accountKey(account)) ?? { account, sessions: new Map<string, Reading<SessionPart>>() };
    accounts.set(accountKey(account), parts);
    return parts;
  }

  /** @returns whether anything changed */
  function keep(key: string, text: string | undefined): boolean {
    if (text === texts.get(key)) return false;
    if (text === undefined) return drop(key);
    texts.set(key, text);
    const place = readStoreKey(key);
    if (place.kind === 'whole') wholes.set(place.userId, readWholeAccount(text));
    if (place.kind === 'shared') partsOf(place.account).shared = readSharedPart(text);
    if (place.kind === 'session') partsOf(place.account).sessions.set(place.host, readSessionPart(text));
    if (place.kind === 'pending') pending.set(place.id, readPendingRecord(text));
    return true;
  }

  function drop(key: string): boolean {
    const place = readStoreKey(key);
    if (place.kind === 'whole') wholes.delete(place.userId);
    if (place.kind === 'shared') delete accounts.get(accountKey(place.account))?.shared;
    if (place.kind === 'session') accounts.get(accountKey(place.account))?.sessions.delete(place.host);
    if (place.kind === 'pending') pending.delete(place.id);
    return texts.delete(key);
  }

  /** Reads one entry again. @returns whether it has changed */
  const follow = async (key: string): Promise<boolean> => keep(key, await secrets.get(key));

  return {
    /** Accounts of which something is stored, in the form of this release. */
    accounts: (): StoredAccount[] => [...accounts.values()].filter(({ sessions, shared }) => sessions.size > 0 || shared !== undefined),
    of: (account: AccountId): StoredAccount | undefined => accounts.get(accountKey(account)),
    /** Whole accounts of the first release, by user ID. */
    wholes: (): ReadonlyMap<string, Reading<AccountRecord>> => wholes,
    pending: (): readonly Reading<PendingRecord>[] => [...pending.values()],
    text: (key: string): string | undefined => texts.get(key),
    keys: (): string[] => [...texts.keys()],

    follow,

    /** Reads everything again. @returns whether anything changed */
    async readAll(): Promise<boolean> {
      const keys = new Set([...(await secrets.keys()).filter(isStoreKey), ...texts.keys()]);
      const changes = await Promise.all([...keys].map((key) => follow(key)));
      return changes.includes(true);
    },

    /** @returns whether that was a change @throws if the secret store fails */
    async write(key: string, text: string): Promise<boolean> {
      if (texts.get(key) === text) return false;
      await secrets.store(key, text);
      return keep(key, text);
    },

    /** @returns whether that was a change @throws if the secret store fails */
    async remove(key: string): Promise<boolean> {
      await secrets.delete(key);
      return drop(key);
    },
  };
}
