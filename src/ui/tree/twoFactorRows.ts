import * as vscode from 'vscode';
import { ours } from '../../prompts/windowToken.ts';
import { accountId } from '../../accounts/accountId.ts';
import type { AccountView } from '../../accounts/accountViews.ts';
import { leaf, type TreeRow } from './treeRow.ts';

const { l10n } = vscode;

/** Facts about an account's authenticator; each row has its command. */
export function twoFactorRows(account: AccountView): TreeRow[] {
  const { profile, hasAuthenticatorSecret, pendingTwoFactor, recoveryCodes } = account;
  const hasAuthenticator = profile.twoFactorAuthEnabled === true;
  return [
    ...(pendingTwoFactor && !hasAuthenticator ? [pendingRow(account)] : []),
    ...(hasAuthenticator || hasAuthenticatorSecret
      ? [
          leaf(
            account,
            hasAuthenticatorSecret ? 'oneTimeCode' : 'noSecret',
            l10n.t('One-time code'),
            hasAuthenticatorSecret ? l10n.t('stored secret') : l10n.t('from your app'),
          ),
        ]
      : []),
    ...(hasAuthenticator
      ? [
          leaf(
            account,
            'recoveryCodes',
            l10n.t('Recovery codes'),
            recoveryCodes ? l10n.t('{0} of {1} remaining', recoveryCodes.left, recoveryCodes.total) : l10n.t('not viewed yet'),
          ),
        ]
      : []),
  ];
}

function pendingRow(account: AccountView): TreeRow {
  const row = leaf(account, 'pendingTwoFactor', l10n.t('Setup in progress'), l10n.t('waiting for a code'));
  row.item.iconPath = new vscode.ThemeIcon('shield', new vscode.ThemeColor('notificationsWarningIcon.foreground'));
  row.item.command = { command: 'vrchatAuth.enableTwoFactor', title: l10n.t('Continue'), arguments: [ours(accountId(account))] };
  return row;
}
