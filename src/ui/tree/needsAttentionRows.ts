import * as vscode from 'vscode';
import { ours } from '../../prompts/windowToken.ts';
import { accountId } from '../../accounts/accountId.ts';
import type { AccountView } from '../../accounts/accountViews.ts';
import { needsAttention, type Attention } from './needsAttention.ts';
import { date, remaining } from '../../prompts/time.ts';
import { isReady } from '../status/stateActions.ts';
import { group, leaf, warningIcon, type TreeRow } from './treeRow.ts';

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
    () => found.map((attention) => attentionRow(account, attention, now)),
    { state: vscode.TreeItemCollapsibleState.Expanded },
  );
  return [row];
}

function attentionRow(account: AccountView, attention: Attention, now: number): TreeRow {
  const { label, advice, action } = textsFor(attention, now);
  const { copyText, opens, ...row } = leaf(account, attention.kind, label, advice, action);
  row.item.contextValue = `attention.${attention.kind}${isReady(account, now) ? '.ready' : ''}`;
  row.item.iconPath = warningIcon();
  row.item.accessibilityInformation = { label: l10n.t('{0}, {1}. {2}', label, advice, action), role: 'button' };
  // Nothing asks before it is sent, so the row is its argument: then a box does.
  if (attention.command === 'cancelDeletion') return { ...row, opens: attention.command };
  row.item.command = { command: `vrchatAuth.${attention.command}`, title: action, arguments: [ours(accountId(account))] };
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
      return { label: l10n.t('Deletion scheduled'), advice: date(detail), action: l10n.t('Click to cancel the deletion.') };
    case 'emailPending':
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
  }
}

/** The number of things that need attention, on the view's icon. */
export function attentionBadge(accounts: readonly AccountView[], others: number, now: number): vscode.ViewBadge | undefined {
  const value = accounts.reduce((count, account) => count + needsAttention(account, now).length, others);
  return value === 0 ? undefined : { value, tooltip: l10n.t('Needs attention: {0}', value) };
}
