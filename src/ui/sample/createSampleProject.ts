import * as vscode from 'vscode';
import { nameText, pathText } from '../../prompts/pathText.ts';
import { showMarkdown } from '../../prompts/showMarkdown.ts';
import { exists } from '../../prompts/exists.ts';
import { extensionId } from '../status/remotePlace.ts';
import { sampleFiles, type SampleLanguage } from './sampleFiles.ts';

const { l10n } = vscode;

/** "Create Sample Project…": writes a small bot that works through the session gateway into a folder, over no existing file. */
export async function createSampleProject(): Promise<void> {
  const samples = vscode.extensions.getExtension(extensionId)?.extensionUri;
  const language = await chooseLanguage();
  const folder = language && (await chooseTarget());
  if (!folder || !samples) return;
  const files = Object.entries(sampleFiles[language]).map(([name, source]) => ({
    name,
    source: vscode.Uri.joinPath(samples, 'samples', source),
    target: vscode.Uri.joinPath(folder, name),
  }));
  const existing = await Promise.all(files.map(async ({ name, target }) => ((await exists(target)) ? [name] : [])));
  if (existing.flat().length > 0) {
    void vscode.window.showErrorMessage(
      l10n.t(
        '{0} has these files already: {1}. Choose an empty folder. Nothing was written.',
        pathText(folder),
        existing.flat().join(', '),
      ),
    );
    return;
  }
  try {
    for (const { source, target } of files) await vscode.workspace.fs.copy(source, target, { overwrite: false });
  } catch {
    void vscode.window.showErrorMessage(
      l10n.t('Couldn’t write the sample to {0}. Check that the folder can be written to.', pathText(folder)),
    );
    return;
  }
  await open(folder);
}

async function chooseLanguage(): Promise<SampleLanguage | undefined> {
  const items: readonly (vscode.QuickPickItem & { readonly language: SampleLanguage })[] = [
    { label: 'JavaScript', description: l10n.t('Node.js, nothing to install'), language: 'javascript' },
    { label: 'Python', description: l10n.t('standard library, nothing to install'), language: 'python' },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: l10n.t('Create Sample Project'),
    placeHolder: l10n.t('A bot that greets its user and goes on when the session is renewed'),
  });
  return picked?.language;
}

async function chooseTarget(): Promise<vscode.Uri | undefined> {
  const here = await Promise.all((vscode.workspace.workspaceFolders ?? []).map(async ({ uri }) => ((await isEmpty(uri)) ? [uri] : [])));
  const folders = here.flat();
  if (folders.length > 0) {
    const other = { label: l10n.t('Another Folder…'), uri: undefined };
    const picked = await vscode.window.showQuickPick(
      [...folders.map((uri) => ({ label: nameText(uri), description: l10n.t('this folder, which is empty'), uri })), other],
      { title: l10n.t('Create Sample Project'), placeHolder: l10n.t('Where should it be written?') },
    );
    if (picked !== other) return picked?.uri;
  }
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: l10n.t('Create Sample Project'),
      openLabel: l10n.t('Create Here'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  return chosen;
}

/** Opens the README, in this window if the folder is part of it. */
async function open(folder: vscode.Uri): Promise<void> {
  if (vscode.workspace.getWorkspaceFolder(folder)) {
    await showMarkdown(vscode.Uri.joinPath(folder, 'README.md'));
    return;
  }
  const openFolder = l10n.t('Open Folder');
  const choice = await vscode.window.showInformationMessage(
    l10n.t('The sample is in {0}. Its README shows how to start it.', pathText(folder)),
    openFolder,
  );
  if (choice === openFolder) await vscode.commands.executeCommand('vscode.openFolder', folder);
}

/** Whether a folder has nothing in it but what Git or an editor keeps there. */
async function isEmpty(folder: vscode.Uri): Promise<boolean> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries.every(([name]) => name === '.git' || name === '.DS_Store');
  } catch {
    return false;
  }
}
