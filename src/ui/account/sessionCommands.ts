import * as vscode from 'vscode';
import { accountId, type AccountId } from '../../accounts/accountId.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import { hasSession, type AccountView } from '../../accounts/accountViews.ts';
import type { Problem } from '../../accounts/ports.ts';
import type { CallOptions, SessionActions } from '../../accounts/sessionActions.ts';
import type { SignInOutcome, SignInStart } from '../../accounts/signIn.ts';
import type { createSessionsElsewhere } from '../../accounts/sessionsElsewhere.ts';
import { knownState } from '../../accounts/sessionState.ts';
import type { ServerAccess } from '../../accounts/serverAccess.ts';
import type { SignInAttempt } from '../../accounts/signInAttempt.ts';
import { chooseServer, confirmServer } from './chooseServer.ts';
import { chooseAccount, choosePending, type CommandTarget } from './chooseAccount.ts';
import { accountName } from '../../prompts/accountName.ts';
import { plainText } from '../../prompts/plainText.ts';
import { problemText } from '../../prompts/problemText.ts';
import { reportProblem } from '../../prompts/reportProblem.ts';
import { say } from '../../prompts/say.ts';
import { announcedStates } from '../status/announcedStates.ts';
import { stateAppearance } from '../status/stateAppearance.ts';
import { statusSubject } from '../status/statusBar.ts';
import { date } from '../../prompts/time.ts';

const { l10n } = vscode;

export interface SessionCommandPorts {
  readonly store: AccountStore;
  readonly actions: SessionActions;
  readonly elsewhere: ReturnType<typeof createSessionsElsewhere>;
  readonly access: ServerAccess;
  readonly signIn: (start: SignInStart) => Promise<SignInOutcome>;
}

/** Commands that need or create a session. Each uses its target, and asks if there is none. */
export function createSessionCommands({ store, actions, elsewhere, access, signIn }: SessionCommandPorts) {
  let signingIn: Promise<void> | undefined;

  /** A second "Sign In" joins the one that is running, so no login is spent twice. @param choose - says where it begins, if it does */
  function startSignIn(choose: () => Promise<SignInStart | undefined>): Promise<void> {
    signingIn ??= choose()
      .then(async (start) => start && report(await signIn(start)))
      .finally(() => (signingIn = undefined));
    return signingIn;
  }

  /** A sign-in at a server that is named by what it begins with. */
  const confirmed = async (start: SignInStart, server: string | undefined): Promise<SignInStart | undefined> =>
    server !== undefined && (await confirmServer(access, server)) ? start : undefined;

  async function report(outcome: SignInOutcome): Promise<void> {
    // Not awaited, because a notification can stay open for hours, and the next sign-in would wait for it.
    if (outcome.kind === 'failed') void reportProblem(outcome.problem);
    if (outcome.kind !== 'signedIn') return;
    await store.activate(outcome.account, 'everywhere');
    if (outcome.problem) void reportProblem(outcome.problem);
    if (outcome.insteadOf === undefined) return;
    const name = (account: AccountId): string => accountName(store.view(account) ?? { ...account, displayName: '' });
    say(l10n.t('You signed in to {0}, not {1}. Both accounts are kept.', name(outcome.account), name(outcome.insteadOf)));
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

  return {
    async signIn(target?: CommandTarget): Promise<void> {
      const known = target?.account && store.account(target.account);
      await startSignIn(async () => {
        if (known) return confirmed({ kind: 'again', account: accountId(known) }, known.server);
        const server = await chooseServer(access);
        return server === undefined ? undefined : { kind: 'fromScratch', server };
      });
    },

    signInWithCookie: (): Promise<void> =>
      startSignIn(async () => {
        const server = await chooseServer(access);
        return server === undefined ? undefined : { kind: 'withCookie', server };
      }),

    /** Not a command: continues a sign-in after its new location was confirmed. */
    continueSignIn: (attempt: SignInAttempt): Promise<void> => startSignIn(() => confirmed({ kind: 'continue', attempt }, attempt.server)),

    async enterCode(target?: CommandTarget): Promise<void> {
      const pending = await choosePending(store, target, l10n.t('Enter Two-Factor Code'));
      if (pending) await startSignIn(() => confirmed({ kind: 'resume', pendingId: pending.id }, pending.server));
      else say(l10n.t('No sign-in is waiting for a code.'));
    },

    async resendCode(target?: CommandTarget): Promise<void> {
      const pending = await choosePending(store, target, l10n.t('Resend Email Code'));
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
      if (choice === send) await startSignIn(() => confirmed({ kind: 'resendCode', pendingId: pending.id }, pending.server));
    },

    async discardSignIn(target?: CommandTarget): Promise<void> {
      const pending = await choosePending(store, target, l10n.t('Discard Sign-In'));
      if (pending) await actions.discardPending(pending.id);
    },

    async useSessionHere(target?: CommandTarget): Promise<void> {
      const account = await chooseAccount(store, target, {
        title: l10n.t('Use It Here'),
        applies: ({ state }) => state.kind === 'elsewhere',
        none: l10n.t('No session was made on another machine.'),
      });
      if (!account || !(await confirmServer(access, account.server))) return;
      const problem = await elsewhere.useHere(account);
      if (problem) void reportProblem(problem, account);
      else say(l10n.t('VRChat accepts {0}’s session from here.', accountName(account)));
    },

    async verifySession(target?: CommandTarget): Promise<void> {
      const account = await chooseAccount(store, target, {
        title: l10n.t('Verify Session'),
        applies: hasSession,
        none: l10n.t('No account is signed in.'),
      });
      if (!account || !(await confirmServer(access, account.server))) return;
      const problem = await guardDeletion(account, (options) => actions.verify(account, options));
      if (problem) void reportUnlessAnnounced(account, problem);
    },

    async refreshProfile(target?: CommandTarget): Promise<void> {
      const account = await chooseAccount(store, target, {
        title: l10n.t('Refresh Profile'),
        applies: hasSession,
        none: l10n.t('No account is signed in.'),
      });
      if (!account || !(await confirmServer(access, account.server))) return;
      const problem = await guardDeletion(account, (options) => actions.refresh(account, options));
      if (problem) void reportUnlessAnnounced(account, problem);
    },

    async signOut(target?: CommandTarget): Promise<void> {
      const account = await chooseAccount(store, target, {
        title: l10n.t('Sign Out'),
        applies: hasSession,
        none: l10n.t('No account is signed in.'),
      });
      if (!account) return;
      let problem = await guardDeletion(account, (options) => actions.signOut(account, options));
      while (problem && problem.kind !== 'canceled') {
        const retry = l10n.t('Try Again');
        const hereOnly = l10n.t('Sign Out Here Only');
        const choice = await vscode.window.showWarningMessage(
          l10n.t('Couldn’t sign {0} out at VRChat.', accountName(account)),
          {
            modal: true,
            detail: l10n.t(
              '{0}\n\nIf you sign out here only, the session stays valid at VRChat until it expires.',
              problemText(problem, account.server),
            ),
          },
          retry,
          hereOnly,
        );
        if (choice === undefined) return;
        problem = await actions.signOut(account, { hereOnly: choice === hereOnly });
      }
    },

    async showMenu(): Promise<void> {
      const snapshot = store.snapshot();
      const { accounts, pending } = snapshot;
      const subject = statusSubject(snapshot);
      const entry = (icon: string, label: string, command: string, target?: AccountId | { readonly pendingId: string }) => ({
        label: `$(${icon}) ${label}`,
        command,
        target,
      });
      const userTarget = subject.kind === 'account' ? accountId(subject.account) : undefined;
      const items = [
        ...pending.map(({ id, loginName }) =>
          entry('shield', l10n.t('Enter Two-Factor Code for {0}', plainText(loginName ?? l10n.t('Sign-in'), 40)), 'vrchatAuth.enterCode', {
            pendingId: id,
          }),
        ),
        ...(userTarget
          ? [
              ...(subject.kind === 'account' && subject.account.state.kind === 'elsewhere'
                ? [entry('remote', l10n.t('Use It Here'), 'vrchatAuth.useSessionHere', userTarget)]
                : []),
              entry('check', l10n.t('Verify Session'), 'vrchatAuth.verifySession', userTarget),
              entry('refresh', l10n.t('Refresh Profile'), 'vrchatAuth.refreshProfile', userTarget),
              ...(subject.kind === 'account' && subject.account.hasAuthenticatorSecret
                ? [entry('copy', l10n.t('Copy One-Time Code'), 'vrchatAuth.copyOneTimeCode', userTarget)]
                : []),
              ...(subject.kind === 'account' && !['expired', 'twoFactorPending'].includes(knownState(subject.account.state).kind)
                ? [entry('key', l10n.t('Copy Session As…'), 'vrchatAuth.copySessionAs', userTarget)]
                : []),
              entry('sign-in', l10n.t('Sign In Again'), 'vrchatAuth.signIn', userTarget),
              entry('sign-out', l10n.t('Sign Out'), 'vrchatAuth.signOut', userTarget),
            ]
          : []),
        ...(accounts.length > 1 ? [entry('arrow-swap', l10n.t('Switch Account'), 'vrchatAuth.switchAccount')] : []),
        entry('account', l10n.t('Sign In to Another Account'), 'vrchatAuth.signIn'),
        entry('list-tree', l10n.t('Show Accounts'), 'vrchatAuth.accounts.focus'),
        entry('pulse', l10n.t('Diagnose'), 'vrchatAuth.diagnose'),
        entry('output', l10n.t('Show Log'), 'vrchatAuth.showLog'),
      ];
      const title =
        subject.kind === 'account'
          ? l10n.t('{0}: {1}', accountName(subject.account), stateAppearance(subject.account.state, Date.now()).word)
          : l10n.t('VRChat Auth');
      const choice = await vscode.window.showQuickPick(items, { title, placeHolder: l10n.t('What do you want to do?') });
      if (choice) await vscode.commands.executeCommand(choice.command, ...(choice.target ? [choice.target] : []));
    },
  };

  async function reportUnlessAnnounced(account: AccountView, problem: Problem): Promise<void> {
    const kind = store.account(account)?.state.kind;
    // The health notification already reports a session that has just entered this state.
    if (kind !== undefined && kind !== account.state.kind && announcedStates[kind]) return;
    await reportProblem(problem, account);
  }
}
