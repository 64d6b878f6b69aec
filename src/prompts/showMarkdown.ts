import * as vscode from 'vscode';

/** Shows a Markdown document as it is read. */
export async function showMarkdown(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch {
    // Without VS Code's Markdown extension, the source has to do.
    await vscode.window.showTextDocument(uri, { preview: false });
  }
}
