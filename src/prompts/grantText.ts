import * as vscode from 'vscode';
import type { Grant, GrantWay } from '../accounts/grants.ts';
import { commandVariables, type CommandVariable } from './commandVariables.ts';
import { nameText, pathText } from './pathText.ts';
import { plainText } from './plainText.ts';

const { l10n } = vscode;

/** How a session gets to programs, as an entry of a list. Text in it comes from outside and is made plain here. */
export function wayText(way: GrantWay): string {
  switch (way.kind) {
    case 'terminals':
      return l10n.t('Terminals and debugging');
    case 'variable':
      return `\${command:vrchatAuth.${plainText(way.variable, 40)}}`;
    case 'environmentFile':
      return pathText(vscode.Uri.parse(way.uri, true));
    case 'gateway':
      return l10n.t('Session gateway');
    case 'agentTools':
      return l10n.t('Agents’ tools');
  }
}

/** What a variable contains, as part of a sentence. */
export function variableTitle(variable: CommandVariable): string {
  switch (variable) {
    case 'apiUrl':
      return l10n.t('the gateway’s address');
    case 'pipelineUrl':
      return l10n.t('the gateway’s address for events');
    case 'userId':
      return l10n.t('the user ID');
  }
}

/** What follows from a grant, beside {@link wayText} in a list. */
export function wayDetail(way: GrantWay): string {
  switch (way.kind) {
    case 'terminals':
      return way.carries === 'gateway' ? l10n.t('new ones get the gateway’s address') : l10n.t('new ones get the session');
    case 'variable': {
      const variable = commandVariables.find((name) => name === way.variable);
      return variable === undefined ? '' : l10n.t('can read {0}', variableTitle(variable));
    }
    case 'environmentFile':
      return way.follows ? l10n.t('kept up to date') : l10n.t('written once');
    case 'gateway':
      return l10n.t('programs work with the session, and don’t get it');
    case 'agentTools':
      return l10n.t('can read; you are asked before they change anything');
  }
}

/** A grant as one line, with its folder, for what uses a session anywhere on this machine. */
export function grantText({ folder, way }: Grant): string {
  return l10n.t('{0} in “{1}”', wayText(way), nameText(vscode.Uri.parse(folder, true)));
}

/** How many programs of this window’s folders have a session, after the word "Programs". */
export function programsCountText(count: number): string {
  if (!vscode.workspace.isTrusted) return l10n.t('none in Restricted Mode');
  const isOne = (vscode.workspace.workspaceFolders ?? []).length <= 1;
  if (count === 0) return isOne ? l10n.t('none in this folder') : l10n.t('none in these folders');
  return isOne ? l10n.t('{0} in this folder', count) : l10n.t('{0} in these folders', count);
}
