import { demandedMethods, normalizeCode, type TwoFactorMethod } from '../vrchat/codes.ts';
import type { Session, VRChatClient } from '../vrchat/client.ts';
import type { VRChatError } from '../vrchat/errors.ts';
import type { CurrentUser, RequiresTwoFactorAuth } from '../vrchat/schemas.ts';
import { secret, type Secret } from '../vrchat/secret.ts';
import { createSessionCookies, type StoredCookie } from '../vrchat/sessionCookies.ts';
import { readTwoFactorToken } from '../vrchat/twoFactorToken.ts';
import { verifyCode } from '../vrchat/verifyCode.ts';
import type { AccountStore } from './accountStore.ts';
import { readPastedCookie } from './pastedCookie.ts';
import type { ClientProvider, Clock, LockPort, Logger, Problem } from './ports.ts';
import type { AccountRecord, PendingRecord } from './records.ts';
import { transition } from './sessionState.ts';
import { whenFree } from './whenFree.ts';

/** What a sign-in needs from outside, besides a person. */
export interface SignInPorts {
  readonly store: AccountStore;
  readonly client: ClientProvider;
  readonly clock: Clock;
  readonly log: Logger;
  readonly locks: LockPort;
  /** A fresh identifier for a half-finished sign-in. */
  readonly newId: () => string;
}

/** As long as a code sent by e-mail is good for. */
const worthResuming = 15 * 60_000;

/** A code of the authenticator is good for half a minute, and a little longer. */
const skewThatMatters = 30_000;

export type SignInAttempt = ReturnType<typeof createSignInAttempt>;

/**
 * One sign-in as the server and the store see it. Each step gives the problem that stopped it, or `undefined`.
 * A session is stored the moment the server has issued it, since it is issued only once; what was stored before stays until the new
 * session is confirmed.
 *
 * @param expectedUserId - the account to sign in again, if it is one
 */
export function createSignInAttempt({ store, client, clock, log, locks, newId }: SignInPorts, expectedUserId?: string) {
  let loginName = '';
  let password: Secret | undefined;
  let session: Session | undefined;
  let methods: readonly TwoFactorMethod[] = [];
  /** The second factor has been accepted, so that only the user is left to be read. */
  let verified = false;
  let pendingId: string | undefined;
  let startedAt = clock.now();
  let signedInAs: string | undefined;
  /** Half-finished sign-ins that the server no longer knows. */
  const lostIds = new Set<string>();
  let waitsForLocation = false;

  function withClient(action: (client: VRChatClient, server: string) => Promise<Problem | undefined>): Promise<Problem | undefined> {
    const provided = client();
    return 'problem' in provided ? Promise.resolve(provided.problem) : action(provided.client, provided.server);
  }

  /** Other credentials begin another sign-in; its record will take the place of the one that was begun. */
  function forgetSession(): void {
    session = undefined;
    methods = [];
    verified = false;
  }

  async function storePending(server: string): Promise<void> {
    if (!session) return;
    pendingId ??= newId();
    const record: PendingRecord = {
      version: 1, id: pendingId, server, cookies: session.cookies.toStored(), methods: verified ? [] : [...methods], startedAt,
      ...(loginName !== '' && { loginName }),
      ...(expectedUserId !== undefined && { userId: expectedUserId }),
    };
    try {
      await store.writePending(record);
    } catch {
      // The sign-in goes on from memory; only a reload in between would lose it.
      log.warn('a half-finished sign-in could not be stored');
    }
  }

  async function takeAnswer(answer: CurrentUser | RequiresTwoFactorAuth, answered: Session, server: string): Promise<Problem | undefined> {
    session = answered;
    if (!('requiresTwoFactorAuth' in answer)) return finish(answer, answered, server);
    verified = false;
    methods = demandedMethods(answer) ?? [];
    if (methods.length === 0) return { kind: 'twoFactorMethodUnsupported' };
    await storePending(server);
    return undefined;
  }

  async function finish(user: CurrentUser, confirmed: Session, server: string): Promise<Problem | undefined> {
    const existing = store.account(user.id);
    const now = clock.now();
    const knownName = loginName === '' ? existing?.loginName : loginName;
    // What the user has asked to be remembered stays; what stopped automatic sign-in is over.
    const { renewalStopped, publicAddress, ...remembered } = existing ?? {};
    const record: AccountRecord = {
      ...remembered,
      version: 1, server, userId: user.id, displayName: user.displayName, signedInAt: now, profile: user,
      cookies: confirmed.cookies.toStored().filter((cookie) => !isTrustOfAnother(cookie, user.id)),
      state: transition(existing?.state ?? { kind: 'signedOut', since: now }, { kind: 'confirmed', at: now }),
      attemptedAt: now,
      ...(knownName !== undefined && { loginName: knownName }),
      clockOffset: clock.serverOffset() ?? existing?.clockOffset ?? 0,
    };
    try {
      await store.writeAccount(record);
    } catch {
      return { kind: 'notStored' };
    }
    signedInAs = user.id;
    log.info('signed in');
    if (pendingId !== undefined) await dropPending(pendingId);
    return undefined;
  }

  /** The account is safe by now; a leftover record is recognised by its cookie and never shown. */
  async function dropPending(id: string): Promise<void> {
    try {
      await store.removePending(id);
    } catch {
      log.warn('a finished sign-in could not be removed from the secret store');
    }
  }

  /** Only the account's own proof of an earlier second factor may ride along with its login. */
  function trustOf(name: string): readonly StoredCookie[] {
    const isSame = (other: string | undefined): boolean => other?.toLowerCase() === name.toLowerCase();
    const known = store.records().find(({ userId, loginName: typed, profile }) =>
      expectedUserId === undefined ? isSame(typed) || isSame(profile.username) : userId === expectedUserId);
    return known?.cookies.filter((cookie) => cookie.name === 'twoFactorAuth' && !isTrustOfAnother(cookie, known.userId)) ?? [];
  }

  const isSameName = (other: string | undefined): boolean => loginName !== '' && other?.toLowerCase() === loginName.toLowerCase();

  /** The user id, if another window has signed in to the same account since this attempt began. */
  function signedInElsewhere(): string | undefined {
    return store.records().find((record) =>
      (isSameName(record.loginName) || record.userId === expectedUserId) && record.signedInAt > startedAt && record.state.kind === 'valid')?.userId;
  }

  /** Goes on with a sign-in that waits for its code, begun in this window or another, rather than spend a second login. */
  function adoptFromElsewhere(): boolean {
    const userId = signedInElsewhere();
    if (userId !== undefined) {
      signedInAs = userId;
      return true;
    }
    const begun = store.pendingRecords().find((record) =>
      isSameName(record.loginName) && record.startedAt > clock.now() - worthResuming && record.methods.length > 0 && !lostIds.has(record.id));
    if (begun) adopt(begun);
    return begun !== undefined;
  }

  function adopt(record: PendingRecord): void {
    pendingId = record.id;
    loginName = record.loginName ?? '';
    startedAt = record.startedAt;
    methods = record.methods;
    session = { account: loginName.toLowerCase() || record.id, cookies: createSessionCookies(record.server, record.cookies) };
  }

  /** Logs in unless another window just did; windows take turns. */
  function logInOnce(vrchat: VRChatClient, server: string, given: Secret, again: boolean): Promise<Problem | undefined> {
    return whenFree(locks, `login-${loginName.toLowerCase()}`, async () => {
      await store.sync();
      if (!again && adoptFromElsewhere()) return undefined;
      return logIn(vrchat, server, given);
    });
  }

  /** Spends a login. */
  async function logIn(vrchat: VRChatClient, server: string, given: Secret): Promise<Problem | undefined> {
    const fresh: Session = { account: loginName.toLowerCase(), cookies: createSessionCookies(server, trustOf(loginName)) };
    const result = await vrchat.getCurrentUser(fresh, { credentials: { username: loginName, password: given } });
    waitsForLocation = !result.ok && result.error.kind === 'newLocation';
    if (result.ok) return takeAnswer(result.value, fresh, server);
    if (fresh.cookies.get('auth') && isLostAnswer(result.error)) {
      session = fresh;
      methods = [];
      await storePending(server);
    }
    return result.error;
  }

  return {
    get loginName() { return loginName; },
    get password() { return password; },
    /** The second factors the server would take; empty while it has asked for none. */
    get methods() { return methods; },
    /** Set while there is a half-finished sign-in to come back to. */
    get pendingId() { return pendingId; },
    /** The last login came from somewhere new, and will be let in once the link in a mail is opened. */
    get waitsForLocation() { return waitsForLocation; },
    /** The user id, once signed in. */
    get signedInAs() { return signedInAs; },

    /** @param typed - user name or e-mail address */
    setLoginName(typed: string): Problem | undefined {
      const name = typed.trim();
      if (name === '') return { kind: 'empty' };
      if (name !== loginName) forgetSession();
      loginName = name;
      return undefined;
    },

    /**
     * Logs in with the name set before. A session that the same credentials have already opened is used rather than another login spent.
     *
     * @param again - spend a login all the same: it is what makes VRChat send a new code by e-mail
     */
    givePassword(typed: string, { again = false } = {}): Promise<Problem | undefined> {
      if (typed === '') return Promise.resolve({ kind: 'empty' });
      if (password?.reveal() !== typed) forgetSession();
      const given = secret(typed);
      password = given;
      return withClient(async (vrchat, server) => {
        if (!session || again) return logInOnce(vrchat, server, given, again);
        if (methods.length > 0) return undefined;
        const result = await vrchat.getCurrentUser(session);
        if (result.ok) return takeAnswer(result.value, session, server);
        return result.error.kind === 'missingCredentials' ? logInOnce(vrchat, server, given, again) : result.error;
      });
    },

    /** Gives the second factor and reads who is signed in. */
    giveCode(method: TwoFactorMethod, typed: string): Promise<Problem | undefined> {
      if (!verified && normalizeCode(method, typed) === undefined) return Promise.resolve({ kind: 'notACode', method });
      return withClient(async (vrchat, server) => {
        if (!session) return { kind: 'signInLost' };
        if (!verified) {
          const result = await verifyCode(vrchat, session, method, secret(typed));
          if (!result.ok) return isSkewed(method, result.error) ? { kind: 'clockSkew', seconds: Math.round((clock.serverOffset() ?? 0) / 1000) } : lostOr(result.error);
          verified = true;
          await storePending(server);
        }
        const user = await vrchat.getCurrentUser(session);
        if (!user.ok) return user.error.kind === 'missingCredentials' ? lostOr(user.error) : { kind: 'verifiedButUnread', error: user.error };
        const problem = await takeAnswer(user.value, session, server);
        return problem ?? (signedInAs === undefined ? { kind: 'wrongCode' } : undefined);
      });
    },

    /** Takes a session that was made elsewhere, if the server knows it. Nothing is stored before. */
    giveCookie(text: string): Promise<Problem | undefined> {
      const pasted = readPastedCookie(text);
      if (!pasted) return Promise.resolve({ kind: text.trim() === '' ? 'empty' : 'noCookieFound' });
      return withClient(async (vrchat, server) => {
        const cookie = (name: string, value: string): StoredCookie => ({ name, value, path: '/', secure: server.startsWith('https:') });
        const cookies = createSessionCookies(server, [
          cookie('auth', pasted.auth),
          ...(pasted.twoFactorAuth === undefined ? [] : [cookie('twoFactorAuth', pasted.twoFactorAuth)]),
        ]);
        const imported: Session = { account: 'pasted cookie', cookies };
        const result = await vrchat.getCurrentUser(imported);
        return result.ok ? takeAnswer(result.value, imported, server) : result.error;
      });
    },

    /** Goes on with a stored sign-in. No request is made. */
    adopt,

    signedInElsewhere,

    /** Asks the server what a stored sign-in still needs, where the answer to its login got lost. */
    readState(): Promise<Problem | undefined> {
      return withClient(async (vrchat, server) => {
        if (!session) return { kind: 'signInLost' };
        const result = await vrchat.getCurrentUser(session);
        return result.ok ? takeAnswer(result.value, session, server) : lostOr(result.error);
      });
    },
  };

  function isSkewed(method: TwoFactorMethod, error: VRChatError): boolean {
    return error.kind === 'wrongCode' && method === 'totp' && Math.abs(clock.serverOffset() ?? 0) >= skewThatMatters;
  }

  function lostOr(error: VRChatError): Problem {
    if (error.kind !== 'missingCredentials') return error;
    if (pendingId !== undefined) lostIds.add(pendingId);
    // Kept in the store: a return to the network it began on may revive it. Typing the password again begins anew.
    forgetSession();
    return { kind: 'signInLost' };
  }
}

function isTrustOfAnother({ name, value }: StoredCookie, userId: string): boolean {
  return name === 'twoFactorAuth' && (readTwoFactorToken(value).userId ?? userId) !== userId;
}

/** The login may have happened all the same. */
function isLostAnswer(error: VRChatError): boolean {
  return ['unreachable', 'outage', 'unexpectedResponse', 'cancelled'].includes(error.kind);
}
