import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { MementoPort } from '../../accounts/accountMemory.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import { createAccountLabels, forgetAccountLabels } from './accountLabels.ts';
import { environmentId } from '../session/environmentSession.ts';
import type { HandedSession } from '../session/handedSession.ts';
import { diffSessions } from './sessionDifference.ts';
import type { SessionSource } from '../session/sessionSource.ts';

export interface AuthenticationProviderPorts {
  readonly store: AccountStore;
  readonly sessions: SessionSource;
  /** Shared by all windows; no secret goes there. */
  readonly memory: MementoPort;
  /** Makes a name safe to show, or stands for it where names are hidden. */
  readonly publicName: (session: HandedSession) => string;
  /** Lets a person sign in, to the account named or to any. */
  readonly signIn: (userId?: string) => Promise<void>;
  readonly signOut: (userId: string) => Promise<void>;
}

/**
 * Lets other extensions ask for a session through VS Code, which asks the user for consent first, extension by extension.
 *
 * The contract: a session's `accessToken` is the value of the `auth` cookie (`authcookie_…`). `account.id` and `account.label` stay the
 * same for an account, through renewals and changes of its name. There are no scopes: whatever is asked for, a session can do everything.
 * Asking makes no request to VRChat.
 */
export function createAuthenticationProvider({ store, sessions, memory, publicName, signIn, signOut }: AuthenticationProviderPorts): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  const labels = createAccountLabels(memory);
  let known: readonly vscode.AuthenticationSession[] | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  async function toSession(session: HandedSession): Promise<vscode.AuthenticationSession> {
    const id = accountId(session);
    return { id, accessToken: session.auth.value.reveal(), account: { id, label: await labels.of(id, publicName(session)) }, scopes: [] };
  }

  const current = (): Promise<vscode.AuthenticationSession[]> => Promise.all(sessions.usable().map(toSession));

  /** One at a time, so that no change is told twice or in the wrong order. */
  const follow = (): void => {
    const { loaded, accounts, lost } = store.snapshot();
    if (!loaded) return;
    queue = queue.then(async () => {
      const before = known;
      known = await current();
      if (known.length + accounts.length + lost.length === 0) await forgetAccountLabels(memory);
      // What is there at the start is no news: VS Code asks for it.
      const difference = before && diffSessions(before, known);
      if (difference) changed.fire(difference);
    });
  };

  const provider: vscode.AuthenticationProvider = {
    onDidChangeSessions: changed.event,

    async getSessions(scopes, { account }) {
      await store.load();
      const all = await current();
      return all.filter((session) => account === undefined || session.account.label === account.label).map((session) => ({ ...session, scopes: scopes ?? [] }));
    },

    async createSession(scopes, { account }) {
      await store.load();
      const before = await current();
      const wanted = account && sessions.usable().find((session) => accountId(session) === account.id);
      await signIn(wanted?.userId);
      const after = await current();
      const isNew = (session: vscode.AuthenticationSession): boolean => !before.some(({ id, accessToken }) => id === session.id && accessToken === session.accessToken);
      const created = after.find(isNew);
      if (!created) throw new Error(vscode.l10n.t('Nobody has signed in to VRChat.'));
      return { ...created, scopes };
    },

    async removeSession(sessionId) {
      const find = (): HandedSession | undefined => sessions.usable().find((session) => accountId(session) === sessionId);
      const session = find();
      if (session?.userId === environmentId) throw new Error(vscode.l10n.t('The session is in the environment that VS Code was started with, and cannot be ended here.'));
      if (session) await signOut(session.userId);
      if (find()) throw new Error(vscode.l10n.t('The session has not been ended.'));
    },
  };

  const registration = vscode.authentication.registerAuthenticationProvider('vrchat', 'VRChat', provider, { supportsMultipleAccounts: true });
  const subscription = store.onDidChange(follow);
  follow();
  return vscode.Disposable.from(registration, subscription, changed);
}

/**
 * VS Code tells ids and labels of accounts to every extension, without asking, so they say nothing that leads to the account. A session from
 * the environment, whose owner is not known, is known by its cookie: another one there is another account, with consents of its own.
 */
function accountId({ userId, auth, server }: HandedSession): string {
  const owner = userId === environmentId ? auth.value.reveal() : userId;
  return createHash('sha256').update(`vrchat-auth account ${server} ${owner}`).digest('hex').slice(0, 32);
}
