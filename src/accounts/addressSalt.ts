import { randomUUID } from 'node:crypto';
import { once } from './once.ts';
import type { LockPort, SecretPort } from './ports.ts';
import { whenFree } from './whenFree.ts';

/** Kept apart from the fingerprints, and shared by all windows that compare them. */
const saltKey = 'addressSalt';

/**
 * The salt of this installation's fingerprints of public addresses.
 *
 * @returns reads it, and makes it at the first use
 */
export function createAddressSalt(secrets: SecretPort, locks: LockPort): () => Promise<string> {
  return once(() =>
    whenFree(locks, 'address-salt', async () => {
      const stored = await secrets.get(saltKey);
      if (stored !== undefined && stored !== '') return stored;
      const salt = randomUUID();
      await secrets.store(saltKey, salt);
      return salt;
    }),
  );
}
