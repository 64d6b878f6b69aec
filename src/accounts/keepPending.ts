import { removePendingOf } from './pendingSignIns.ts';
import type { SignInPorts } from './signInPorts.ts';
import type { WaitingForCode, WaitingForUser } from './signInProgress.ts';

/** Stores a session that is not complete, because the server issues it only once. */
export async function keepPending({ store, log }: SignInPorts, waiting: WaitingForCode | WaitingForUser): Promise<void> {
  const { session, server, pendingId, startedAt, loginName, userId, automatic } = waiting.issued;
  const record = userId === undefined ? undefined : store.account({ server, userId });
  if (automatic && !(record && automatic.isWanted(record))) return;
  try {
    await store.writePending({
      version: 1,
      id: pendingId,
      server,
      cookies: session.cookies.toStored(),
      methods: waiting.at === 'code' ? [...waiting.methods] : [],
      startedAt,
      ...(loginName !== undefined && { loginName }),
      ...(userId !== undefined && { userId }),
    });
    await removePendingOf(store, waiting.issued, pendingId);
  } catch {
    // The sign-in goes on from memory; only a reload in between would lose it.
    log.warn('a pending sign-in could not be stored');
  }
}
