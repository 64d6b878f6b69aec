import * as vscode from 'vscode';
import { readVariableNames, type VariableNames } from './variableNames.ts';

/** What the environment variables of a session are called, as it is set at this moment. */
export function variableNames(): VariableNames {
  return readVariableNames(vscode.workspace.getConfiguration('vrchatAuth').get('environmentVariables'));
}

/** After how many seconds the clipboard is cleared; 0 for never. */
export function clipboardClearSeconds(): number {
  return Math.max(0, vscode.workspace.getConfiguration('vrchatAuth').get('clipboardClearSeconds', 60));
}
