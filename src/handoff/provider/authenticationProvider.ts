import * as vscode from 'vscode';
import { accountHash } from '../../accounts/accountHash.ts';
import { accountId, isSameAccount, type AccountId } from '../../accounts/accountId.ts';
import type { MementoPort } from '../../accounts/accountMemory.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import { createAccountLabels } from './accountLabels.ts';
import { environmentId } from '../session/environmentSession.ts';
import type { HandoffSession } from '../session/handoffSession.ts';
import { diffSessions } from './sessionDifference.ts';
import type { SessionSource } from '../session/sessionSource.ts';

export interface AuthenticationProviderPorts {
  readonly store: AccountStore;
  readonly sessions: SessionSource;
  /** Shared by all windows; contains no secrets. */
  readonly memory: MementoPort;
  /** A secret of this installation, for labels that no one else can make. */
  readonly salt: () => Promise<string>;
  /** Makes a name safe to show, or replaces it in privacy mode. */
  readonly publicName: (session: HandoffSession) => string;
  /** Lets the user sign in, to the given account or any. @returns the account that was signed in to; `undefined` if none was */
  readonly signIn: (account?: AccountId) => Promise<AccountId | undefined>;
  readonly signOut: (account: AccountId) => Promise<void>;
}

/**
 * Lets other extensions request a session through VS Code, which asks the user for consent per extension.
 *
 * The contract: a session's `accessToken` is the value of the `auth` cookie (`authcookie_…`). `account.id` and `account.label` stay the
 * same when a session is renewed or an account renamed. There are no scopes: whatever is requested, a session can do everything. Requesting
 * one makes no request to VRChat.
 */
export function createAuthenticationProvider({
  store,
  sessions,
  memory,
  salt,
  publicName,
  signIn,
  signOut,
}: AuthenticationProviderPorts): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  const labels = createAccountLabels(memory, salt);
  let known: readonly vscode.AuthenticationSession[] | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  async function toSession(session: HandoffSession): Promise<vscode.AuthenticationSession> {
    const id = publicId(session);
    return { id, accessToken: session.auth.value.reveal(), account: { id, label: await labels.of(id, publicName(session)) }, scopes: [] };
  }

  const current = (): Promise<vscode.AuthenticationSession[]> => Promise.all(sessions.usable().map(toSession));

  /** One at a time, so that no change is reported twice or out of order. */
  const follow = (): void => {
    if (!store.snapshot().loaded) return;
    const step = async (): Promise<void> => {
      const before = known;
      known = await current();
      // The sessions at the start are not a change: VS Code asks for them.
      const difference = before && diffSessions(before, known);
      if (difference) changed.fire(difference);
      // VS Code keeps the consent given to a label, which then matches no account. One that could not be forgotten is with the next change.
      await labels.forget((id) => store.isForgotten(id)).catch(() => undefined);
    };
    // What fails once, such as a locked keyring, is compared again at the next change.
    queue = queue.then(step).catch(() => undefined);
  };

  const provider: vscode.AuthenticationProvider = {
    onDidChangeSessions: changed.event,

    async getSessions(scopes, { account }) {
      await store.load();
      const all = await current();
      return all
        .filter((session) => account === undefined || session.account.label === account.label)
        .map((session) => ({ ...session, scopes: scopes ?? [] }));
    },

    async createSession(scopes, { account }) {
      await store.load();
      const wanted = account && sessions.usable().find((session) => publicId(session) === account.id);
      const signedIn = await signIn(wanted && accountId(wanted));
      // Another account may have been renewed meanwhile. VS Code would take whatever is returned for what the user has just chosen.
      const session = signedIn && sessions.usable().find((candidate) => isSameAccount(candidate, signedIn));
      if (!session) throw new Error(vscode.l10n.t('Sign-in to VRChat wasn’t completed.'));
      if (account && publicId(session) !== account.id) {
        throw new Error(vscode.l10n.t('The account that was signed in to isn’t the one that was asked for.'));
      }
      return { ...(await toSession(session)), scopes };
    },

    async removeSession(sessionId) {
      const find = (): HandoffSession | undefined => sessions.usable().find((session) => publicId(session) === sessionId);
      const session = find();
      if (session?.userId === environmentId)
        throw new Error(vscode.l10n.t('This session comes from the environment that VS Code was started with, so it can’t be ended here.'));
      if (session) await signOut(accountId(session));
      if (find()) throw new Error(vscode.l10n.t('The session was not ended.'));
    },
  };

  const registration = vscode.authentication.registerAuthenticationProvider('vrchat', 'VRChat', provider, {
    supportsMultipleAccounts: true,
  });
  const subscription = store.onDidChange(follow);
  follow();
  return vscode.Disposable.from(registration, subscription, changed);
}

/**
 * VS Code shows IDs and labels to every extension without asking, so they must not identify the account. A session from the environment,
 * whose owner is unknown, is identified by its cookie: another one there is another account, which needs its own consent.
 */
function publicId({ userId, auth, server }: HandoffSession): string {
  return accountHash({ server, userId: userId === environmentId ? auth.value.reveal() : userId });
}
