import { normalizeCode, type TwoFactorMethod } from '../vrchat/codes.ts';
import type { VRChatClient } from '../vrchat/client.ts';
import { isSameSecret, secret, type Secret } from '../vrchat/secret.ts';
import { createSessionCookies, type StoredCookie } from '../vrchat/sessionCookies.ts';
import { accountId, type AccountId } from './accountId.ts';
import { giveCode, readVerified } from './giveCode.ts';
import { logInOnce, signedInElsewhere, type Identity } from './logInOnce.ts';
import { isSameName, namesOf } from './loginNames.ts';
import { readPaste, type PastedCookies } from './pastedCookie.ts';
import type { Problem } from './ports.ts';
import { readUser } from './readUser.ts';
import type { PendingRecord } from './records.ts';
import type { SignInPorts } from './signInPorts.ts';
import {
  pendingIdOf,
  progressOf,
  withoutSession,
  type AutomaticSignIn,
  type IssuedSession,
  type Progress,
  type Step,
} from './signInProgress.ts';
import { takeAnswer } from './takeAnswer.ts';

/** What the boxes hold, so that going back and forth loses nothing of it. */
interface Typed {
  readonly loginName: string;
  readonly password?: Secret;
}

export type SignInAttempt = ReturnType<typeof createSignInAttempt>;

/**
 * One sign-in as the server and the store see it. Each step returns the problem that stopped it, or `undefined`.
 * A session is stored as soon as the server has issued it, because it is issued only once. What was stored before stays until the new
 * session is confirmed.
 *
 * @param server - where all of it is sent
 * @param expected - the account to sign in again, if it is one
 * @param automatic - if the user did not start it
 */
export function createSignInAttempt(ports: SignInPorts, server: string, expected?: AccountId, automatic?: AutomaticSignIn) {
  const { store, client, clock, newId } = ports;
  const begunAt = clock.now();
  /** Pending sign-ins that the server has said it does not know. */
  const lostIds = new Set<string>();
  let typed: Typed = { loginName: '' };
  let progress: Progress = { at: 'credentials' };

  /** A session that was found in the store is automatic as well if this attempt is. */
  function setProgress(next: Progress): void {
    const isOpen = next.at === 'code' || next.at === 'user';
    progress = automatic && isOpen ? { ...next, issued: { ...next.issued, automatic } } : next;
  }

  async function take(step: (vrchat: VRChatClient) => Promise<Step>): Promise<Problem | undefined> {
    const connection = client(server);
    if ('problem' in connection) return connection.problem;
    const { progress: next, problem } = await step(connection.client);
    setProgress(next);
    const pendingId = pendingIdOf(next);
    if (problem?.kind === 'signInLost' && pendingId !== undefined) lostIds.add(pendingId);
    return problem;
  }

  /** Another name means another account than the expected one. */
  function identity(): Identity {
    const { loginName } = typed;
    const record = expected && store.account(expected);
    const names = record ? namesOf(record) : [];
    const isExpected = expected?.server === server && (names.length === 0 || names.some((name) => isSameName(name, { loginName })));
    return { server, loginName, ...(isExpected && { userId: expected.userId }) };
  }

  function logIn(password: Secret, again: boolean): Promise<Problem | undefined> {
    return take(async (vrchat) => {
      const login = { ...identity(), password, begunAt, lostIds, automatic, again };
      if (progress.at === 'code' && !again) return { progress };
      if (progress.at !== 'user' || again) return logInOnce(ports, vrchat, login, progress);
      const step = await readUser(ports, vrchat, progress);
      return step.problem?.kind === 'signInLost' ? logInOnce(ports, vrchat, login, step.progress) : step;
    });
  }

  return {
    server,

    get typed() {
      return typed;
    },
    get progress() {
      return progress;
    },

    /** @param text - user name or email address */
    setLoginName(text: string): Problem | undefined {
      const loginName = text.trim();
      if (loginName === '') return { kind: 'empty' };
      if (loginName !== typed.loginName) progress = withoutSession(progress);
      typed = { ...typed, loginName };
      return undefined;
    },

    /**
     * Logs in with the name set before. A session that the same credentials have already opened is used rather than another login spent.
     *
     * @param again - spend a login all the same: it makes VRChat send a new code by email
     */
    givePassword(password: Secret, { again = false } = {}): Promise<Problem | undefined> {
      if (!typed.password || !isSameSecret(typed.password, password)) progress = withoutSession(progress);
      typed = { ...typed, password };
      return logIn(password, again);
    },

    /** The same, with the password given before. */
    repeatPassword: ({ again = false } = {}): Promise<Problem | undefined> =>
      typed.password ? logIn(typed.password, again) : Promise.resolve({ kind: 'empty' }),

    /** Gives the two-factor code and reads who is signed in. */
    giveCode(method: TwoFactorMethod, text: string): Promise<Problem | undefined> {
      if (progress.at !== 'user' && normalizeCode(method, text) === undefined) return Promise.resolve({ kind: 'notACode', method });
      return take(async (vrchat) => {
        if (progress.at === 'code') return giveCode(ports, vrchat, progress, method, secret(text));
        return progress.at === 'user' ? readVerified(ports, vrchat, progress) : { progress, problem: { kind: 'signInLost' } };
      });
    },

    /** Takes over a session that was made elsewhere, if the server knows it. Nothing is stored before. */
    giveCookie(text: string): Promise<Problem | undefined> {
      const paste = readPaste(text);
      if ('problem' in paste) return Promise.resolve({ kind: paste.problem });
      const [pasted, ...others] = paste.sessions;
      if (others.length > 0) return Promise.resolve({ kind: 'severalCookies' });
      return take(async (vrchat) => {
        const cookies = createSessionCookies(server, storedCookies(pasted, server));
        const issued: IssuedSession = {
          session: { account: 'pasted cookie', cookies },
          server,
          pendingId: pendingIdOf(progress) ?? newId(),
          startedAt: clock.now(),
        };
        const result = await vrchat.getCurrentUser(issued.session);
        return result.ok ? takeAnswer(ports, issued, result.value) : { progress, problem: result.error };
      });
    },

    /** Goes on with a stored sign-in at the same server. No request is made. */
    resume(record: PendingRecord): void {
      if (record.server !== server) return;
      typed = { loginName: record.loginName ?? '' };
      setProgress(progressOf(record));
    },

    /** Asks the server what a stored sign-in still needs, if the answer to its login got lost. */
    readUser: (): Promise<Problem | undefined> =>
      take(async (vrchat) => (progress.at === 'user' ? readUser(ports, vrchat, progress) : { progress, problem: { kind: 'signInLost' } })),

    /** Whether the session that was opened, if one was, is kept for later. */
    isStored(): boolean {
      const pendingId = progress.at === 'code' || progress.at === 'user' ? progress.issued.pendingId : undefined;
      return pendingId === undefined || store.pending(pendingId) !== undefined;
    },

    /** Ends the session that was opened, if one was, at the server and here. */
    async end(): Promise<void> {
      if (progress.at !== 'code' && progress.at !== 'user') return;
      const { session, pendingId } = progress.issued;
      progress = { at: 'credentials' };
      const connection = client(server);
      if ('client' in connection) await connection.client.logout(session);
      await store.removePending(pendingId);
    },

    /** The account, if another window has signed in to it since the session was issued or the attempt began. */
    signedInElsewhere(): AccountId | undefined {
      const issued = progress.at === 'code' || progress.at === 'user' ? progress.issued : undefined;
      const { loginName = '', userId, startedAt } = issued ?? { ...identity(), startedAt: begunAt };
      const found = signedInElsewhere(ports, { server, loginName, ...(userId !== undefined && { userId }) }, startedAt);
      return found && accountId(found);
    },
  };
}

function storedCookies({ auth, twoFactorAuth }: PastedCookies, server: string): StoredCookie[] {
  const cookie = (name: string, value: string): StoredCookie => ({ name, value, path: '/', secure: server.startsWith('https:') });
  return [cookie('auth', auth), ...(twoFactorAuth === undefined ? [] : [cookie('twoFactorAuth', twoFactorAuth)])];
}
