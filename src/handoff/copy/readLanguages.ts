import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { languagesOf, type Language } from './workspaceLanguages.ts';

/** Milliseconds until a slow file system is left out. */
const patienceMs = 500;

/** The languages of this window's folders. */
export async function readLanguages(): Promise<readonly Language[]> {
  const read = async ({ uri }: vscode.WorkspaceFolder): Promise<readonly string[]> => {
    try {
      return (await vscode.workspace.fs.readDirectory(uri)).map(([name]) => name);
    } catch {
      return [];
    }
  };
  const names = await Promise.race([Promise.all((vscode.workspace.workspaceFolders ?? []).map(read)), delay(patienceMs, [])]);
  return languagesOf(names.flat());
}
