import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { replaceFile } from './replaceFile.ts';

/**
 * Reads a file on this machine or wherever the workspace is.
 *
 * @returns empty content if the file does not exist
 * @throws if the file system fails for another reason
 */
export async function readWorkspaceFile(uri: vscode.Uri): Promise<Buffer> {
  return Buffer.from((await readIfThere(uri)) ?? []);
}

/**
 * Replaces a file atomically, on this machine or wherever the workspace is.
 *
 * @throws if the file system fails; the old file is unchanged then
 */
export async function writeWorkspaceFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
  if (uri.scheme === 'file') return replaceFile(uri.fsPath, content);
  const { fs } = vscode.workspace;
  const draft = uri.with({ path: `${uri.path}.${randomBytes(6).toString('hex')}.tmp` });
  const before = await readIfThere(uri);
  try {
    await fs.writeFile(draft, content);
    await fs.rename(draft, uri, { overwrite: true });
  } catch (error) {
    // VS Code deletes the target before it renames. If the old content cannot be restored, the draft stays: it contains all of it.
    if (before && !(await readIfThere(uri))) await fs.writeFile(uri, before);
    await fs.delete(draft).then(undefined, () => undefined);
    throw error;
  }
}

async function readIfThere(uri: vscode.Uri): Promise<Uint8Array | undefined> {
  try {
    return await vscode.workspace.fs.readFile(uri);
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}
