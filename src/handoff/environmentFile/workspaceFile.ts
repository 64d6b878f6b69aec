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
  return Buffer.from(await readIfThere(uri) ?? []);
}

/**
 * Writes a file all at once, on this machine or wherever else the workspace is.
 *
 * @throws what the file system throws; the old file is unchanged then
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
    // VS Code deletes what is to be overwritten before it renames. Where the old content cannot be put back, the draft stays: it holds all of it.
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
