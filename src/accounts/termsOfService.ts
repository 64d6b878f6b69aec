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
  /** The version that a server requires; `undefined` if it could not be read. */
  readonly readVersion: (server: string) => Promise<number | undefined>;
}

/**
 * Reads which version of the Terms of Service a server requires, at most once a day for all of its accounts and all windows, and never while
 * signed out.
 *
 * @returns checks a server if that is due, with one request and no session
 */
export function createTermsOfServiceCheck({ store, locks, now, readVersion }: TermsOfServicePorts): (server: string) => Promise<void> {
  const recordsOf = (server: string) => store.records().filter((record) => record.server === server);
  const isDue = (server: string): boolean => {
    const records = recordsOf(server);
    return records.some(hasSession) && !records.some(({ latestTerms }) => isWithin(dayMs, latestTerms?.askedAt, now()));
  };
  return async (server) => {
    if (!isDue(server)) return;
    await ifFree(locks, `terms-${server}`, async () => {
      await store.sync();
      if (!isDue(server)) return;
      const version = await readVersion(server);
      for (const account of recordsOf(server)) {
        // Without an answer, the known version stays and the next try is a day later.
        await store.updateAccount(account, (record) => ({
          ...record,
          latestTerms: { ...record.latestTerms, askedAt: now(), ...(version !== undefined && { version }) },
        }));
      }
    });
  };
}
