import * as vscode from 'vscode';
import type { AccountView } from '../../accounts/accountViews.ts';
import { leaf, type TreeRow } from './treeRow.ts';

const { l10n } = vscode;

/** Facts about an account's authenticator; each row has its command. */
export function twoFactorRows({ userId, profile, hasAuthenticatorSecret, pendingTwoFactor, recoveryCodes }: AccountView): TreeRow[] {
  const hasAuthenticator = profile.twoFactorAuthEnabled === true;
  return [
    ...(pendingTwoFactor && !hasAuthenticator ? [pendingRow(userId)] : []),
    ...(hasAuthenticator || hasAuthenticatorSecret
      ? [
          leaf(
            userId,
            hasAuthenticatorSecret ? 'oneTimeCode' : 'noSecret',
            l10n.t('One-time code'),
            hasAuthenticatorSecret ? l10n.t('stored secret') : l10n.t('from your app'),
          ),
        ]
      : []),
    ...(hasAuthenticator
      ? [
          leaf(
            userId,
            'recoveryCodes',
            l10n.t('Recovery codes'),
            recoveryCodes ? l10n.t('{0} of {1} remaining', recoveryCodes.left, recoveryCodes.total) : l10n.t('not viewed yet'),
          ),
        ]
      : []),
  ];
}

function pendingRow(userId: string): TreeRow {
  const row = leaf(userId, 'pendingTwoFactor', l10n.t('Setup in progress'), l10n.t('waiting for a code'));
  row.item.iconPath = new vscode.ThemeIcon('shield', new vscode.ThemeColor('notificationsWarningIcon.foreground'));
  row.item.command = { command: 'vrchatAuth.enableTwoFactor', title: l10n.t('Continue'), arguments: [{ userId }] };
  return row;
}
