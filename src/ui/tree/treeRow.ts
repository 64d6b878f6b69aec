import * as vscode from 'vscode';
import { rowId } from '../../prompts/windowToken.ts';
import { accountId, accountKey, type AccountId } from '../../accounts/accountId.ts';
import type { CommandTarget, EmulatedThing } from '../../prompts/commandTarget.ts';
import type { CommandName } from '../commandTable.ts';

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
  /** The address of the emulator that it belongs to. */
  readonly emulator?: string;
  readonly emulated?: EmulatedThing;
  /**
   * What Enter and a click run, on the row: something that opens, copies, or asks before it uses the network. Rows with children have none; they
   * expand.
   */
  readonly opens?: CommandName;
  /** What the Delete key runs, on the row. It asks first. */
  readonly removes?: CommandName;
}

/** What VS Code is given for a row: the same object as long as the row is there. */
export interface TreeNode {
  readonly row: TreeRow;
  /** What a command is about that is started on the row. */
  readonly target: CommandTarget;
}

/** An icon in the color of a warning, which can be read in every theme. */
export function warningIcon(name = 'warning'): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, new vscode.ThemeColor('list.warningForeground'));
}

/** A tooltip of what the row itself cannot say; lines that say nothing are left out. Plain text, because it may contain names. */
export function tooltipOf(...lines: readonly (string | undefined)[]): string {
  return lines.filter((line) => line !== undefined && line !== '').join('\n');
}

/** A row with one fact about an account. Enter copies the fact. */
export function leaf(account: AccountId, name: string, label: string, value: string, explanation?: string): TreeRow {
  const item = new vscode.TreeItem(label);
  item.id = rowId('value', accountKey(account), name);
  item.description = value;
  item.tooltip = explanation ?? '';
  item.contextValue = `value.${name}`;
  item.accessibilityInformation = { label: vscode.l10n.t('{0}: {1}', label, value) };
  return { item, ...accountId(account), copyText: value, opens: 'copyValue' };
}

/** A row whose menus depend on what can be done now. @param mark - the end of its context value; empty if it can't be done */
export function marked(row: TreeRow, mark: string): TreeRow {
  row.item.contextValue = `${row.item.contextValue ?? ''}${mark}`;
  return row;
}

/** A row with children. */
export function group(
  account: AccountId,
  name: string,
  icon: string,
  label: string,
  description: string,
  children: () => readonly TreeRow[],
  {
    contextValue = name,
    state = vscode.TreeItemCollapsibleState.Collapsed,
    explanation = '',
  }: { readonly contextValue?: string; readonly state?: vscode.TreeItemCollapsibleState; readonly explanation?: string } = {},
): TreeRow {
  const item = new vscode.TreeItem(label, state);
  item.id = rowId('group', accountKey(account), name);
  item.description = description;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.contextValue = contextValue;
  item.tooltip = explanation;
  item.accessibilityInformation = { label: description === '' ? label : vscode.l10n.t('{0}: {1}', label, description) };
  return { item, ...accountId(account), children };
}
