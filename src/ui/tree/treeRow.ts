import * as vscode from 'vscode';
import { rowId } from '../../prompts/windowToken.ts';
import { accountId, accountKey, type AccountId } from '../../accounts/accountId.ts';

/** A row of the tree. Commands started from a row get it as their argument and read its `server` and `userId`, or its `pendingId`. */
export interface TreeRow {
  readonly item: vscode.TreeItem;
  readonly children?: () => readonly TreeRow[];
  readonly server?: string;
  readonly userId?: string;
  readonly pendingId?: string;
  /** What a program was allowed. */
  readonly grantId?: string;
  /** The text that "Copy" copies. */
  readonly copyText?: string;
}

/** A row with one fact about an account. */
export function leaf(account: AccountId, name: string, label: string, value: string): TreeRow {
  const item = new vscode.TreeItem(label);
  item.id = rowId('value', accountKey(account), name);
  item.description = value;
  item.tooltip = vscode.l10n.t('{0}: {1}', label, value);
  item.contextValue = `value.${name}`;
  return { item, ...accountId(account) };
}

/** A row with children. */
export function group(
  account: AccountId,
  name: string,
  icon: string,
  label: string,
  description: string,
  children: readonly TreeRow[],
  {
    contextValue = name,
    state = vscode.TreeItemCollapsibleState.Expanded,
  }: { readonly contextValue?: string; readonly state?: vscode.TreeItemCollapsibleState } = {},
): TreeRow {
  const item = new vscode.TreeItem(label, state);
  item.id = rowId('group', accountKey(account), name);
  item.description = description;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.contextValue = contextValue;
  item.tooltip = description === '' ? label : vscode.l10n.t('{0}: {1}', label, description);
  return { item, ...accountId(account), children: () => children };
}
