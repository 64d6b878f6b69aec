import * as vscode from 'vscode';
import { isSameAccount, type AccountId } from '../../accounts/accountId.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import { hasSession, type AccountView } from '../../accounts/accountViews.ts';
import type { Problem } from '../../accounts/ports.ts';
import type { CallOptions, SessionActions } from '../../accounts/sessionActions.ts';
import { accountText } from '../../prompts/accountText.ts';
import type { CommandTarget } from '../../prompts/commandTarget.ts';
import { accountName } from '../../prompts/accountName.ts';
import { problemText } from '../../prompts/problemText.ts';
import { ours } from '../../prompts/windowToken.ts';
import { chooseAccount } from './chooseAccount.ts';

const { l10n } = vscode;

export interface SignOutPorts {
  readonly store: AccountStore;
  readonly actions: SessionActions;
  /** What uses an account's session on this machine, as lines of text. */
  readonly usesOf: (account: AccountId) => Promise<readonly string[]>;
  /** Asks before a request that would cancel an account's deletion. */
  readonly guardDeletion: (
    account: AccountView,
    action: (options: CallOptions) => Promise<Problem | undefined>,
  ) => Promise<Problem | undefined>;
}

/** "Sign Out": asks how, and says what it ends. */
export function createSignOut({ store, actions, usesOf, guardDeletion }: SignOutPorts) {
  /** Offers to choose another account, because signing out makes none active by itself. */
  async function offerOthers(account: AccountView): Promise<void> {
    const { accounts, active } = store.snapshot();
    if (!isSameAccount(account, active) || !accounts.some(hasSession)) return;
    const choose = l10n.t('Switch Account');
    const choice = await vscode.window.showInformationMessage(
      l10n.t('{0} is signed out, and no other account takes its place.', accountName(account)),
      choose,
    );
    if (choice === choose) await vscode.commands.executeCommand('vrchatAuth.switchAccount', ours());
  }

  /** @returns how to sign out; `undefined` if the user doesn't want to */
  async function askToSignOut(account: AccountView): Promise<'everywhere' | 'hereOnly' | undefined> {
    const signOut = l10n.t('Sign Out');
    const hereOnly = l10n.t('Sign Out Here Only');
    const uses = await usesOf(account);
    const detail = [
      l10n.t('Ends the session at VRChat. Signing in again uses up one of the account’s limited sign-ins.'),
      l10n.t('If you sign out here only, it stays valid at VRChat until it expires, and programs that have it can keep using it.'),
      ...(uses.length === 0 ? [] : ['', l10n.t('These lose access:'), ...uses.map((use) => `• ${use}`)]),
    ];
    const choice = await vscode.window.showWarningMessage(
      l10n.t('Sign out of {0}?', accountText(account)),
      { modal: true, detail: detail.join('\n') },
      signOut,
      hereOnly,
    );
    return choice === signOut ? 'everywhere' : choice === hereOnly ? 'hereOnly' : undefined;
  }

  async function ask(target?: CommandTarget): Promise<void> {
    const account = await chooseAccount(store, target, {
      title: l10n.t('Sign Out'),
      applies: hasSession,
      none: l10n.t('No account is signed in.'),
    });
    const wanted = account && (await askToSignOut(account));
    if (account && wanted) await signOut(account, wanted);
  }

  async function signOut(account: AccountView, wanted: 'everywhere' | 'hereOnly'): Promise<void> {
    let problem = await guardDeletion(account, (options) => actions.signOut(account, { ...options, hereOnly: wanted === 'hereOnly' }));
    while (problem && problem.kind !== 'canceled') {
      const retry = l10n.t('Try Again');
      const hereOnly = l10n.t('Sign Out Here Only');
      const choice = await vscode.window.showWarningMessage(
        l10n.t('Couldn’t sign {0} out at VRChat.', accountName(account)),
        {
          modal: true,
          detail: l10n.t('{0}\n\nIf you sign out here only, the session stays valid at VRChat until it expires.', problemText(problem)),
        },
        retry,
        hereOnly,
      );
      if (choice === undefined) return;
      problem = await actions.signOut(account, { hereOnly: choice === hereOnly });
    }
    if (!problem) void offerOthers(account);
  }

  return {
    ask,

    /** Ends an account's session, where the user has been asked already. */
    async signOutOf(id: AccountId): Promise<void> {
      const account = store.view(id);
      if (account) await signOut(account, 'everywhere');
    },
  };
}
