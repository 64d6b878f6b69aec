import * as vscode from 'vscode';
import type { Grant } from '../../accounts/grants.ts';
import { joinSentences } from '../../prompts/joinTexts.ts';
import { pathText } from '../../prompts/pathText.ts';
import { exists } from '../../prompts/exists.ts';
import type { HandoffPorts } from '../session/handoffPorts.ts';
import { shellKind } from '../session/shellKind.ts';
import type { WrittenFile } from '../session/writtenFiles.ts';
import { runCommand, runtimeOf, type Runtime } from './runCommand.ts';
import { doneText } from './writtenContent.ts';

const { l10n } = vscode;

/** What was written, and what is allowed by it. */
export interface Written {
  readonly uri: vscode.Uri;
  readonly folder: vscode.WorkspaceFolder | 'none';
  readonly file: WrittenFile;
  /** What keeps the file up to date or, where there is no grant, would do so. */
  readonly allowed: Omit<Grant, 'id'> & { readonly way: { readonly kind: 'environmentFile' } };
  readonly outcome: 'written' | 'asItWas';
  /** Of the program that the file is for, if it is known. */
  readonly runtime?: Runtime | undefined;
}

/** Says what has become of a file, whether it is kept up to date, and how a program is run with it. */
export async function sayWritten({ files, grants }: HandoffPorts, written: Written): Promise<void> {
  const { uri, folder, file, allowed, outcome } = written;
  const command = folder === 'none' ? undefined : await commandFor(written, folder);
  const isCookies = file.carries === 'cookies' && folder !== 'none';
  const keep = l10n.t('Keep Up to Date');
  const stop = l10n.t('Don’t Keep Up to Date');
  const copy = l10n.t('Copy Command');
  const open = l10n.t('Open File');
  const texts = [
    doneText(file.carries, outcome, pathText(uri)),
    ...(isCookies && file.follows ? [l10n.t('It is kept up to date.')] : []),
    ...(command === undefined ? [] : [l10n.t('Run a program with it: {0}', command)]),
  ];
  const choice = await vscode.window.showInformationMessage(
    joinSentences(texts),
    ...(command === undefined ? [] : [copy]),
    ...(isCookies ? [file.follows ? stop : keep] : []),
    open,
  );
  if (choice === open) await vscode.window.showTextDocument(uri);
  else if (choice === copy && command !== undefined) await vscode.env.clipboard.writeText(command);
  else if (choice === keep || choice === stop) {
    const follows = choice === keep;
    await grants.allow({ ...allowed, way: { ...allowed.way, follows } });
    await files.set({ ...file, follows });
  }
}

/** The command for the program in front, or for one of the kind that the folder has. */
async function commandFor({ uri, runtime }: Written, folder: vscode.WorkspaceFolder): Promise<string | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  const inFront = document && !document.isUntitled ? runtimeOf(document.languageId) : undefined;
  const wanted = runtime ?? inFront ?? (await runtimeIn(folder));
  if (wanted === undefined) return undefined;
  const program = document && inFront === wanted ? pathIn(folder, document.uri) : undefined;
  const file = pathIn(folder, uri);
  return file === undefined ? undefined : runCommand({ runtime: wanted, file, program }, shellKind());
}

function pathIn(folder: vscode.WorkspaceFolder, { path }: vscode.Uri): string | undefined {
  const start = `${folder.uri.path.replace(/\/$/, '')}/`;
  return path.startsWith(start) ? path.slice(start.length) : undefined;
}

/** What a folder's programs are written in, by the files that their tools make. */
async function runtimeIn(folder: vscode.WorkspaceFolder): Promise<Runtime | undefined> {
  const marks = [
    ['package.json', 'node'],
    ['pyproject.toml', 'python'],
    ['requirements.txt', 'python'],
    ['go.mod', 'go'],
    ['Cargo.toml', 'rust'],
    ['pubspec.yaml', 'dart'],
  ] as const;
  for (const [name, runtime] of marks) {
    if (await exists(vscode.Uri.joinPath(folder.uri, name))) return runtime;
  }
  return undefined;
}
