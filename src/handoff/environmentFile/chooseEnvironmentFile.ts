import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { containsAny } from './sessionFile.ts';
import type { VariableNames } from '../session/variableNames.ts';
import { folderText, nameText } from '../../prompts/pathText.ts';
import { openWorkspaceFile } from '../../prompts/workspaceFile.ts';
import { exists } from '../../prompts/exists.ts';

const { l10n } = vscode;

interface FileItem extends vscode.QuickPickItem {
  readonly uri?: vscode.Uri;
  readonly opensFolder?: boolean;
}

/** Milliseconds until a search is abandoned. */
const longestSearch = 2000;

/** Files that are meant to be committed. */
const templates = /\.(?:example|sample|template|dist|defaults?)$/;

/** Lets the user pick a `.env` file of the workspace, a new one in one of its folders, or any other file. */
export async function chooseEnvironmentFile(title: string): Promise<vscode.Uri | undefined> {
  const found = await findEnvironmentFiles();
  const fresh = usualFiles().filter((uri) => !found.some((other) => other.toString() === uri.toString()));
  const items: FileItem[] = [
    ...found.map((uri) => fileItem(uri)),
    ...fresh.map((uri): FileItem => ({
      label: '.env',
      iconPath: new vscode.ThemeIcon('new-file'),
      description: l10n.t('new, in {0}', folderText(uri)),
      uri,
    })),
    {
      label: found.length + fresh.length === 0 ? l10n.t('Choose a File…') : l10n.t('Choose Another File…'),
      iconPath: new vscode.ThemeIcon('go-to-file'),
    },
    ...(vscode.workspace.workspaceFolders === undefined
      ? [
          {
            label: l10n.t('Open Folder…'),
            iconPath: new vscode.ThemeIcon('folder-opened'),
            description: l10n.t('its .env is kept up to date'),
            opensFolder: true,
          },
        ]
      : []),
  ];
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: l10n.t('Choose a file') });
  if (!picked) return undefined;
  if (picked.opensFolder) {
    await vscode.commands.executeCommand('workbench.action.files.openFolder');
    return undefined;
  }
  if (picked.uri) return picked.uri;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.window.showSaveDialog({
    title,
    saveLabel: l10n.t('Use'),
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, '.env') }),
  });
}

/**
 * Lets the user pick one of the files that contain a session or a gateway's address.
 *
 * @param namesOf - the names of its variables
 * @returns `undefined` if none was picked; `'none'` if there are none
 */
export async function chooseFileWithSession(
  title: string,
  namesOf: (file: vscode.Uri) => VariableNames,
  written: readonly vscode.Uri[],
): Promise<vscode.Uri | 'none' | undefined> {
  const all = [...(await findEnvironmentFiles({ withTemplates: true })), ...written];
  const candidates = [...new Map(all.map((uri) => [uri.toString(), uri])).values()];
  const holding = await Promise.all(candidates.map(async (uri) => await hasAny(uri, namesOf(uri))));
  const files = candidates.filter((_, index) => holding[index]);
  if (files.length === 0) return 'none';
  if (files.length === 1) return files[0];
  return (
    await vscode.window.showQuickPick(
      files.map((uri) => fileItem(uri)),
      { title, placeHolder: l10n.t('Choose a file') },
    )
  )?.uri;
}

async function hasAny(uri: vscode.Uri, names: VariableNames): Promise<boolean> {
  const file = await openWorkspaceFile(uri, { onlyRead: true });
  return !('obstacle' in file) && containsAny(file.content, names);
}

async function findEnvironmentFiles({ withTemplates = false } = {}): Promise<vscode.Uri[]> {
  const usual = await Promise.all(usualFiles().map(async (uri) => ((await exists(uri)) ? [uri] : [])));
  // On virtual file systems, VS Code may wait forever for a search provider.
  const search = new vscode.CancellationTokenSource();
  const found = await Promise.race([
    vscode.workspace.findFiles(
      '**/{.env,.env.*,*.env,.envrc}',
      '**/{node_modules,.git,.venv,venv,dist,target,bin,obj}/**',
      100,
      search.token,
    ),
    delay(longestSearch, []),
  ]);
  search.cancel();
  search.dispose();
  const all = new Map([...usual.flat(), ...found].map((uri) => [uri.toString(), uri]));
  return [...all.values()]
    .filter(({ path }) => withTemplates || !templates.test(path))
    .sort((a, b) => a.path.split('/').length - b.path.split('/').length || a.path.localeCompare(b.path));
}

/** Where most programs look. */
function usualFiles(): vscode.Uri[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => vscode.Uri.joinPath(uri, '.env'));
}

function fileItem(uri: vscode.Uri): FileItem & { readonly uri: vscode.Uri } {
  return { label: nameText(uri), iconPath: new vscode.ThemeIcon('file'), description: folderText(uri), uri };
}
