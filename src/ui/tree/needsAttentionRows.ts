import * as vscode from 'vscode';
import { ours } from '../../prompts/windowToken.ts';
import { accountId } from '../../accounts/accountId.ts';
import type { AccountView } from '../../accounts/accountViews.ts';
import { needsAttention, type Attention } from './needsAttention.ts';
import { plainText } from '../../prompts/plainText.ts';
import { date, remaining } from '../../prompts/time.ts';
import { group, leaf, type TreeRow } from './treeRow.ts';

const { l10n } = vscode;

/** The row "Needs attention", if anything does. Clicking an entry starts its fix. */
export function needsAttentionRows(account: AccountView, now: number): TreeRow[] {
  const found = needsAttention(account, now);
  if (found.length === 0) return [];
  const row = group(
    account,
    'attention',
    'bell-dot',
    l10n.t('Needs attention'),
    String(found.length),
    found.map((attention) => attentionRow(account, attention, now)),
  );
  return [row];
}

function attentionRow(account: AccountView, attention: Attention, now: number): TreeRow {
  const { label, advice, action } = textsFor(attention, now);
  const row = leaf(account, attention.kind, label, advice);
  row.item.contextValue = `attention.${attention.kind}`;
  row.item.tooltip = `${l10n.t('{0}: {1}', label, advice)}\n${action}`;
  row.item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('notificationsWarningIcon.foreground'));
  row.item.command = { command: attention.command, title: action, arguments: [ours(accountId(account))] };
  row.item.accessibilityInformation = { label: l10n.t('{0}, {1}. {2}', label, advice, action), role: 'button' };
  return row;
}

interface AttentionTexts {
  readonly label: string;
  readonly advice: string;
  readonly action: string;
}

function textsFor({ kind, detail = '' }: Attention, now: number): AttentionTexts {
  switch (kind) {
    case 'deletionScheduled':
      return { label: l10n.t('Deletion scheduled'), advice: dayOf(detail), action: l10n.t('Click to cancel the deletion.') };
    case 'emailPending':
      return {
        label: l10n.t('Email not verified'),
        advice: l10n.t('check email'),
        action: l10n.t('Click to paste the link from the email.'),
      };
    case 'emailUnverified':
      return {
        label: l10n.t('Email not verified'),
        advice: l10n.t('check email'),
        action: l10n.t('Click to paste the link from the email.'),
      };
    case 'termsOutdated':
      return { label: l10n.t('Terms changed'), advice: l10n.t('accept terms'), action: l10n.t('Click to open VRChat’s Terms of Service.') };
    case 'trustExpiring':
      return {
        label: l10n.t('Trust expires'),
        advice: l10n.t('in {0}', remaining(Number(detail), now)),
        action: l10n.t('Click to renew with a code.'),
      };
    case 'generatedPassword':
      return {
        label: l10n.t('Password generated'),
        advice: l10n.t('change it'),
        action: l10n.t('Click to open the page on vrchat.com.'),
      };
    case 'twoFactorOff':
      return { label: l10n.t('Two-factor is off'), advice: l10n.t('set up an app'), action: l10n.t('Click to set it up.') };
  }
}

function dayOf(detail: string | number): string {
  return Number.isNaN(new Date(detail).getTime()) ? plainText(String(detail), 40) : date(detail);
}

/** The number of things that need attention, for the view's badge. */
export function attentionCount(accounts: readonly AccountView[], lostCount: number, now: number): number {
  return accounts.reduce((count, account) => count + needsAttention(account, now).length, lostCount);
}
