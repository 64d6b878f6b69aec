import * as vscode from 'vscode';
import { readVariableNames, type VariableNames } from './variableNames.ts';

/** The current names of a session's environment variables. */
export function variableNames(): VariableNames {
  return readVariableNames(vscode.workspace.getConfiguration('vrchatAuth').get('environmentVariables'));
}
