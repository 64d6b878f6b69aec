import * as vscode from 'vscode';
import { accountId, type AccountId } from '../../accounts/accountId.ts';
import { hasSession, type Snapshot } from '../../accounts/accountViews.ts';
import { knownState } from '../../accounts/sessionState.ts';
import { accountName } from '../../prompts/accountName.ts';
import { plainText } from '../../prompts/plainText.ts';
import { ours } from '../../prompts/windowToken.ts';
import { stateAppearance } from '../status/stateAppearance.ts';
import { statusSubject } from '../status/statusBar.ts';

const { l10n } = vscode;

const showAccounts = 'vrchatAuth.accounts.focus';

/** The menu of the status-bar item: what can be done in this state. */
export async function showSessionMenu(snapshot: Snapshot): Promise<void> {
  const { accounts, pending } = snapshot;
  const subject = statusSubject(snapshot);
  const entry = (icon: string, label: string, command: string, target?: AccountId | { readonly pendingId: string }) => ({
    label: `$(${icon}) ${label}`,
    command,
    target,
  });
  const userTarget = subject.kind === 'account' ? accountId(subject.account) : undefined;
  const isElsewhere = subject.kind === 'account' && subject.account.state.kind === 'elsewhere';
  const items = [
    ...pending.map(({ id, loginName }) =>
      entry('shield', l10n.t('Enter Two-Factor Code for {0}', plainText(loginName ?? l10n.t('Sign-in'), 40)), 'vrchatAuth.enterCode', {
        pendingId: id,
      }),
    ),
    ...(userTarget
      ? [
          ...(isElsewhere ? [entry('remote', l10n.t('Use It Here'), 'vrchatAuth.useSessionHere', userTarget)] : []),
          ...(isElsewhere
            ? []
            : [
                entry('check', l10n.t('Verify Session'), 'vrchatAuth.verifySession', userTarget),
                entry('refresh', l10n.t('Refresh Profile'), 'vrchatAuth.refreshProfile', userTarget),
              ]),
          ...(subject.kind === 'account' && subject.account.hasAuthenticatorSecret
            ? [entry('copy', l10n.t('Copy One-Time Code'), 'vrchatAuth.copyOneTimeCode', userTarget)]
            : []),
          ...(subject.kind === 'account' && !['signedOut', 'expired', 'twoFactorPending'].includes(knownState(subject.account.state).kind)
            ? [entry('key', l10n.t('Copy Session As…'), 'vrchatAuth.copySessionAs', userTarget)]
            : []),
          entry('sign-in', l10n.t('Sign In Again'), 'vrchatAuth.signIn', userTarget),
          ...(subject.kind === 'account' && hasSession(subject.account)
            ? [entry('sign-out', l10n.t('Sign Out'), 'vrchatAuth.signOut', userTarget)]
            : []),
        ]
      : []),
    ...(accounts.length > 1 ? [entry('arrow-swap', l10n.t('Switch Account'), 'vrchatAuth.switchAccount')] : []),
    entry('account', l10n.t('Sign In to Another Account'), 'vrchatAuth.signIn'),
    entry('list-tree', l10n.t('Show Accounts'), showAccounts),
    entry('pulse', l10n.t('Diagnose'), 'vrchatAuth.diagnose'),
    entry('output', l10n.t('Show Log'), 'vrchatAuth.showLog'),
  ];
  const title =
    subject.kind === 'account'
      ? l10n.t('{0}: {1}', accountName(subject.account), stateAppearance(subject.account.state, Date.now()).word)
      : l10n.t('VRChat Auth');
  const choice = await vscode.window.showQuickPick(items, { title, placeHolder: l10n.t('What do you want to do?') });
  if (!choice) return;
  // VS Code's own command gets no token.
  const parameters = choice.command === showAccounts ? [] : [ours(choice.target)];
  await vscode.commands.executeCommand(choice.command, ...parameters);
}
