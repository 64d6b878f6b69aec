import * as vscode from 'vscode';
import { readVariableNames, type VariableNames } from './variableNames.ts';

/** What the environment variables of a session are called, as it is set at this moment. */
export function variableNames(): VariableNames {
  return readVariableNames(vscode.workspace.getConfiguration('vrchatAuth').get('environmentVariables'));
}
