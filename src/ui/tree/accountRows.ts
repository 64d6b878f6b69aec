import * as vscode from 'vscode';
import { ours, rowId } from '../../prompts/windowToken.ts';
import { accountId, accountKey, isSameAccount } from '../../accounts/accountId.ts';
import type { AccountView, LostAccount, PendingView, Snapshot } from '../../accounts/accountViews.ts';
import type { HealthMonitor } from '../../accounts/healthMonitor.ts';
import { needsAttentionRows } from './needsAttentionRows.ts';
import { accountName } from '../../prompts/accountName.ts';
import { profileRow } from './profileRows.ts';
import { networkText } from '../status/remotePlace.ts';
import { lastChecked, shownTime, stateAppearance } from '../status/stateAppearance.ts';
import { ago, date, dateTime, isDate, remaining } from '../../prompts/time.ts';
import { group, leaf, type TreeRow } from './treeRow.ts';
import { twoFactorRows } from './twoFactorRows.ts';

const { l10n } = vscode;

/** Short enough to leave room for the description and the buttons in a sidebar of the usual width. */
const labelLength = 24;

/** The rows of the tree: pending sign-ins, accounts, and lost accounts. */
export function accountRows({ accounts, pending, lost, active }: Snapshot, monitor: Pick<HealthMonitor, 'nextCheckAt'>): TreeRow[] {
  const now = Date.now();
  return [
    ...pending.map((signIn) => pendingRow(signIn, now)),
    ...accounts.map((account) => {
      const isActive = isSameAccount(account, active);
      return accountRow(account, {
        now,
        isOnlyOne: accounts.length === 1,
        isActive,
        nextCheckAt: isActive ? monitor.nextCheckAt(account) : undefined,
      });
    }),
    ...lost.map(lostRow),
  ];
}

/** What an account's rows need besides the account. */
interface AccountContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly isOnlyOne: boolean;
  readonly isActive: boolean;
  readonly nextCheckAt: number | undefined;
}

function lostRow(account: LostAccount): TreeRow {
  const { problem } = account;
  const name = accountName(account);
  const item = new vscode.TreeItem(accountName(account, labelLength));
  item.id = rowId('lost', accountKey(account));
  item.description =
    problem === 'newerVersion'
      ? l10n.t('stored by a newer version')
      : problem === 'missing'
        ? l10n.t('missing from keyring')
        : l10n.t('can’t be read');
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('notificationsWarningIcon.foreground'));
  item.contextValue = `lost.${problem}`;
  const explanation =
    problem === 'newerVersion'
      ? l10n.t(
          'This account was stored by a newer version of the extension. Update the extension to use it; until then it stays untouched.',
        )
      : problem === 'missing'
        ? l10n.t(
            'VS Code’s secret storage no longer has this account. On Linux this happens when the keyring is locked. Sign in again, or see how to set up the keyring.',
          )
        : l10n.t('The data stored for this account can’t be read. It hasn’t been changed. Forget the account and sign in again.');
  item.tooltip = l10n.t('{0}: {1}', name, explanation);
  item.accessibilityInformation = { label: l10n.t('{0}, {1}', name, item.description) };
  return { item, ...accountId(account) };
}

function pendingRow({ id, server, loginName, methods, startedAt }: PendingView, now: number): TreeRow {
  const label = accountName({ server, displayName: loginName ?? l10n.t('Sign-in') });
  const item = new vscode.TreeItem(label);
  item.id = rowId('pending', id);
  item.description = l10n.t('2FA code required · {0}', ago(startedAt, now));
  item.iconPath = new vscode.ThemeIcon('shield', new vscode.ThemeColor('notificationsWarningIcon.foreground'));
  item.contextValue = methods[0] === 'emailOtp' ? 'pendingEmail' : 'pending';
  item.tooltip = l10n.t('This session still needs its two-factor code.');
  item.command = { command: 'vrchatAuth.enterCode', title: l10n.t('Enter Two-Factor Code'), arguments: [ours({ pendingId: id })] };
  item.accessibilityInformation = { label: l10n.t('{0}, two-factor code required', label) };
  return { item, pendingId: id };
}

function accountRow(account: AccountView, context: AccountContext): TreeRow {
  const { state, checking, hasPassword } = account;
  const { now, isOnlyOne, isActive } = context;
  const name = accountName(account, 200);
  const { icon, color, word, explanation } = stateAppearance(state, now);
  const shownAt = shownTime(state, now);
  const description = checking ? l10n.t('checking…') : shownAt === undefined ? word : `${word} · ${ago(shownAt, now)}`;
  const item = new vscode.TreeItem(
    accountName(account, labelLength),
    isActive ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = rowId('account', accountKey(account));
  item.description = isActive && !isOnlyOne ? l10n.t('{0} · active', description) : description;
  item.iconPath = checking
    ? new vscode.ThemeIcon('sync~spin')
    : new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.contextValue = `account.${state.kind}${hasPassword ? '.password' : ''}`;
  item.tooltip = [l10n.t('{0}: {1}', name, word), ...(explanation === undefined ? [] : [explanation])].join('\n');
  item.accessibilityInformation = { label: l10n.t('{0}, {1}', name, description) };
  return {
    item,
    ...accountId(account),
    children: () => [sessionRow(account, context), twoFactorRow(account, now), profileRow(account), ...needsAttentionRows(account, now)],
  };
}

function sessionRow(account: AccountView, { now, nextCheckAt }: AccountContext): TreeRow {
  const { state, signedInAt, authCookieHint, renewsItself, renewalStopped } = account;
  const { word } = stateAppearance(state, now);
  const checkedAt = lastChecked(state);
  const network = networkText();
  return group(account, 'session', 'key', l10n.t('Session'), checkedAt === undefined ? word : l10n.t('checked {0}', ago(checkedAt, now)), [
    leaf(account, 'cookie', l10n.t('Auth cookie'), authCookieHint ?? l10n.t('none')),
    leaf(account, 'signedIn', state.kind === 'signedOut' ? l10n.t('Last sign-in') : l10n.t('Signed in'), dateTime(signedInAt)),
    leaf(account, 'stored', l10n.t('Stored in'), l10n.t('VS Code’s secret storage')),
    ...(network === undefined ? [] : [leaf(account, 'network', l10n.t('Network'), network)]),
    ...(nextCheckAt === undefined ? [] : [leaf(account, 'nextCheck', l10n.t('Next check'), nextCheckText(nextCheckAt, now))]),
    ...(renewsItself ? [leaf(account, 'renewal', l10n.t('When it expires'), l10n.t('automatic sign-in'))] : []),
    ...(renewalStopped === undefined ? [] : [leaf(account, 'renewal', l10n.t('When it expires'), l10n.t('paused until you sign in'))]),
  ]);
}

function nextCheckText(at: number, now: number): string {
  return at <= now ? l10n.t('when the window gets focus') : l10n.t('in about {0}', remaining(at, now));
}

function twoFactorRow(account: AccountView, now: number): TreeRow {
  const { profile, trustedUntil } = account;
  const isOn = profile.twoFactorAuthEnabled;
  const method = isOn === undefined ? l10n.t('unknown') : isOn ? l10n.t('authenticator app') : l10n.t('code by email');
  const isTrusted = trustedUntil !== undefined && trustedUntil > now;
  return group(
    account,
    'twoFactor',
    'shield',
    l10n.t('Two-factor'),
    method,
    [
      ...(isDate(profile.twoFactorAuthEnabledDate)
        ? [leaf(account, 'enabled', l10n.t('Enabled'), date(profile.twoFactorAuthEnabledDate))]
        : []),
      leaf(
        account,
        'trusted',
        l10n.t('Trusted here'),
        isTrusted ? l10n.t('{0} remaining', remaining(trustedUntil, now)) : l10n.t('no, code at sign-in'),
      ),
      ...twoFactorRows(account),
    ],
    { contextValue: isOn === true ? 'twoFactor.on' : 'twoFactor.off' },
  );
}
