import type { AccountStore } from './accountStore.ts';

const day = 24 * 60 * 60_000;

export interface TermsOfServicePorts {
  readonly store: AccountStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The version the server wants to be accepted; `undefined` if it could not be asked. */
  readonly readVersion: () => Promise<number | undefined>;
}

/**
 * Learns which version of its Terms of Service the server wants to be accepted, at most once a day for all accounts and windows.
 *
 * @returns asks if it is time; costs one request without a session then
 */
export function createTermsOfServiceCheck({ store, now, readVersion }: TermsOfServicePorts): () => Promise<void> {
  let askedAt = 0;
  return async () => {
    const records = store.records();
    const lastRead = Math.max(askedAt, ...records.map(({ latestTerms }) => latestTerms?.readAt ?? 0));
    if (records.length === 0 || now() - lastRead < day) return;
    askedAt = now();
    const version = await readVersion();
    if (version === undefined) return;
    for (const { userId } of records) await store.updateAccount(userId, (record) => ({ ...record, latestTerms: { version, readAt: now() } }));
  };
}
