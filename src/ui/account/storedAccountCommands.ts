import * as vscode from 'vscode';
import { ours } from '../../prompts/windowToken.ts';
import type { CommandTarget } from '../../prompts/commandTarget.ts';
import { accountId, isSameAccount, type AccountId } from '../../accounts/accountId.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import { hasSession, type AccountView } from '../../accounts/accountViews.ts';
import type { SessionActions } from '../../accounts/sessionActions.ts';
import { accountFacts, activeFirst, chooseAccount, chooseStoredAccount } from './chooseAccount.ts';
import { accountName } from '../../prompts/accountName.ts';
import { reportProblem } from '../../prompts/reportProblem.ts';
import { say } from '../../prompts/say.ts';
import { sayUnexpected } from '../../prompts/sayUnexpected.ts';
import { openWebsite } from '../../prompts/website.ts';

const { l10n } = vscode;

export interface StoredAccountPorts {
  readonly store: AccountStore;
  readonly actions: SessionActions;
  /** Ends what folders were given of an account's session, or of all of them. */
  readonly endAccess: (account?: AccountId) => Promise<void>;
}

/** Commands about stored accounts: which one is active, and what to forget. */
export function createStoredAccountCommands({ store, actions, endAccess }: StoredAccountPorts) {
  interface AccountItem extends vscode.QuickPickItem {
    readonly account?: AccountView;
  }

  async function forget(account: AccountId & { readonly displayName: string }, isSignedIn: boolean): Promise<void> {
    const signOutFirst = l10n.t('Sign Out and Forget');
    const forgetOnly = l10n.t('Forget');
    const choice = await vscode.window.showWarningMessage(
      l10n.t('Forget {0}?', accountName(account)),
      {
        modal: true,
        detail: isSignedIn
          ? l10n.t(
              'Removes everything stored for this account from this machine. Unless you sign out, its session stays valid at VRChat until it expires.',
            )
          : l10n.t('Removes everything stored for this account from this machine. Your VRChat account itself isn’t affected.'),
      },
      ...(isSignedIn ? [signOutFirst] : []),
      forgetOnly,
    );
    if (choice === undefined) return;
    if (choice === signOutFirst) {
      const problem = await actions.signOut(account);
      if (problem) {
        void reportProblem(problem, store.view(account), 'forgetAccount');
        return;
      }
    }
    await store.forgetAccount(account);
    await endAccess(account);
  }

  return {
    async switchAccount(target?: CommandTarget): Promise<void> {
      await store.sync();
      const { accounts, active } = store.snapshot();
      const named = accounts.find((account) => isSameAccount(account, target?.account));
      if (named && target?.isOurs) {
        await store.activate(named, 'everywhere');
        return;
      }
      const pick = vscode.window.createQuickPick<AccountItem>();
      const here: vscode.QuickInputButton = {
        iconPath: new vscode.ThemeIcon('window'),
        tooltip: l10n.t('Use this account in this workspace only'),
      };
      pick.title = l10n.t('Switch Account');
      pick.placeholder = l10n.t('Choose the account to use');
      const inOrder = activeFirst(accounts, active).toSorted(
        (a, b) => Number(isSameAccount(b, target?.account)) - Number(isSameAccount(a, target?.account)),
      );
      pick.items = [
        ...inOrder.map((account) => ({ label: accountName(account), ...accountFacts(account, active), account, buttons: [here] })),
        { label: '', kind: vscode.QuickPickItemKind.Separator },
        { label: l10n.t('Sign In to Another Account'), iconPath: new vscode.ThemeIcon('add') },
      ];
      const done = new Promise<void>((resolve) => {
        const choose = async (account: AccountView | undefined, where: 'everywhere' | 'workspace'): Promise<void> => {
          pick.hide();
          if (!account) await vscode.commands.executeCommand('vrchatAuth.signIn', ours());
          else if (!hasSession(account)) await vscode.commands.executeCommand('vrchatAuth.signIn', ours(accountId(account)));
          if (account) await store.activate(account, where);
        };
        pick.onDidAccept(() => void choose(pick.selectedItems[0]?.account, 'everywhere').catch(sayUnexpected));
        pick.onDidTriggerItemButton(({ item }) => void choose(item.account, 'workspace').catch(sayUnexpected));
        pick.onDidHide(() => {
          pick.dispose();
          resolve();
        });
      });
      pick.show();
      await done;
    },

    async useInWorkspace(target?: CommandTarget): Promise<void> {
      const account = await chooseAccount(store, target, {
        title: l10n.t('Use Account in This Workspace'),
        applies: () => true,
        asks: true,
        none: l10n.t('No account is stored.'),
      });
      if (account) await store.activate(account, 'workspace');
    },

    async forgetAccount(target?: CommandTarget): Promise<void> {
      const entry = await chooseStoredAccount(store, target, l10n.t('Forget Account'));
      if (entry) await forget(entry, 'state' in entry && hasSession(entry));
    },

    async forgetEverything(): Promise<void> {
      const forgetAll = l10n.t('Forget Everything');
      const choice = await vscode.window.showWarningMessage(
        l10n.t('Forget all accounts?'),
        {
          modal: true,
          detail: l10n.t(
            'Removes all accounts, cookies, stored passwords, authenticator secrets and unfinished sign-ins from this machine. Sessions you haven’t signed out of stay valid at VRChat until they expire.',
          ),
        },
        forgetAll,
      );
      if (choice !== forgetAll) return;
      await store.forgetEverything();
      await endAccess();
    },

    async forgetPassword(target?: CommandTarget): Promise<void> {
      const account = await chooseAccount(store, target, {
        title: l10n.t('Forget Password'),
        asks: true,
        applies: ({ hasPassword }) => hasPassword,
        none: l10n.t('No password is stored.'),
      });
      if (!account) return;
      await store.updateAccount(account, ({ password, renewalStopped, ...record }) => record);
      say(l10n.t('Removed the stored password. {0} stays signed in with its cookie.', accountName(account)));
    },

    openKeyringHelp: (): Promise<void> => openWebsite('keyringHelp'),
    openWebsite: (): Promise<void> => openWebsite('home'),
  };
}
