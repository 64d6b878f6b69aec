import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { replaceFile } from './replaceFile.ts';

/**
 * Reads a file on this machine, or wherever else the workspace is.
 *
 * @returns an empty content where there is no such file
 * @throws what the file system throws for other reasons
 */
export async function readWorkspaceFile(uri: vscode.Uri): Promise<Buffer> {
  try {
    return Buffer.from(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return Buffer.alloc(0);
    throw error;
  }
}

/**
 * Writes a file all at once, on this machine or wherever else the workspace is.
 *
 * @throws what the file system throws; the old file is unchanged then
 */
export async function writeWorkspaceFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
  if (uri.scheme === 'file') return replaceFile(uri.fsPath, content);
  const draft = uri.with({ path: `${uri.path}.${randomBytes(6).toString('hex')}.tmp` });
  try {
    await vscode.workspace.fs.writeFile(draft, content);
    await vscode.workspace.fs.rename(draft, uri, { overwrite: true });
  } catch (error) {
    await vscode.workspace.fs.delete(draft).then(undefined, () => undefined);
    throw error;
  }
}
