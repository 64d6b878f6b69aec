import * as vscode from 'vscode';
import { isSameAccount, type AccountId } from '../../accounts/accountId.ts';
import type { GrantWay } from '../../accounts/grants.ts';
import { pastTime } from '../../accounts/pastTime.ts';
import { accountName } from '../../prompts/accountName.ts';
import { accountText } from '../../prompts/accountText.ts';
import { programsCountText, wayDetail, wayText } from '../../prompts/grantText.ts';
import { joinWords } from '../../prompts/joinTexts.ts';
import { nameText } from '../../prompts/pathText.ts';
import { plainText } from '../../prompts/plainText.ts';
import type { OlderTerminal, ProgramUse } from '../../prompts/programUse.ts';
import { privacy } from '../../prompts/settings.ts';
import { dateTime } from '../../prompts/time.ts';
import { rowId } from '../../prompts/windowToken.ts';
import type { TreeRow } from '../tree/treeRow.ts';

const { l10n } = vscode;

/** What has a session in this window. */
interface Programs {
  readonly uses: readonly ProgramUse[];
  /** Whether there is a session that other extensions can ask VS Code for. Which of them may read it, only VS Code knows. */
  readonly otherExtensions: boolean;
  /** The active account, which need not be named. */
  readonly active?: AccountId | undefined;
}

/** The row "Programs": what in this window's folders has a session, and how each use ends. Makes no request. */
export function programsRow({ uses, otherExtensions, active }: Programs, now: number): TreeRow {
  const namesAccounts = uses.some(({ grant }) => !isSameAccount(grant.account, active));
  const children = [...uses.map((use) => useRow(use, namesAccounts, now)), ...(otherExtensions ? [extensionsRow()] : [])];
  const item = new vscode.TreeItem(
    l10n.t('Programs'),
    children.length === 0 ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = rowId('programs');
  item.iconPath = new vscode.ThemeIcon('plug');
  item.description = programsCountText(uses.length);
  item.contextValue = uses.length === 0 ? 'programs.none' : 'programs';
  item.tooltip = l10n.t('What in this window’s folders has a VRChat session. Each can be revoked here.');
  item.accessibilityInformation = { label: l10n.t('{0}, {1}', l10n.t('Programs'), item.description) };
  return { item, children: () => children };
}

/** A narrow sidebar shows some thirty characters of a row, so it begins with what needs the user. The rest is in the tooltip. */
function useRow({ grant, account, isOutdated, olderTerminals }: ProgramUse, namesAccount: boolean, now: number): TreeRow {
  const { id, folder, way, userAgent } = grant;
  const label = way.kind === 'variable' ? l10n.t('Variable {0}', plainText(way.variable, 40)) : wayText(way);
  // A file's path begins with its folder.
  const several = way.kind !== 'environmentFile' && (vscode.workspace.workspaceFolders ?? []).length > 1;
  const folderName = nameText(vscode.Uri.parse(folder, true));
  const since = pastTime(grant.since, now);
  const older = olderTerminals.length === 0 ? undefined : olderText(olderTerminals.length);
  const state = isOutdated ? l10n.t('not up to date') : older;
  const item = new vscode.TreeItem(
    label,
    olderTerminals.length === 0 ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = rowId('program', id);
  item.description = [
    isOutdated ? state : older && l10n.t('{0} old', olderTerminals.length),
    account ? (namesAccount ? accountName(account, 24) : undefined) : l10n.t('an account that isn’t stored here'),
    several ? folderName : undefined,
  ]
    .filter((text) => text !== undefined)
    .join(' · ');
  item.iconPath =
    state === undefined
      ? new vscode.ThemeIcon(wayIcon(way))
      : new vscode.ThemeIcon(wayIcon(way), new vscode.ThemeColor('list.warningForeground'));
  item.contextValue = `program.${way.kind}`;
  item.tooltip = [
    ...(state === undefined ? [] : [state]),
    l10n.t('Access: {0}', joinWords([wayText(way), wayDetail(way)].filter((text) => text !== ''))),
    l10n.t('Folder: {0}', folderName),
    ...(account ? [l10n.t('Account: {0}', accountText(account))] : []),
    ...('names' in way ? [l10n.t('Variables: {0}', variablesText(way))] : []),
    ...(privacy().hidden ? [] : [l10n.t('Program: {0}', plainText(userAgent, 200))]),
    ...(since === undefined ? [] : [l10n.t('Allowed: {0}', dateTime(since))]),
  ].join('\n');
  const words = item.description === '' ? [] : item.description.split(' · ');
  const spoken = state === undefined ? words : [state, ...words.slice(1)];
  item.accessibilityInformation = { label: joinWords([label, ...spoken]) };
  if (way.kind === 'environmentFile') item.command = { command: 'vscode.open', title: '', arguments: [vscode.Uri.parse(way.uri, true)] };
  return {
    item,
    grantId: id,
    removes: 'revokeAccess',
    ...(olderTerminals.length === 0 && enter(way)),
    children: () => olderTerminals.map((terminal, index) => terminalRow(id, terminal, index)),
  };
}

/** What Enter does on the row of a use that has nothing below it. */
function enter(way: GrantWay): Pick<TreeRow, 'opens' | 'copyText'> {
  switch (way.kind) {
    case 'gateway':
      return { opens: 'showRequests' };
    case 'variable':
      return { opens: 'copyValue', copyText: wayText(way) };
    case 'terminals':
      return { opens: 'copyValue', copyText: variablesText(way) };
    case 'environmentFile':
    case 'agentTools':
      return {};
  }
}

function olderText(count: number): string {
  return count === 1 ? l10n.t('1 open terminal isn’t up to date') : l10n.t('{0} open terminals aren’t up to date', count);
}

function terminalRow(grantId: string, { name, hasEarlier }: OlderTerminal, index: number): TreeRow {
  const item = new vscode.TreeItem(plainText(name, 40));
  item.id = rowId('terminal', grantId, name, String(index));
  item.iconPath = new vscode.ThemeIcon('terminal');
  item.description = hasEarlier ? l10n.t('has what was given before') : l10n.t('was opened before');
  item.contextValue = 'olderTerminal';
  item.tooltip = l10n.t('Programs in this terminal don’t have what new terminals get. Relaunch it, or open another one.');
  item.command = { command: 'workbench.action.terminal.focus', title: '' };
  return { item };
}

function extensionsRow(): TreeRow {
  const item = new vscode.TreeItem(l10n.t('Other extensions'));
  item.id = rowId('program', 'extensions');
  item.iconPath = new vscode.ThemeIcon('extensions');
  item.contextValue = 'programs.extensions';
  item.tooltip = l10n.t('Extensions ask VS Code for a session, and VS Code asks you. It also lists which ones may have it.');
  item.command = {
    command: '_manageTrustedExtensionsForAccount',
    title: l10n.t('Manage Trusted Extensions'),
  };
  return { item };
}

/** The names of the variables that a way sets. */
function variablesText({ carries, names }: Extract<GrantWay, { readonly names: unknown }>): string {
  const carried = carries === 'gateway' ? ['apiUrl', 'pipelineUrl', 'userAgent'] : ['authCookie', 'twoFactorAuth', 'userAgent'];
  return carried
    .map((key) => names[key] ?? '')
    .filter((name) => name !== '')
    .map((name) => plainText(name, 60))
    .join(', ');
}

function wayIcon({ kind }: GrantWay): string {
  switch (kind) {
    case 'terminals':
      return 'terminal';
    case 'variable':
      return 'symbol-variable';
    case 'environmentFile':
      return 'file';
    case 'gateway':
      return 'broadcast';
    case 'agentTools':
      return 'tools';
  }
}
