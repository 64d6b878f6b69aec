import * as v from 'valibot';
import type { PauseMemory, StoredPause } from '../vrchat/pauses.ts';
import type { AccountStore } from './accountStore.ts';
import { isSameName, namesOf } from './loginNames.ts';
import type { LockPort, Logger, SecretPort } from './ports.ts';
import { StoredPauses, type AccountRecord } from './records.ts';
import { whenFree } from './whenFree.ts';

/** Where the pauses of names are kept that have no account here yet. Not shown, but a user name or email address is in it. */
const namesPausesKey = 'pausesOfNames';

const NamesPauses = v.array(v.object({ server: v.string(), name: v.string(), pauses: StoredPauses }));

/** How long an ended pause is kept, because the next one will be longer. */
const keptMs = 24 * 60 * 60_000;

export interface StoredPausesPorts {
  readonly store: AccountStore;
  readonly secrets: SecretPort;
  readonly locks: LockPort;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Logger;
}

/**
 * Keeps pauses with the account they are about, so that a reload and other windows respect them. An account is named by its user ID, or by
 * the user name or email address that was typed to sign in.
 *
 * @param server - base address of the server whose accounts are meant
 */
export function createStoredPauses({ store, secrets, locks, now, log }: StoredPausesPorts, server: string): PauseMemory {
  const find = (account: string): AccountRecord | undefined =>
    store
      .records()
      .find(
        (record) =>
          record.server === server &&
          (record.userId === account || namesOf(record).some((name) => isSameName(name, { loginName: account }))),
      );

  async function readNames(): Promise<v.InferOutput<typeof NamesPauses>> {
    const text = await secrets.get(namesPausesKey);
    const isRecent = ({ notedAt, until }: StoredPause): boolean => notedAt <= now() && until > now() - keptMs;
    return parse(text)
      .map((entry) => ({ ...entry, pauses: entry.pauses.filter(isRecent) }))
      .filter(({ pauses }) => pauses.length > 0);
  }

  const isOf = (account: string) => (entry: { readonly server: string; readonly name: string }) =>
    entry.server === server && entry.name === account;

  async function write(account: string, pauses: readonly StoredPause[]): Promise<void> {
    const record = find(account);
    if (record) {
      await store.updateAccount(record, (current) => ({ ...current, pauses: [...pauses] }));
      return;
    }
    await whenFree(locks, 'pauses', async () => {
      const others = (await readNames()).filter((entry) => !isOf(account)(entry));
      const entries = pauses.length === 0 ? others : [...others, { server, name: account, pauses: [...pauses] }];
      await (entries.length === 0 ? secrets.delete(namesPausesKey) : secrets.store(namesPausesKey, JSON.stringify(entries)));
    });
  }

  return {
    async read(account) {
      const record = find(account);
      const ofName = await readNames().catch(() => []);
      return record?.pauses ?? ofName.find(isOf(account))?.pauses ?? [];
    },
    write: (account, pauses) =>
      write(account, pauses).catch(() => {
        // The pause is respected from memory; only a reload forgets it.
        log.warn('a pause could not be stored');
      }),
  };
}

function parse(text: string | undefined): v.InferOutput<typeof NamesPauses> {
  try {
    return v.parse(NamesPauses, JSON.parse(text ?? '[]'));
  } catch {
    return [];
  }
}
