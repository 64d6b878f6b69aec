import type { AccountStore } from './accountStore.ts';
import { hasSession } from './accountViews.ts';
import { isWithin } from './pastTime.ts';
import type { LockPort } from './ports.ts';
import { ifFree } from './whenFree.ts';

const dayMs = 24 * 60 * 60_000;

export interface TermsOfServicePorts {
  readonly store: AccountStore;
  readonly locks: LockPort;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The version the server requires; `undefined` if it could not be read. */
  readonly readVersion: () => Promise<number | undefined>;
}

/**
 * Reads which version of the Terms of Service the server requires, at most once a day for all accounts and windows, and never while signed
 * out.
 *
 * @returns checks if it is due, with one request and no session
 */
export function createTermsOfServiceCheck({ store, locks, now, readVersion }: TermsOfServicePorts): () => Promise<void> {
  const isDue = (): boolean => {
    const records = store.records();
    return records.some(hasSession) && !records.some(({ latestTerms }) => isWithin(dayMs, latestTerms?.askedAt, now()));
  };
  return async () => {
    if (!isDue()) return;
    await ifFree(locks, 'terms', async () => {
      await store.sync();
      if (!isDue()) return;
      const version = await readVersion();
      for (const account of store.records()) {
        // Without an answer, the known version stays and the next try is a day later.
        await store.updateAccount(account, (record) => ({
          ...record,
          latestTerms: { ...record.latestTerms, askedAt: now(), ...(version !== undefined && { version }) },
        }));
      }
    });
  };
}
