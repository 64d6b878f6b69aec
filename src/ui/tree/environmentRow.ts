import * as vscode from 'vscode';
import { accountId, type AccountId } from '../../accounts/accountId.ts';
import { rowId } from '../../prompts/windowToken.ts';
import type { TreeRow } from './treeRow.ts';

const { l10n } = vscode;

/** A session that nobody has stored. */
export interface EnvironmentAccount extends AccountId {
  /** The environment variable. */
  readonly displayName: string;
}

/** The session from VS Code's environment, as a row of the tree, if there is one. */
export function environmentRows(session: EnvironmentAccount | undefined): readonly TreeRow[] {
  if (!session) return [];
  const item = new vscode.TreeItem(l10n.t('Environment'));
  item.id = rowId('environment');
  item.description = l10n.t('not checked · store it');
  item.iconPath = new vscode.ThemeIcon('server-environment');
  item.contextValue = 'environment';
  item.tooltip = l10n.t(
    'A VRChat session from the environment variable {0} that VS Code was started with. Programs can use it; whether it is valid is known once it is stored.',
    session.displayName,
  );
  return [{ item, ...accountId(session), opens: 'storeEnvironmentAccount' }];
}
