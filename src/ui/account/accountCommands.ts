import * as vscode from 'vscode';
import { ours } from '../../prompts/windowToken.ts';
import type { CommandTarget } from '../../prompts/commandTarget.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import { hasSession } from '../../accounts/accountViews.ts';
import { readMailedLink, type MailedLink } from '../../accounts/mailedLink.ts';
import type { ClientProvider, Problem } from '../../accounts/ports.ts';
import type { ServerAccess } from '../../accounts/serverAccess.ts';
import type { SessionActions } from '../../accounts/sessionActions.ts';
import { askText, validationError, type ValidationMessage } from '../../prompts/askText.ts';
import { checkAvailability } from './availability.ts';
import { createCallWithoutSession } from './callWithoutSession.ts';
import { chooseAccount } from './chooseAccount.ts';
import { confirmByName } from './confirmByName.ts';
import { accountName } from '../../prompts/accountName.ts';
import { plainText } from '../../prompts/plainText.ts';
import { problemText } from '../../prompts/problemText.ts';
import { reportProblem } from '../../prompts/reportProblem.ts';
import { openWebsite } from '../../prompts/website.ts';
import { signInServer } from '../../prompts/settings.ts';
import { say } from '../../prompts/say.ts';
import { date } from '../../prompts/time.ts';

const { l10n } = vscode;

export interface AccountCommandPorts {
  readonly store: AccountStore;
  readonly actions: SessionActions;
  readonly client: ClientProvider;
  readonly access: Pick<ServerAccess, 'emulators'>;
  /** Continues a sign-in that was waiting for its new location. @returns whether there was one */
  readonly continueSignIn: () => Promise<boolean>;
}

/** Commands about the account at VRChat, rather than its session here. */
export function createAccountCommands({ store, actions, client, access, continueSignIn }: AccountCommandPorts) {
  const callWithoutSession = createCallWithoutSession(client);

  /** Reads a link of any server that is known here. A link names its server, so only that one gets it. */
  function readLink(text: string): { readonly server: string; readonly link: MailedLink } {
    const { accounts, pending } = store.snapshot();
    const servers = [...new Set([signInServer(), ...access.emulators(), ...[...accounts, ...pending].map(({ server }) => server)])];
    const readings = servers.map((server) => ({ server, link: readMailedLink(text, server) }));
    return (
      readings.find(({ link }) => link.kind !== 'refused') ??
      readings[0] ?? { server: signInServer(), link: readMailedLink(text, signInServer()) }
    );
  }

  /** Opens either kind of emailed link at the API. @returns why it failed, or `undefined` */
  async function openLink(text: string, done: (opened: OpenedLink) => void): Promise<LinkFailure | undefined> {
    const { server, link } = readLink(text);
    if (link.kind === 'refused') return { text: refusalText(link) };
    const { userId } = link;
    const result =
      link.kind === 'confirmEmail'
        ? await callWithoutSession(server, (vrchat, session) => vrchat.confirmEmail(session, { id: link.userId, verify_email: link.token }))
        : await callWithoutSession(server, (vrchat, session) =>
            vrchat.verifyLoginPlace(session, { token: link.token, ...(userId !== undefined && { userId }) }),
          );
    if (!result.ok)
      return result.problem.kind === 'invalidInput'
        ? { text: refusalText({ kind: 'refused', reason: 'incomplete' }) }
        : { text: problemText(result.problem, server), problem: result.problem };
    // An email scanner may have opened the link to a login location already, so that a sign-in can succeed now.
    if (!result.value.confirmed && link.kind !== 'loginPlace') return { text: rejectedLinkText() };
    done({ kind: link.kind, server, userId, isConfirmed: result.value.confirmed });
    return undefined;
  }

  async function confirmFromLink(target: CommandTarget | undefined, title: string, prompt: string): Promise<void> {
    let opened: OpenedLink | undefined;
    const open = (text: string) => openLink(text, (link) => (opened = link));
    if (target?.link === undefined) {
      const submit = async (typed: string): Promise<ValidationMessage | undefined> => {
        const failure = await open(typed);
        return failure && validationError(failure.text);
      };
      await askText({ title, prompt, placeholder: l10n.t('https://vrchat.com/…') }, submit);
    } else {
      const failure = await open(target.link);
      if (failure?.problem) void reportProblem(failure.problem, undefined, () => confirmFromLink(target, title, prompt));
      else if (failure) void vscode.window.showWarningMessage(failure.text);
    }
    if (opened) await afterLink(opened);
  }

  async function afterLink({ kind, server, userId, isConfirmed }: OpenedLink): Promise<void> {
    if (kind === 'loginPlace') {
      if (await continueSignIn()) return;
      if (!isConfirmed) {
        void vscode.window.showWarningMessage(rejectedLinkText());
        return;
      }
      const signIn = l10n.t('Sign In');
      const choice = await vscode.window.showInformationMessage(
        l10n.t('VRChat accepted the new sign-in location. Sign in once more from this network.'),
        signIn,
      );
      if (choice === signIn) await vscode.commands.executeCommand('vrchatAuth.signIn', ours());
      return;
    }
    const account = userId === undefined ? undefined : store.view({ server, userId });
    say(account ? l10n.t('Email address of {0} verified.', accountName(account)) : l10n.t('Email address verified.'));
    if (account && hasSession(account)) await actions.refresh(account);
  }

  const confirmEmail = (target?: CommandTarget): Promise<void> =>
    confirmFromLink(
      target,
      l10n.t('Confirm Email with Link'),
      l10n.t(
        'Paste the link from VRChat’s email, or the whole email. It is sent to the server that it names, without opening a browser. You can also drop it on the Accounts view.',
      ),
    );

  async function cancelDeletion(target?: CommandTarget): Promise<void> {
    const account = await chooseAccount(store, target, {
      title: l10n.t('Cancel Deletion'),
      asks: true,
      applies: ({ profile }) => Boolean(profile.accountDeletionDate),
      none: l10n.t('No account is scheduled for deletion.'),
    });
    if (!account) return;
    const problem = await actions.refresh(account, { endsDeletion: true });
    if (problem) return reportProblem(problem, account, 'cancelDeletion');
    const isOver = !store.account(account)?.profile.accountDeletionDate;
    say(
      isOver
        ? l10n.t('Canceled the deletion of {0}.', accountName(account))
        : l10n.t('{0} is still scheduled for deletion. Sign in on vrchat.com to cancel.', accountName(account)),
    );
  }

  return {
    async resendEmailConfirmation(target?: CommandTarget): Promise<void> {
      const account = await chooseAccount(store, target, {
        title: l10n.t('Resend Email Confirmation'),
        asks: true,
        applies: hasSession,
        none: l10n.t('No account is signed in.'),
      });
      if (!account) return;
      const result = await actions.call(account, (vrchat, session) => vrchat.resendEmailConfirmation(session));
      if (!result.ok) return reportProblem(result.problem, account, 'resendEmailConfirmation');
      const confirm = l10n.t('Confirm Email with Link');
      const choice = await vscode.window.showInformationMessage(
        l10n.t('VRChat sent {0} a confirmation email. Links in earlier emails no longer work.', accountName(account)),
        confirm,
      );
      if (choice === confirm) await confirmEmail();
    },

    confirmEmail,

    confirmLoginPlace: (target?: CommandTarget): Promise<void> =>
      confirmFromLink(
        target,
        l10n.t('Confirm New Sign-In Location with Link'),
        l10n.t(
          'Paste the link from VRChat’s email about a new location, or drop it on the Accounts view. Only do this if you just tried to sign in.',
        ),
      ),

    checkAvailability: (target?: CommandTarget): Promise<void> => checkAvailability(store, callWithoutSession, target?.account),

    async deleteAccount(target?: CommandTarget): Promise<void> {
      const title = l10n.t('Delete Account');
      const account = await chooseAccount(store, target, {
        title,
        applies: (candidate) => hasSession(candidate) && !candidate.profile.accountDeletionDate,
        none: l10n.t('No account is signed in.'),
      });
      if (!account) return;
      const name = accountName(account);
      const go = l10n.t('Delete…');
      const choice = await vscode.window.showWarningMessage(
        l10n.t('Delete the VRChat account {0}?', name),
        {
          modal: true,
          detail: l10n.t(
            'VRChat will delete the account, including avatars and worlds, in 14 days. VRC+ ends immediately and can’t be restored.\n\nUntil then, any sign-in or request from any program cancels the deletion. This extension makes none unless you run “Cancel Deletion”.',
          ),
        },
        go,
      );
      if (choice !== go || !(await confirmByName(store, account, title))) return;
      const result = await actions.call(account, (vrchat, session) => vrchat.deleteUser(session, { userId: account.userId }));
      if (!result.ok) return reportProblem(result.problem, account);
      const accountDeletionDate = result.value.accountDeletionDate ?? inFourteenDays();
      // Stored even if the record has changed in the meantime: from now on, any request would cancel the deletion.
      await store.updateAccount(account, (record) => ({ ...record, profile: { ...record.profile, accountDeletionDate } }));
      const day = date(accountDeletionDate);
      const cancel = l10n.t('Cancel Deletion');
      const answer = await vscode.window.showInformationMessage(
        l10n.t('VRChat will delete {0} on {1}. Stop all programs that use this account; any request would cancel the deletion.', name, day),
        cancel,
      );
      if (answer === cancel) await cancelDeletion({ account, isOurs: true });
    },

    cancelDeletion,

    async register(): Promise<void> {
      const open = l10n.t('Open vrchat.com');
      const choice = await vscode.window.showInformationMessage(
        l10n.t('Accounts are created on vrchat.com.'),
        {
          modal: true,
          detail: l10n.t(
            'VRChat’s Terms of Service (§13.2) don’t allow programs to create accounts, and its page requires a captcha. Register there, then come back to sign in.',
          ),
        },
        open,
      );
      if (choice === open) await openWebsite('register');
    },

    openAccountPage: (): Promise<void> => openWebsite('profile'),
    openTermsPage: (): Promise<void> => openWebsite('terms'),

    async copyValue(target?: CommandTarget): Promise<void> {
      if (target?.copyText !== undefined) await vscode.env.clipboard.writeText(target.copyText);
    },
  };
}

/** VRChat's grace period, in case its response names no date. */
function inFourteenDays(): string {
  return new Date(Date.now() + 14 * 24 * 60 * 60_000).toISOString().slice(0, 10);
}

/** A link that VRChat has answered. */
interface OpenedLink {
  readonly kind: 'confirmEmail' | 'loginPlace';
  /** The server that answered. */
  readonly server: string;
  readonly userId: string | undefined;
  readonly isConfirmed: boolean;
}

/** Why a link was not opened. */
interface LinkFailure {
  readonly text: string;
  /** What stopped the request, unless the link itself is refused. */
  readonly problem?: Problem;
}

function rejectedLinkText(): string {
  return l10n.t('VRChat rejected this link: it was already used, has expired, or was replaced by a newer email.');
}

function refusalText(refusal: Extract<MailedLink, { kind: 'refused' }>): string {
  switch (refusal.reason) {
    case 'empty':
      return problemText({ kind: 'empty' });
    case 'noLink':
      return l10n.t('No link found. Copy the address behind the button in VRChat’s email.');
    case 'otherPage':
      return l10n.t('This is a VRChat link, but it doesn’t confirm an email address or sign-in location.');
    case 'incomplete':
      return l10n.t('Part of this link is missing. Copy the whole link, or the whole email.');
    case 'otherHost':
      return l10n.t(
        'This link goes to {0}, not VRChat, so it was rejected. If your mail service rewrote the link, open it from the email itself.',
        plainText(refusal.host, 80),
      );
  }
}
