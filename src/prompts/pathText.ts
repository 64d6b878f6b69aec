import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { plainText } from './plainText.ts';
import { maxPathLength, shortPath } from './shortPath.ts';

/**
 * A file or folder as text for the user: relative to the workspace if it is inside, with `~` for the home folder otherwise. Folders can be
 * called anything, so this is the only way for a path into a message, label or log.
 *
 * @returns plain text; of a long path, its end
 */
export function pathText(uri: vscode.Uri): string {
  const path = vscode.workspace.asRelativePath(uri, (vscode.workspace.workspaceFolders ?? []).length > 1);
  return shortPath(path, uri.scheme === 'file' ? homedir() : undefined);
}

/** A file's or folder's own name. Its path is a URI's, which has slashes on every system. */
export function nameText(uri: vscode.Uri): string {
  return plainText(uri.path.slice(uri.path.lastIndexOf('/') + 1), maxPathLength);
}

/** The folder of a file, for a list of files. */
export function folderText(uri: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const parent = vscode.Uri.joinPath(uri, '..');
  return folder && parent.path.replace(/\/$/, '') === folder.uri.path.replace(/\/$/, '')
    ? plainText(folder.name, maxPathLength)
    : pathText(parent);
}

/** The name of this window's workspace. */
export function workspaceText(): string {
  const { name } = vscode.workspace;
  return name === undefined ? vscode.l10n.t('empty window') : plainText(name, 60);
}
