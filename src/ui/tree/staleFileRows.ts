import * as vscode from 'vscode';
import type { FollowProblem, StaleFile } from '../../prompts/fileProblems.ts';
import { pathText } from '../../prompts/pathText.ts';
import { obstacleText } from '../../prompts/workspaceFile.ts';
import { rowId } from '../../prompts/windowToken.ts';
import { tooltipOf, warningIcon, type TreeRow } from './treeRow.ts';

const { l10n } = vscode;

/** The files that follow a session and could not be brought up to date. */
export function staleFileRows(files: readonly StaleFile[]): TreeRow[] {
  return files.map(({ uri: address, problem }) => {
    const uri = vscode.Uri.parse(address, true);
    const item = new vscode.TreeItem(pathText(uri));
    const explanation = problemText(problem, uri);
    item.id = rowId('staleFile', address);
    item.description = l10n.t('not up to date');
    item.iconPath = warningIcon();
    item.contextValue = 'staleFile';
    item.tooltip = tooltipOf(l10n.t('This file follows a VRChat session and couldn’t be brought up to date.'), explanation);
    item.command = { command: 'vscode.open', title: '', arguments: [uri] };
    item.accessibilityInformation = { label: l10n.t('{0}, not up to date. {1}', pathText(uri), explanation) };
    return { item };
  });
}

function problemText(problem: FollowProblem, uri: vscode.Uri): string {
  switch (problem) {
    case 'notWritten':
      return l10n.t('Couldn’t write {0}. It was not changed.', pathText(uri));
    case 'notEditable':
      return l10n.t('{0} has a form that can’t be edited safely. Write the session to it again to see why.', pathText(uri));
    default:
      return obstacleText(problem, uri);
  }
}
