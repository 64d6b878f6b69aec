import * as vscode from 'vscode';
import { rowId } from '../../prompts/windowToken.ts';
import type { TreeRow } from '../tree/treeRow.ts';

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** What a row of the emulator shows and is about. */
export interface EmulatorRow extends Pick<TreeRow, 'children' | 'emulated' | 'copyText' | 'opens' | 'removes'> {
  /** What tells the row from the others. */
  readonly id: readonly string[];
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly contextValue: string;
  /** What the row is for. */
  readonly explanation: string;
  /** Whether there are no children at the moment. */
  readonly isEmpty?: boolean;
  /** Whether the children are shown at first. */
  readonly isOpen?: boolean;
}

export function emulatorRow(look: EmulatorRow): TreeRow {
  const { id, label, description, icon, contextValue, explanation, isEmpty = false, isOpen = false, ...row } = look;
  const item = new vscode.TreeItem(label, row.children === undefined || isEmpty ? None : isOpen ? Expanded : Collapsed);
  item.id = rowId('emulator', ...id);
  item.description = description;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.contextValue = contextValue;
  item.tooltip = explanation;
  item.accessibilityInformation = { label: vscode.l10n.t('{0}, {1}', label, description) };
  return { item, ...row };
}
