import * as vscode from 'vscode';
import type { TreeRow } from './treeRow.ts';

const { l10n } = vscode;

/**
 * The session from VS Code's environment, as a row of the tree.
 *
 * @param variable - the environment variable, if there is one
 */
export function environmentRows(variable: string | undefined): readonly TreeRow[] {
  if (variable === undefined) return [];
  const item = new vscode.TreeItem(l10n.t('Environment'));
  item.id = 'environment';
  item.description = l10n.t('not stored');
  item.iconPath = new vscode.ThemeIcon('server-environment');
  item.contextValue = 'environment';
  item.tooltip = l10n.t(
    'VRChat session from the environment variable {0} that VS Code was started with. You can use it, but it isn’t stored unless you choose to.',
    variable,
  );
  return [{ item, userId: 'environment' }];
}
