import * as vscode from 'vscode';
import { accountId, accountKey } from '../../accounts/accountId.ts';
import type { LostAccount } from '../../accounts/accountViews.ts';
import { rowId } from '../../prompts/windowToken.ts';
import { rowName } from './rowName.ts';
import { tooltipOf, warningIcon, type TreeRow } from './treeRow.ts';

const { l10n } = vscode;

/** An account that was stored and cannot be read any more. */
export function lostRow(account: LostAccount): TreeRow {
  const { problem } = account;
  const { label, whole } = rowName(account);
  const { word, explanation } = textsFor(problem);
  const item = new vscode.TreeItem(label);
  item.id = rowId('lost', accountKey(account));
  item.description = word;
  item.iconPath = warningIcon();
  item.contextValue = `lost.${problem}`;
  item.tooltip = tooltipOf(label === whole ? undefined : whole, explanation);
  item.accessibilityInformation = { label: l10n.t('{0}, {1}', whole, word) };
  const opens = problem === 'missing' ? { opens: 'signIn' as const } : {};
  return { item, ...accountId(account), ...opens, removes: 'forgetAccount' };
}

function textsFor(problem: LostAccount['problem']): { readonly word: string; readonly explanation: string } {
  switch (problem) {
    case 'newerVersion':
      return {
        word: l10n.t('newer version'),
        explanation: l10n.t(
          'This account was stored by a newer version of the extension. Update the extension to use it; until then it stays untouched.',
        ),
      };
    case 'missing':
      return {
        word: l10n.t('keyring lost it'),
        explanation: l10n.t(
          'VS Code’s secret storage no longer has this account. On Linux this happens when the keyring is locked. Sign in again, or see how to set up the keyring.',
        ),
      };
    case 'unreadable':
      return {
        word: l10n.t('unreadable'),
        explanation: l10n.t(
          'The data stored for this account can’t be read. It hasn’t been changed. Forget the account and sign in again.',
        ),
      };
  }
}
