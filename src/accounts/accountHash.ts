import { createHash } from 'node:crypto';
import type { AccountId } from './accountId.ts';

/** Names an account where it must not be identified. The same account has the same hash everywhere. */
export function accountHash({ server, userId }: AccountId): string {
  return createHash('sha256').update(`vrchat-auth account ${server} ${userId}`).digest('hex').slice(0, 32);
}
