import * as vscode from 'vscode';
import type { GrantedNames } from '../../accounts/grants.ts';
import { readVariableNames, type VariableNames } from './variableNames.ts';

/** The current names of a session's environment variables. */
export function variableNames(): VariableNames {
  return readVariableNames(vscode.workspace.getConfiguration('vrchatAuth').get('environmentVariables'));
}

/** Names as a grant stores them and `readVariableNames` reads them: what is left out has an empty name, so that no default takes its place. */
export function grantedNames({
  authCookie,
  twoFactorAuth = '',
  userAgent = '',
  apiUrl = '',
  pipelineUrl = '',
}: VariableNames): GrantedNames {
  return { authCookie, twoFactorAuth, userAgent, apiUrl, pipelineUrl };
}
