import type { AccountStore } from './accountStore.ts';
import { hasSession } from './accountViews.ts';
import type { LockPort } from './ports.ts';
import { ifFree } from './whenFree.ts';

const day = 24 * 60 * 60_000;

export interface TermsOfServicePorts {
  readonly store: AccountStore;
  readonly locks: LockPort;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The version the server wants to be accepted; `undefined` if it could not be asked. */
  readonly readVersion: () => Promise<number | undefined>;
}

/**
 * Learns which version of its Terms of Service the server wants to be accepted, at most once a day for all accounts and windows, and never
 * while nobody is signed in.
 *
 * @returns asks if it is time; costs one request without a session then
 */
export function createTermsOfServiceCheck({ store, locks, now, readVersion }: TermsOfServicePorts): () => Promise<void> {
  const isDue = (): boolean => {
    const records = store.records();
    return records.some(hasSession) && now() - Math.max(...records.map(({ latestTerms }) => latestTerms?.askedAt ?? 0)) >= day;
  };
  return async () => {
    if (!isDue()) return;
    await ifFree(locks, 'terms', async () => {
      await store.sync();
      if (!isDue()) return;
      const version = await readVersion();
      for (const { userId } of store.records()) {
        // Without an answer, what was known stays, and the next try is tomorrow's.
        await store.updateAccount(userId, (record) => ({ ...record, latestTerms: { ...record.latestTerms, askedAt: now(), ...(version !== undefined && { version }) } }));
      }
    });
  };
}
