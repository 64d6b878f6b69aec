import * as vscode from 'vscode';
import type { Carried, GrantedNames } from '../../accounts/grants.ts';
import type { HandoffPorts } from './handoffPorts.ts';
import { readVariableNames, type VariableNames } from './variableNames.ts';

/** The usual names of a session's environment variables: of grants that choose no others, and of what is copied. */
export function variableNames(): VariableNames {
  return readVariableNames(vscode.workspace.getConfiguration('vrchatAuth').get('environmentVariables'));
}

/** The names for one more grant of a folder: those its programs read already, or else the usual ones. */
export function folderNames({ grants }: Pick<HandoffPorts, 'grants'>, folder: vscode.WorkspaceFolder, carries: Carried): VariableNames {
  const named = grants
    .here()
    .find(({ folder: other, way }) => other === folder.uri.toString() && 'names' in way && way.carries === carries);
  return named && 'names' in named.way ? readVariableNames(named.way.names) : variableNames();
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
