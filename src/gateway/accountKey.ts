import type { AccountId } from '../accounts/accountId.ts';

/** An account as the key of a map. */
export function accountKey({ server, userId }: AccountId): string {
  return `${server} ${userId}`;
}
