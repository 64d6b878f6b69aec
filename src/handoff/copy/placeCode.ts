import * as vscode from 'vscode';

const { l10n } = vscode;

/** Where code went. */
export type Place = 'clipboard' | 'editor' | 'newFile';

interface PlaceItem extends vscode.QuickPickItem {
  readonly place: Place;
}

/**
 * Asks where code without a secret should go, and puts it there.
 *
 * @param language - for a new file, as VS Code calls it
 * @returns where it went; `undefined` if the user closed the list, or the editor takes no text
 */
export async function placeCode(title: string, text: string, language: string): Promise<Place | undefined> {
  const editor = vscode.window.activeTextEditor;
  const items: PlaceItem[] = [
    { label: l10n.t('Copy'), iconPath: new vscode.ThemeIcon('copy'), place: 'clipboard' },
    ...(editor
      ? [{ label: l10n.t('Insert at Cursor'), iconPath: new vscode.ThemeIcon('insert'), place: 'editor' } satisfies PlaceItem]
      : []),
    { label: l10n.t('Open as File'), iconPath: new vscode.ThemeIcon('new-file'), place: 'newFile' },
  ];
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: l10n.t('Where should the code go?') });
  switch (picked?.place) {
    case 'clipboard':
      await vscode.env.clipboard.writeText(text);
      return 'clipboard';
    case 'editor':
      return (await editor?.insertSnippet(new vscode.SnippetString().appendText(text))) === true ? 'editor' : undefined;
    case 'newFile':
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language, content: text }));
      return 'newFile';
    default:
      return undefined;
  }
}

/** What was done with code. @param label - what it is */
export function placedText(place: Place, label: string): string {
  switch (place) {
    case 'clipboard':
      return l10n.t('Copied {0}.', label);
    case 'editor':
      return l10n.t('Inserted {0}.', label);
    case 'newFile':
      return l10n.t('Opened {0} as a new file.', label);
  }
}
