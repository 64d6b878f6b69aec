import * as vscode from 'vscode';

/**
 * Has the user choose one of several things that a text contained, while the box with the text is being checked.
 *
 * @returns `undefined` if none was chosen
 */
export async function chooseOne<Item extends vscode.QuickPickItem>(title: string, items: readonly Item[]): Promise<Item | undefined> {
  return vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('The text contains several. Choose one.'),
    ignoreFocusOut: true,
  });
}
