import * as vscode from 'vscode';
import type { CommandTarget } from '../../prompts/commandTarget.ts';
import { accountId, accountKey, type AccountId } from '../../accounts/accountId.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import { hasSession, type AccountView } from '../../accounts/accountViews.ts';
import type { AnsweringPrompter } from '../../accounts/answeringPrompter.ts';
import type { Problem, Prompter } from '../../accounts/ports.ts';
import type { CallOptions, SessionActions } from '../../accounts/sessionActions.ts';
import type { SignInOutcome, SignInStart } from '../../accounts/signIn.ts';
import type { createSessionsElsewhere } from '../../accounts/sessionsElsewhere.ts';
import type { ServerAccess } from '../../accounts/serverAccess.ts';
import type { SignInAttempt } from '../../accounts/signInAttempt.ts';
import { chooseServer, confirmServer } from './chooseServer.ts';
import { chooseAccount, choosePending } from './chooseAccount.ts';
import { accountName } from '../../prompts/accountName.ts';
import { reportProblem } from '../../prompts/reportProblem.ts';
import { say } from '../../prompts/say.ts';
import { sayUnexpected } from '../../prompts/sayUnexpected.ts';
import { announcedStates } from '../status/announcedStates.ts';
import { saySignedIn } from './saySignedIn.ts';
import { showSessionMenu, type HandoffState } from './sessionMenu.ts';
import { createSignOut } from './signOut.ts';
import { date } from '../../prompts/time.ts';
import { stateWord } from '../../prompts/stateText.ts';
import { createWaits, showProgress } from './waits.ts';

const { l10n } = vscode;

export interface SessionCommandPorts {
  readonly store: AccountStore;
  readonly actions: SessionActions;
  readonly elsewhere: ReturnType<typeof createSessionsElsewhere>;
  readonly access: ServerAccess;
  /** @param prompter - answers the questions; the user does by default */
  readonly signIn: (start: SignInStart, prompter?: Prompter) => Promise<SignInOutcome>;
  /** Whether a sign-in is waiting for the server's answer; then its box may be closed. */
  readonly isWaiting: () => boolean;
  /** What uses an account's session on this machine, as lines of text. */
  readonly usesOf: (account: AccountId) => Promise<readonly string[]>;
  /** What this window's programs use already. */
  readonly handoffState: () => Promise<HandoffState>;
}

/** Commands that need or create a session. Each uses its target, and asks if there is none. */
export function createSessionCommands({ store, actions, elsewhere, access, signIn, isWaiting, usesOf, handoffState }: SessionCommandPorts) {
  const waits = createWaits();
  let shownResult: vscode.Disposable | undefined;
  const waitFor: typeof waits = (...parameters) => {
    shownResult?.dispose();
    return waits(...parameters);
  };
  let signingIn: Promise<AccountId | undefined> | undefined;

  /**
   * A second "Sign In" joins the one that is running, so no login is spent twice. Its box may be closed while the server's answer is awaited.
   *
   * @param choose - says where it begins, if it does
   * @param prompter - answers its questions; the user does by default
   * @returns the account that was signed in to
   */
  function joinSignIn(choose: () => Promise<SignInStart | undefined>, prompter?: AnsweringPrompter): Promise<AccountId | undefined> {
    if (signingIn && isWaiting()) showProgress(l10n.t('Waiting for an answer to the sign-in…'), signingIn);
    signingIn ??= choose()
      .then(async (start) => {
        if (!start) return undefined;
        const outcome = await signIn(start, prompter);
        await report(outcome);
        const problem = outcome.kind === 'signedIn' ? undefined : prompter?.problem();
        if (problem?.kind === 'newLocation')
          say(l10n.t('This sign-in was refused as one from somewhere new. Open the link under Emails, then sign in again.'));
        else if (problem) void reportProblem(problem);
        return outcome.kind === 'signedIn' ? outcome.account : undefined;
      })
      .finally(() => (signingIn = undefined));
    return signingIn;
  }

  async function startSignIn(choose: () => Promise<SignInStart | undefined>): Promise<void> {
    await joinSignIn(choose);
  }

  /** A sign-in at a server that is named by what it begins with. */
  const confirmed = async (start: SignInStart, server: string | undefined): Promise<SignInStart | undefined> =>
    server !== undefined && (await confirmServer(access, server)) ? start : undefined;

  async function report(outcome: SignInOutcome): Promise<void> {
    // Not awaited, because a notification can stay open for hours, and the next sign-in would wait for it.
    if (outcome.kind === 'failed') void reportProblem(outcome.problem, undefined, 'signIn');
    if (outcome.kind !== 'signedIn') return;
    // A choice that cannot be stored is no reason to fail a sign-in that has succeeded.
    await store.activateIfNone(outcome.account).catch(() => undefined);
    void saySignedIn(store, outcome).catch(sayUnexpected);
  }

  /** Asks before a request that would cancel an account's deletion. */
  async function guardDeletion(
    account: AccountView,
    action: (options: CallOptions) => Promise<Problem | undefined>,
  ): Promise<Problem | undefined> {
    const problem = await action({});
    if (problem?.kind !== 'deletionScheduled') return problem;
    const goOn = l10n.t('Cancel Deletion');
    const choice = await vscode.window.showWarningMessage(
      l10n.t('Cancel the deletion of {0}?', accountName(account)),
      {
        modal: true,
        detail: l10n.t('This account will be deleted on {0}. Any request cancels the deletion.', date(problem.date)),
      },
      goOn,
    );
    return choice === goOn ? action({ endsDeletion: true }) : { kind: 'canceled' };
  }

  /** The button in the view's title passes the focused row. If its session needs no sign-in, another account is meant. */
  function isSignInAgain({ account, isOurs, isSelection }: CommandTarget): boolean {
    if (isOurs === true) return true;
    const kind = account && store.view(account)?.state.kind;
    return isSelection !== true && (kind === undefined || ['signedOut', 'elsewhere', 'expired', 'otherNetwork'].includes(kind));
  }

  function signInTo(account: AccountId | undefined): Promise<AccountId | undefined> {
    const known = account && store.account(account);
    return joinSignIn(async () => {
      if (known) return confirmed({ kind: 'again', account: accountId(known) }, known.server);
      const server = await chooseServer(access);
      return server === undefined ? undefined : { kind: 'fromScratch', server };
    });
  }

  const signOut = createSignOut({ store, actions, usesOf, guardDeletion });

  return {
    signIn: async (target?: CommandTarget): Promise<void> => {
      await signInTo(target && isSignInAgain(target) ? target.account : undefined);
    },

    /** Not a command: signs in with known answers. */
    signInAnswered: async (server: string, prompter: AnsweringPrompter): Promise<void> => {
      await joinSignIn(() => Promise.resolve({ kind: 'fromScratch', server }), prompter);
    },

    /** Not a command: signs in for somebody who needs to know to which account. */
    signInTo,

    signInWithCookie: (): Promise<void> =>
      startSignIn(async () => {
        const server = await chooseServer(access);
        return server === undefined ? undefined : { kind: 'withCookie', server };
      }),

    /** Not a command: continues a sign-in after its new location was confirmed. */
    continueSignIn: (attempt: SignInAttempt): Promise<void> => startSignIn(() => confirmed({ kind: 'continue', attempt }, attempt.server)),

    async enterCode(target?: CommandTarget): Promise<void> {
      const pending = await choosePending(store, target, { title: l10n.t('Enter Two-Factor Code'), asks: true });
      if (pending) await startSignIn(() => confirmed({ kind: 'resume', pendingId: pending.id }, pending.server));
    },

    async resendCode(target?: CommandTarget): Promise<void> {
      const pending = await choosePending(store, target, { title: l10n.t('Resend Email Code') });
      if (!pending) return;
      const send = l10n.t('Sign In and Send');
      const choice = await vscode.window.showWarningMessage(
        l10n.t('Send a new code by email?'),
        {
          modal: true,
          detail: l10n.t(
            'VRChat only sends a code when you sign in. This uses up one of the account’s limited sign-ins, and earlier codes stop working.',
          ),
        },
        send,
      );
      if (choice === send) await startSignIn(() => confirmed({ kind: 'resendCode', pendingId: pending.id }, pending.server));
    },

    async discardSignIn(target?: CommandTarget): Promise<void> {
      const pending = await choosePending(store, target, { title: l10n.t('Discard Sign-In'), asks: true });
      if (pending) await actions.discardPending(pending.id);
    },

    async useSessionHere(target?: CommandTarget): Promise<void> {
      const account = await chooseAccount(store, target, {
        title: l10n.t('Use It Here'),
        applies: ({ state }) => state.kind === 'elsewhere',
        none: l10n.t('No session was made on another machine.'),
        asks: true,
      });
      if (!account || !(await confirmServer(access, account.server))) return;
      const problem = await elsewhere.useHere(account);
      if (problem) void reportProblem(problem, store.view(account) ?? account, 'useSessionHere');
      else say(l10n.t('VRChat accepts {0}’s session from here.', accountName(account)));
    },

    async verifySession(target?: CommandTarget): Promise<void> {
      const account = await chooseAccount(store, target, {
        title: l10n.t('Verify Session'),
        applies: hasSession,
        none: l10n.t('No account is signed in.'),
      });
      if (!account || !(await confirmServer(access, account.server))) return;
      const title = l10n.t('Verifying {0}’s session…', accountName(account));
      const problem = await guardDeletion(account, (options) =>
        waitFor(`verify ${accountKey(account)}`, title, (signal) => actions.verify(account, { ...options, signal })),
      );
      if (problem) void reportUnlessAnnounced(account, problem, 'verifySession');
      else sayState(account);
    },

    async refreshProfile(target?: CommandTarget): Promise<void> {
      const account = await chooseAccount(store, target, {
        title: l10n.t('Refresh Profile'),
        applies: hasSession,
        none: l10n.t('No account is signed in.'),
      });
      if (!account || !(await confirmServer(access, account.server))) return;
      const title = l10n.t('Reading {0}’s profile…', accountName(account));
      const problem = await guardDeletion(account, (options) =>
        waitFor(`refresh ${accountKey(account)}`, title, (signal) => actions.refresh(account, { ...options, signal })),
      );
      if (problem) void reportUnlessAnnounced(account, problem, 'refreshProfile');
      else sayState(account);
    },

    signOut: (target?: CommandTarget): Promise<void> => signOut.ask(target),

    /** Not a command: signs out of an account where VS Code has asked. */
    signOutOf: (account: AccountId): Promise<void> => signOut.signOutOf(account),

    showMenu: async (): Promise<void> => showSessionMenu(store.snapshot(), await handoffState()),
  };

  async function reportUnlessAnnounced(account: AccountView, problem: Problem, command: string): Promise<void> {
    const now = store.view(account) ?? account;
    const { kind } = now.state;
    // The health notification already reports a session that has just entered this state.
    if (kind !== account.state.kind && announcedStates[kind]) return;
    await reportProblem(problem, now, command);
  }

  /** Says what a check has found, in a message that goes away by itself, or with the next check. */
  function sayState(account: AccountView): void {
    const { state } = store.view(account) ?? account;
    const found = l10n.t('{0}: {1}, checked just now', accountName(account), stateWord(state, Date.now()));
    shownResult = vscode.window.setStatusBarMessage(`$(check) ${found}`, 5000);
  }
}
