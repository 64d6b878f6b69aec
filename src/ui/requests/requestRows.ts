import * as vscode from 'vscode';
import { isProblem, type LoggedRequest, type RequestOutcome } from '../../gateway/requestLog.ts';
import { plainText } from '../../prompts/plainText.ts';
import { ours, rowId } from '../../prompts/windowToken.ts';
import { shortIds } from './shortIds.ts';

const { l10n } = vscode;

/** A row of the Requests view: a request, or one fact about it. */
export interface RequestRow {
  readonly item: vscode.TreeItem;
  readonly children?: () => readonly RequestRow[];
  /** On the row of a request. */
  readonly request?: LoggedRequest;
}

export interface RequestRowOptions {
  /** Privacy mode: IDs are shortened in the details as well. */
  readonly isPrivate: boolean;
  readonly onlyProblems: boolean;
}

const longestPath = 200;

/**
 * The requests of a folder as rows, the newest first.
 *
 * @param requests - the oldest first
 */
export function requestRows(requests: readonly LoggedRequest[], { isPrivate, onlyProblems }: RequestRowOptions): RequestRow[] {
  const shown = onlyProblems ? requests.filter((request) => isProblem(request)) : requests;
  return shown.toReversed().map((request) => requestRow(request, isPrivate));
}

function requestRow(request: LoggedRequest, isPrivate: boolean): RequestRow {
  const { id, method, outcome, status } = request;
  // A view is too narrow for whole IDs.
  const label = `${plainText(method, 10)} ${plainText(shortIds(request.path), longestPath)}`;
  const path = isPrivate ? shortIds(request.path) : request.path;
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = rowId('request', String(id));
  const word = outcomeWord(outcome);
  item.description = [
    ...(outcome === undefined ? [l10n.t('under way')] : word === undefined ? [] : [word]),
    ...(status === undefined ? [] : [String(status)]),
    ...(request.durationMs === undefined ? [] : [l10n.t('{0} ms', request.durationMs)]),
  ].join(' · ');
  item.iconPath = outcomeIcon(request);
  item.contextValue = 'request';
  item.tooltip = [`${plainText(method, 10)} ${plainText(path, longestPath)}`, item.description, outcomeSentence(request)]
    .filter((line) => line !== '')
    .join('\n');
  item.accessibilityInformation = { label: `${label}, ${item.description}` };
  return { item, request, children: () => details(request, path) };
}

function details(request: LoggedRequest, path: string): RequestRow[] {
  const { id, at, status, durationMs, bytes } = request;
  const sentence = outcomeSentence(request);
  const time = new Date(at).toLocaleTimeString(vscode.env.language, { hour: 'numeric', minute: '2-digit', second: '2-digit' });
  const facts: readonly (readonly [name: string, label: string, value: string])[] = [
    ...(sentence === '' ? [] : [['outcome', outcomeText(request), ''] as const]),
    ...(path === shortIds(path) ? [] : [['path', l10n.t('Path'), plainText(path, longestPath)] as const]),
    ['time', l10n.t('Time'), time],
    ...(status === undefined ? [] : [['status', l10n.t('Status'), String(status)] as const]),
    ...(durationMs === undefined ? [] : [['duration', l10n.t('Duration'), l10n.t('{0} ms', durationMs)] as const]),
    ...(bytes === undefined ? [] : [['size', l10n.t('Size'), size(bytes)] as const]),
  ];
  const rows = facts.map(([name, label, value]) => {
    const item = new vscode.TreeItem(label);
    item.id = rowId('request', String(id), name);
    item.description = value;
    item.contextValue = `request.${name}`;
    item.tooltip = name === 'outcome' ? sentence : l10n.t('{0}: {1}', label, value);
    return { item };
  });
  const copy = new vscode.TreeItem(l10n.t('Copy as curl'));
  copy.id = rowId('request', String(id), 'curl');
  copy.iconPath = new vscode.ThemeIcon('copy');
  copy.command = { command: 'vrchatAuth.copyRequestAsCurl', title: l10n.t('Copy as curl'), arguments: [ours({ requestId: id })] };
  return [...rows, { item: copy }];
}

function size(bytes: number): string {
  const [value, unit] = bytes < 1000 ? [bytes, 'byte'] : bytes < 1_000_000 ? [bytes / 1000, 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
  return new Intl.NumberFormat(vscode.env.language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(value);
}

/** What happened at the gateway, in a word; `undefined` where nothing did. */
function outcomeWord(outcome: RequestOutcome | undefined): string | undefined {
  switch (outcome) {
    case 'blocked':
      return l10n.t('not allowed');
    case 'paused':
      return l10n.t('paused');
    case 'failed':
      return l10n.t('failed');
    case 'renewed':
      return l10n.t('session renewed');
    default:
      return undefined;
  }
}

/** The sentence in short, for a row. */
function outcomeText({ outcome, status }: LoggedRequest): string {
  switch (outcome) {
    case 'blocked':
      return l10n.t('Programs may not do this');
    case 'paused':
      return l10n.t('The program has to try again later');
    case 'failed':
      return status === undefined ? l10n.t('The program left before the answer') : l10n.t('No complete answer from VRChat');
    case 'renewed':
      return l10n.t('Sent again with a renewed session');
    default:
      return '';
  }
}

function outcomeSentence({ outcome, status }: LoggedRequest): string {
  switch (outcome) {
    case 'blocked':
      return l10n.t('The gateway doesn’t let programs do this. The answer to the program says why.');
    case 'paused':
      return l10n.t('VRChat asked for a pause, or the session isn’t ready. The answer says when to try again.');
    case 'failed':
      return status === undefined
        ? l10n.t('The program left before the answer.')
        : l10n.t('VRChat couldn’t be reached, or its answer broke off.');
    case 'renewed':
      return l10n.t('VRChat no longer accepted the session. It was renewed, and the request sent again.');
    default:
      return '';
  }
}

function outcomeIcon({ outcome, status = 200 }: LoggedRequest): vscode.ThemeIcon {
  const colored = (icon: string, color: string): vscode.ThemeIcon => new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  const problem = colored('warning', 'list.warningForeground');
  switch (outcome) {
    case 'blocked':
      return colored('circle-slash', 'list.warningForeground');
    case 'paused':
      return colored('watch', 'list.warningForeground');
    case 'failed':
      return colored('error', 'notificationsErrorIcon.foreground');
    case 'renewed':
      return status >= 400 ? problem : colored('sync', 'charts.green');
    case 'passed':
      return status >= 400 ? problem : colored('pass', 'charts.green');
    default:
      return new vscode.ThemeIcon('loading~spin');
  }
}
