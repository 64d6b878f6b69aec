import * as vscode from 'vscode';
import { ours, rowId } from '../../prompts/windowToken.ts';
import { accountId, accountKey, isSameAccount } from '../../accounts/accountId.ts';
import type { AccountView, PendingView, Snapshot } from '../../accounts/accountViews.ts';
import { ago, dateTime } from '../../prompts/time.ts';
import { stateMarks } from '../status/stateActions.ts';
import { shownTime, stateAppearance, type StateAppearance } from '../status/stateAppearance.ts';
import { detailsRow, type AccountContext } from './detailsRows.ts';
import { lostRow } from './lostRow.ts';
import { needsAttentionRows } from './needsAttentionRows.ts';
import { rowName } from './rowName.ts';
import { tooltipOf, warningIcon, type TreeRow } from './treeRow.ts';
import { codeRows, twoFactorRow, type TwoFactorContext } from './twoFactorRows.ts';

const { l10n } = vscode;

/** What the rows show besides the accounts. */
export interface AccountRowsContext extends TwoFactorContext {
  readonly nextCheckAt: (account: AccountView) => number | undefined;
}

/**
 * The rows of the tree: pending sign-ins, accounts with the active one first, and lost accounts. A sign-in to an account that has a row is
 * shown there, so that no account stands twice.
 *
 * @param now - milliseconds since the epoch
 */
export function accountRows({ accounts, pending, lost, active }: Snapshot, context: AccountRowsContext, now: number): TreeRow[] {
  const pendingOf = (account: AccountView): PendingView | undefined =>
    pending.find(({ server, userId = '' }) => isSameAccount({ server, userId }, account));
  const isBeside = ({ server, userId = '' }: PendingView): boolean =>
    !accounts.some((account) => isSameAccount({ server, userId }, account));
  return [
    ...pending.filter(isBeside).map((signIn) => pendingRow(signIn, now)),
    ...accounts
      .toSorted((a, b) => Number(isSameAccount(b, active)) - Number(isSameAccount(a, active)))
      .map((account) => {
        const isActive = isSameAccount(account, active);
        return accountRow(
          account,
          { now, isActive, nextCheckAt: isActive ? context.nextCheckAt(account) : undefined },
          { isOnlyOne: accounts.length === 1, pending: pendingOf(account) },
          context,
        );
      }),
    ...lost.map(lostRow),
  ];
}

function pendingRow({ id, server, loginName, methods, startedAt }: PendingView, now: number): TreeRow {
  const { label, whole } = rowName({ server, displayName: loginName ?? l10n.t('Sign-in') });
  const item = new vscode.TreeItem(label);
  item.id = rowId('pending', id);
  item.description = l10n.t('2FA code · {0}', ago(startedAt, now));
  item.iconPath = warningIcon('shield');
  item.contextValue = methods[0] === 'emailOtp' ? 'pendingEmail' : 'pending';
  item.tooltip = tooltipOf(
    label === whole ? undefined : whole,
    l10n.t('VRChat accepted the password and waits for the two-factor code. The sign-in can be continued for a week.'),
  );
  item.command = { command: 'vrchatAuth.enterCode', title: l10n.t('Enter Two-Factor Code'), arguments: [ours({ pendingId: id })] };
  item.accessibilityInformation = { label: l10n.t('{0}, two-factor code required', whole) };
  return { item, pendingId: id, removes: 'discardSignIn' };
}

/** The sign-in that renews an account's session and waits for its code, as a row of the account. */
function renewalRow(account: AccountView, { id, methods, startedAt }: PendingView, now: number): TreeRow {
  const row = pendingRow({ id, methods, startedAt, server: account.server }, now);
  row.item.id = rowId('renewal', id);
  row.item.label = l10n.t('Enter Two-Factor Code');
  row.item.description = ago(startedAt, now);
  row.item.accessibilityInformation = { label: l10n.t('{0}, {1}', row.item.label, row.item.description), role: 'button' };
  return row;
}

/** What a state means in which nothing is wrong. */
function meaning(kind: AccountView['state']['kind']): string {
  switch (kind) {
    case 'signedOut':
      return l10n.t('No session is stored. The next sign-in needs no code as long as VRChat trusts this machine.');
    case 'unchecked':
      return l10n.t('VRChat has not been asked about this session yet.');
    default:
      return l10n.t('VRChat accepts this session, and programs can use it.');
  }
}

/** How an account looks whose new session waits for its code. */
function codeWanted(): StateAppearance {
  return stateAppearance({ kind: 'twoFactorPending', since: 0, checkedAt: 0 }, 0);
}

function accountRow(
  account: AccountView,
  context: AccountContext,
  { isOnlyOne, pending }: { readonly isOnlyOne: boolean; readonly pending: PendingView | undefined },
  twoFactor: TwoFactorContext,
): TreeRow {
  const { state, checking, hasPassword } = account;
  const { now, isActive } = context;
  const { label, whole } = rowName(account);
  const { kind } = state.kind === 'rateLimited' && state.until <= now ? state.known : state;
  const { icon, color, word, spoken, explanation } = pending ? codeWanted() : stateAppearance(state, now);
  const shownAt = pending ? pending.startedAt : shownTime(state, now);
  const active = isActive && !isOnlyOne ? [l10n.t('active')] : [];
  const shownWord = checking ? l10n.t('checking…') : word;
  // Where something is wrong, its word must be whole in a narrow view; the active account is also the first one.
  const first = spoken && !checking ? [shownWord, ...active] : [...active, shownWord];
  const description = [...first, ...(checking || shownAt === undefined ? [] : [ago(shownAt, now)])].join(' · ');
  const item = new vscode.TreeItem(label, isActive ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed);
  item.id = rowId('account', accountKey(account));
  item.description = description;
  item.iconPath = checking
    ? new vscode.ThemeIcon('sync~spin')
    : new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.contextValue = `account.${kind}${stateMarks(account, now)}${pending ? '.pending' : ''}${hasPassword ? '.password' : ''}`;
  item.tooltip = tooltipOf(
    label === whole ? undefined : whole,
    explanation ?? meaning(state.kind),
    l10n.t('In this state since {0}.', dateTime(state.since)),
    isActive && !isOnlyOne ? l10n.t('Active: commands use this account if none is named.') : undefined,
  );
  item.accessibilityInformation = { label: l10n.t('{0}, {1}', whole, description) };
  return {
    item,
    ...accountId(account),
    ...(pending && { pendingId: pending.id }),
    removes: state.kind === 'signedOut' || state.kind === 'elsewhere' ? 'forgetAccount' : 'signOut',
    children: () => [
      ...(pending ? [renewalRow(account, pending, now)] : []),
      ...codeRows(account, twoFactor, now),
      twoFactorRow(account, twoFactor, now),
      ...needsAttentionRows(account, now),
      detailsRow(account, context),
    ],
  };
}
