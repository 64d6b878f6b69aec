import * as vscode from 'vscode';
import type { CommandTarget } from '../../prompts/commandTarget.ts';
import { accountId, isSameAccount, type AccountId } from '../../accounts/accountId.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import { hasSession, type AccountView } from '../../accounts/accountViews.ts';
import type { Problem } from '../../accounts/ports.ts';
import type { CallOptions, SessionActions } from '../../accounts/sessionActions.ts';
import type { SignInOutcome, SignInStart } from '../../accounts/signIn.ts';
import type { SignInAttempt } from '../../accounts/signInAttempt.ts';
import { chooseAccount, choosePending } from './chooseAccount.ts';
import { accountName } from '../../prompts/plainText.ts';
import { reportProblem } from '../../prompts/reportProblem.ts';
import { say } from '../../prompts/say.ts';
import { announcedStates } from '../status/announcedStates.ts';
import { showSessionMenu } from './sessionMenu.ts';
import { createSignOut } from './signOut.ts';
import { date } from '../../prompts/time.ts';

const { l10n } = vscode;

export interface SessionCommandPorts {
  readonly store: AccountStore;
  readonly actions: SessionActions;
  readonly signIn: (start: SignInStart) => Promise<SignInOutcome>;
  /** What uses an account's session on this machine, as lines of text. */
  readonly usesOf: (account: AccountId) => Promise<readonly string[]>;
}

/** Commands that need or create a session. Each uses its target, and asks if there is none. */
export function createSessionCommands({ store, actions, signIn, usesOf }: SessionCommandPorts) {
  let signingIn: Promise<AccountId | undefined> | undefined;

  /**
   * A second "Sign In" joins the one that is running, so no login is spent twice.
   *
   * @returns the account that was signed in to
   */
  function joinSignIn(start: SignInStart): Promise<AccountId | undefined> {
    signingIn ??= signIn(start)
      .then(async (outcome) => {
        await report(outcome);
        return outcome.kind === 'signedIn' ? outcome.account : undefined;
      })
      .finally(() => (signingIn = undefined));
    return signingIn;
  }

  async function startSignIn(start: SignInStart): Promise<void> {
    await joinSignIn(start);
  }

  async function report(outcome: SignInOutcome): Promise<void> {
    if (outcome.kind === 'failed') return reportProblem(outcome.problem);
    if (outcome.kind !== 'signedIn') return;
    // A choice that cannot be stored is no reason to fail a sign-in that has succeeded.
    await store.activateIfNone(outcome.account).catch(() => undefined);
    void sayWhoIsActive(outcome.account);
    if (outcome.problem) void reportProblem(outcome.problem);
    if (outcome.insteadOf === undefined) return;
    const name = (account: AccountId): string => accountName(store.view(account) ?? { displayName: '' });
    say(l10n.t('You signed in to {0}, not {1}. Both accounts are kept.', name(outcome.account), name(outcome.insteadOf)));
  }

  /** Says which account stays active, because signing in changes nobody's choice. */
  async function sayWhoIsActive(signedIn: AccountId): Promise<void> {
    const account = store.view(signedIn);
    const { active } = store.snapshot();
    if (!account || !active || isSameAccount(active, account)) return;
    const name = accountName(account);
    const use = l10n.t('Use {0}', name);
    const choice = await vscode.window.showInformationMessage(
      hasSession(active)
        ? l10n.t('Signed in as {0}. {1} stays active.', name, accountName(active))
        : l10n.t('Signed in as {0}. {1} stays active, and is signed out.', name, accountName(active)),
      use,
    );
    if (choice === use) await store.activate(account, store.isChosenHere() ? 'workspace' : 'everywhere');
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
    return isSelection !== true && (kind === undefined || ['signedOut', 'expired', 'otherNetwork'].includes(kind));
  }

  function signInTo(account: AccountId | undefined): Promise<AccountId | undefined> {
    const known = account && store.account(account);
    return joinSignIn(known ? { kind: 'again', account: accountId(known) } : { kind: 'fromScratch' });
  }

  const signOut = createSignOut({ store, actions, usesOf, guardDeletion });

  return {
    signIn: async (target?: CommandTarget): Promise<void> => {
      await signInTo(target && isSignInAgain(target) ? target.account : undefined);
    },

    /** Not a command: signs in for somebody who needs to know to which account. */
    signInTo,

    signInWithCookie: (): Promise<void> => startSignIn({ kind: 'withCookie' }),

    /** Not a command: continues a sign-in after its new location was confirmed. */
    continueSignIn: (attempt: SignInAttempt): Promise<void> => startSignIn({ kind: 'continue', attempt }),

    async enterCode(target?: CommandTarget): Promise<void> {
      const pending = await choosePending(store, target, { title: l10n.t('Enter Two-Factor Code'), asks: true });
      if (pending) await startSignIn({ kind: 'resume', pendingId: pending.id });
      else say(l10n.t('No sign-in is waiting for a code.'));
    },

    async resendCode(target?: CommandTarget): Promise<void> {
      const pending = await choosePending(store, target, { title: l10n.t('Resend Email Code') });
      if (!pending) {
        say(l10n.t('No sign-in is waiting for a code.'));
        return;
      }
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
      if (choice === send) await startSignIn({ kind: 'resendCode', pendingId: pending.id });
    },

    async discardSignIn(target?: CommandTarget): Promise<void> {
      const pending = await choosePending(store, target, { title: l10n.t('Discard Sign-In'), asks: true });
      if (pending) await actions.discardPending(pending.id);
    },

    async verifySession(target?: CommandTarget): Promise<void> {
      const account = await chooseAccount(store, target, {
        title: l10n.t('Verify Session'),
        applies: hasSession,
        none: l10n.t('No account is signed in.'),
      });
      if (!account) return;
      const problem = await guardDeletion(account, (options) => actions.verify(account, options));
      if (problem) void reportUnlessAnnounced(account, problem);
    },

    async refreshProfile(target?: CommandTarget): Promise<void> {
      const account = await chooseAccount(store, target, {
        title: l10n.t('Refresh Profile'),
        applies: hasSession,
        none: l10n.t('No account is signed in.'),
      });
      if (!account) return;
      const problem = await guardDeletion(account, (options) => actions.refresh(account, options));
      if (problem) void reportUnlessAnnounced(account, problem);
    },

    signOut: (target?: CommandTarget): Promise<void> => signOut.ask(target),

    /** Not a command: signs out of an account where VS Code has asked. */
    signOutOf: (account: AccountId): Promise<void> => signOut.signOutOf(account),

    showMenu: (): Promise<void> => showSessionMenu(store.snapshot()),
  };

  async function reportUnlessAnnounced(account: AccountView, problem: Problem): Promise<void> {
    const kind = store.account(account)?.state.kind;
    // The health notification already reports a session that has just entered this state.
    if (kind !== undefined && kind !== account.state.kind && announcedStates[kind]) return;
    await reportProblem(problem, account);
  }
}
