import * as vscode from 'vscode';

/** Whether there is a file or folder at an address, as far as VS Code can tell. */
export async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
