import { randomUUID } from 'node:crypto';
import type { Call, Handler } from './call.ts';
import { authCookieLifetimeMs } from './limits.ts';
import { errorResponse, missingCredentials } from './responses.ts';
import type { Account, Session, TwoFactorMethod } from './state.ts';
import { findAccountById } from './world.ts';

/** The account and session that a request was made with. */
export type Caller = { readonly account: Account; readonly session: Session };

/**
 * Finds the session of the request's `auth` cookie.
 *
 * @returns `undefined` if the session is unknown, expired, or was created on another network
 */
export function findCaller(call: Call): Caller | undefined {
  const token = call.cookies.get('auth');
  const session = call.world.state.sessions.find((candidate) => candidate.token === token);
  if (session?.network !== call.network || session.expiresAt <= call.world.now()) return undefined;
  const account = findAccountById(call.world, session.userId);
  return account && { account, session };
}

/**
 * Creates a session on the request's network.
 *
 * @param requires - the two-factor methods the session still needs one of; empty if none
 */
export function createSession(call: Call, account: Account, requires: TwoFactorMethod[]): Session {
  const { world, network } = call;
  const createdAt = world.now();
  const session: Session = {
    token: `authcookie_${randomUUID()}`,
    userId: account.userId,
    network,
    createdAt,
    expiresAt: createdAt + authCookieLifetimeMs,
    requires,
    verifiedAt: null,
  };
  world.state.sessions = [...world.state.sessions.filter(({ expiresAt }) => expiresAt > createdAt), session];
  return session;
}

/** Requires a session, even one that still needs a two-factor code. Without one, the response is 401. */
export function withSession(handle: (call: Call, caller: Caller) => Response | Promise<Response>): Handler {
  return (call) => {
    const caller = findCaller(call);
    if (!caller) return missingCredentials();
    if (caller.session.requires.length === 0) cancelDeletion(call, caller.account);
    return handle(call, caller);
  };
}

/** Requires a session that needs no two-factor code anymore. Without one, the response is 401. */
export function whenSignedIn(handle: (call: Call, caller: Caller) => Response | Promise<Response>): Handler {
  return withSession((call, caller) =>
    caller.session.requires.length > 0 ? errorResponse(401, 'Requires Two-Factor Authentication') : handle(call, caller),
  );
}

/** Cancels the account's scheduled deletion, if any. Every authenticated request does this. */
export function cancelDeletion(call: Call, account: Account): void {
  if (account.deletionAt === null) return;
  account.deletionAt = null;
  account.deletionLog.push({
    message: 'Deletion canceled',
    deletionScheduled: null,
    dateTime: new Date(call.world.now()).toISOString(),
  });
}
