import { accountId, isSameAccount, type AccountId } from '../../accounts/accountId.ts';
import { environmentId } from './environmentSession.ts';
import { fingerprint } from './fingerprint.ts';
import type { HandoffSession } from './handoffSession.ts';
import type { SessionSource } from './sessionSource.ts';

/**
 * The account that a grant for a session names. The owner of a session from the environment is unknown, so its cookie stands for the account:
 * another one there is another account.
 */
export function grantedAccount(session: HandoffSession): AccountId {
  if (session.userId !== environmentId) return accountId(session);
  return { server: session.server, userId: `${environmentId}/${fingerprint(session.auth.value.reveal()).slice(0, 32)}` };
}

/** The session of the account that a grant names, and of no other. */
export function sessionOfGrant(sessions: SessionSource, account: AccountId): HandoffSession | undefined {
  if (!account.userId.startsWith(`${environmentId}/`)) return sessions.of(account);
  const session = sessions.fromEnvironment();
  return session && isSameAccount(grantedAccount(session), account) ? session : undefined;
}
