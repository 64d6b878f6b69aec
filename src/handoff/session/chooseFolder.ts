import * as vscode from 'vscode';
import { folderText } from '../../prompts/pathText.ts';
import type { HandoffPorts } from './handoffPorts.ts';
import { folderName } from './askGrant.ts';

const { l10n } = vscode;

/**
 * The folder of this window that a hand-off is for: the one a file is in, the only one, or the one the user picks.
 *
 * @param file - the file to write
 * @returns `'none'` in a window without a folder; `undefined` if none was picked
 */
export async function chooseFolder({ grants }: HandoffPorts, file?: vscode.Uri): Promise<vscode.WorkspaceFolder | 'none' | undefined> {
  const folders = grants.folders();
  const own = file && vscode.workspace.getWorkspaceFolder(file);
  if (own) return own;
  const [first, ...others] = folders;
  if (!first) return 'none';
  if (others.length === 0) return first;
  const picked = await vscode.window.showQuickPick(
    folders.map((folder) => ({ label: folderName(folder), description: folderText(folder.uri), folder })),
    { placeHolder: l10n.t('Which folder is it for?') },
  );
  return picked?.folder;
}
