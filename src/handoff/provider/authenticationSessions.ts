import * as vscode from 'vscode';
import { accountHash } from '../../accounts/accountHash.ts';
import { accountId, isSameAccount, type AccountId } from '../../accounts/accountId.ts';
import type { MementoPort } from '../../accounts/accountMemory.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import { isConfirmed } from '../../accounts/sessionState.ts';
import { createAccountLabels } from './accountLabels.ts';
import { environmentId } from '../session/environmentSession.ts';
import type { HandoffPorts } from '../session/handoffPorts.ts';
import type { HandoffSession } from '../session/handoffSession.ts';
import { diffSessions, type SessionDifference } from './sessionDifference.ts';
import type { SessionSource } from '../session/sessionSource.ts';

export interface AuthenticationSessionPorts extends Pick<HandoffPorts, 'online'> {
  readonly store: AccountStore;
  readonly sessions: SessionSource;
  /** Shared by all windows; contains no secrets. */
  readonly memory: MementoPort;
  /** A secret of this installation, for labels that no one else can make. */
  readonly salt: () => Promise<string>;
  /** Makes a name safe to show, or replaces it in privacy mode. */
  readonly publicName: (session: HandoffSession) => string;
  readonly signOut: (account: AccountId) => Promise<void>;
  /** Whether VS Code has been told that there are no sessions. Otherwise it asks for those at the start. */
  readonly wasEmpty: boolean;
  readonly changed: (difference: SessionDifference<vscode.AuthenticationSession>) => void;
}

/** The sessions that other extensions get, and what VS Code's provider does with them. */
export function createAuthenticationSessions(ports: AuthenticationSessionPorts) {
  const { store, sessions, memory, salt, publicName, online, signOut, wasEmpty, changed } = ports;
  const labels = createAccountLabels(memory, salt);
  let known: readonly vscode.AuthenticationSession[] | undefined = wasEmpty ? [] : undefined;
  let queue: Promise<unknown> = Promise.resolve();

  async function toSession(session: HandoffSession): Promise<vscode.AuthenticationSession> {
    const id = publicId(session);
    return { id, accessToken: session.auth.value.reveal(), account: { id, label: await labels.of(id, publicName(session)) }, scopes: [] };
  }

  const current = (): Promise<vscode.AuthenticationSession[]> => Promise.all(sessions.usable().map(toSession));

  /** Checks what was answered without a fresh word of the server. VS Code gets a change event for the outcome. */
  async function check(ids: readonly string[]): Promise<void> {
    for (const session of sessions.usable()) {
      const record = store.account(session);
      if (record && ids.includes(publicId(session)) && !isConfirmed(record.state, Date.now()))
        await (await online()).confirmAlive(accountId(session));
    }
  }

  return {
    /** Tells VS Code of changes, one at a time, so that none is reported twice or out of order. */
    follow(): void {
      const step = async (): Promise<void> => {
        const before = known;
        known = await current();
        const difference = before && diffSessions(before, known);
        if (difference) changed(difference);
        // VS Code keeps the consent given to a label, which then matches no account. One that could not be forgotten is with the next change.
        await labels.forget((id) => store.isForgotten(id)).catch(() => undefined);
      };
      // What fails once, such as a locked keyring, is compared again at the next change.
      queue = queue.then(step).catch(() => undefined);
    },

    /** Answers from what is known. VS Code runs a provider's operations one after the other, so nothing here waits for a network or a box. */
    async getSessions(
      scopes: readonly string[] | undefined,
      { account }: vscode.AuthenticationProviderSessionOptions,
    ): Promise<vscode.AuthenticationSession[]> {
      const all = await current();
      const answer = all.filter((session) => account === undefined || session.account.label === account.label);
      // VS Code's own menu asks without scopes, as soon as a window opens.
      if (scopes !== undefined) void check(answer.map(({ id }) => id)).catch(() => undefined);
      return answer.map((session) => ({ ...session, scopes: scopes ?? [] }));
    },

    async createSession(
      scopes: readonly string[],
      { account }: vscode.AuthenticationProviderSessionOptions,
    ): Promise<vscode.AuthenticationSession> {
      const wanted = account && store.records().find((record) => accountHash(record) === account.id);
      const signedIn = await (await online()).signInTo(wanted && accountId(wanted));
      // Another account may have been renewed meanwhile. VS Code would take whatever is returned for what the user has just chosen.
      const session = signedIn && sessions.usable().find((candidate) => isSameAccount(candidate, signedIn));
      if (!session) throw new Error(vscode.l10n.t('Sign-in to VRChat wasn’t completed.'));
      if (account && publicId(session) !== account.id) {
        throw new Error(vscode.l10n.t('The account that was signed in to isn’t the one that was asked for.'));
      }
      return { ...(await toSession(session)), scopes };
    },

    async removeSession(sessionId: string): Promise<void> {
      const find = (): HandoffSession | undefined => sessions.usable().find((session) => publicId(session) === sessionId);
      const session = find();
      if (session?.userId === environmentId)
        throw new Error(vscode.l10n.t('This session comes from the environment that VS Code was started with, so it can’t be ended here.'));
      if (session) await signOut(accountId(session));
      if (find()) throw new Error(vscode.l10n.t('The session was not ended.'));
    },
  };
}

/**
 * VS Code shows IDs and labels to every extension without asking, so they must not identify the account. A session from the environment,
 * whose owner is unknown, is identified by its cookie: another one there is another account, which needs its own consent.
 */
function publicId({ userId, auth, server }: HandoffSession): string {
  return accountHash({ server, userId: userId === environmentId ? auth.value.reveal() : userId });
}
