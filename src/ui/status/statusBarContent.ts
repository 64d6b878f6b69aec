import * as vscode from 'vscode';
import { ours } from '../../prompts/windowToken.ts';
import { accountId } from '../../accounts/accountId.ts';
import type { AccountView, PendingView } from '../../accounts/accountViews.ts';
import { accountName } from '../../prompts/accountName.ts';
import { plainText } from '../../prompts/plainText.ts';
import { networkText } from './remotePlace.ts';
import { lastChecked, stateAppearance } from './stateAppearance.ts';
import { showSignedOut, type ShowStatus } from './statusBar.ts';
import { dateTime } from '../../prompts/time.ts';

const { l10n } = vscode;

/**
 * Shows the account and whether its session is valid.
 *
 * @param connections - how many connections the programs of this window's folders have to the session gateway; `undefined` if it doesn't run
 */
export const createStatusBarContent =
  (connections: () => number | undefined): ShowStatus =>
  (item, subject, now) => {
    if (subject.kind === 'signedOut') showSignedOut(item);
    else if (subject.kind === 'unchosen') showUnchosen(item);
    else if (subject.kind === 'pending') showPending(item, subject.pending);
    else showAccount(item, subject.account, { now, connections: connections() });
  };

function showUnchosen(item: vscode.StatusBarItem): void {
  item.text = `$(account) ${l10n.t('VRChat: Choose Account')}`;
  item.tooltip = l10n.t('No account is active in this window. Click to choose one.');
  item.command = { command: 'vrchatAuth.switchAccount', title: l10n.t('Switch Account'), arguments: [ours()] };
  item.backgroundColor = undefined;
  item.accessibilityInformation = { label: l10n.t('VRChat: no active account. Choose one.'), role: 'button' };
}

function showPending(item: vscode.StatusBarItem, { id, loginName }: PendingView): void {
  const name = plainText(loginName ?? 'VRChat', 40);
  item.text = `$(shield) ${l10n.t('{0}: 2FA code', name)}`;
  item.tooltip = l10n.t('The sign-in needs its two-factor code. Click to enter it.');
  item.command = { command: 'vrchatAuth.enterCode', title: l10n.t('Enter Two-Factor Code'), arguments: [ours({ pendingId: id })] };
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  item.accessibilityInformation = { label: l10n.t('VRChat: {0}’s sign-in needs its two-factor code.', name), role: 'button' };
}

interface StatusBarFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly connections: number | undefined;
}

function showAccount(item: vscode.StatusBarItem, account: AccountView, { now, connections }: StatusBarFacts): void {
  const name = accountName(account);
  const appearance = stateAppearance(account.state, now);
  const { icon, word, spoken, background } = appearance;
  item.text = account.checking ? `$(sync~spin) ${name}` : `$(${icon}) ${spoken ? l10n.t('{0}: {1}', name, word) : name}`;
  item.tooltip = tooltip(account, appearance, connections);
  item.command = clickCommand(account);
  item.backgroundColor = background && !account.checking ? new vscode.ThemeColor(`statusBarItem.${background}Background`) : undefined;
  item.accessibilityInformation = {
    label: account.checking ? l10n.t('VRChat: checking {0}’s session.', name) : l10n.t('VRChat: {0}’s session: {1}.', name, word),
    role: 'button',
  };
}

/** What a click does in this state. */
function clickCommand(account: AccountView): vscode.Command | string {
  switch (account.state.kind) {
    case 'expired':
      return { command: 'vrchatAuth.signIn', title: l10n.t('Sign In Again'), arguments: [ours(accountId(account))] };
    case 'unreachable':
      return { command: 'vrchatAuth.verifySession', title: l10n.t('Verify Session'), arguments: [ours(accountId(account))] };
    default:
      return 'vrchatAuth.showMenu';
  }
}

function tooltip(
  account: AccountView,
  { word, explanation }: ReturnType<typeof stateAppearance>,
  connections: number | undefined,
): vscode.MarkdownString {
  const { state, trustedUntil } = account;
  const checkedAt = lastChecked(state);
  const network = networkText();
  const rows: [string, string][] = [
    [l10n.t('Account'), accountName(account, 60)],
    [l10n.t('Session'), l10n.t('{0}, since {1}', word, dateTime(state.since))],
    ...(checkedAt === undefined ? [] : [[l10n.t('Last check'), dateTime(checkedAt)] satisfies [string, string]]),
    ...(trustedUntil === undefined ? [] : [[l10n.t('Two-factor trusted until'), dateTime(trustedUntil)] satisfies [string, string]]),
    ...(network === undefined ? [] : [[l10n.t('Network'), network] satisfies [string, string]]),
    ...(connections === undefined ? [] : [[l10n.t('Session gateway'), connectionsText(connections)] satisfies [string, string]]),
  ];
  const markdown = new vscode.MarkdownString();
  markdown.isTrusted = { enabledCommands: ['vrchatAuth.verifySession', 'vrchatAuth.showMenu'] };
  markdown.appendMarkdown('| | |\n|---|---|\n');
  for (const [name, value] of rows) markdown.appendMarkdown(`| ${escaped(name)} | ${escaped(value)} |\n`);
  if (explanation !== undefined) markdown.appendMarkdown(`\n${escaped(explanation)}\n`);
  return markdown.appendMarkdown(
    `\n[${l10n.t('Verify')}](command:vrchatAuth.verifySession) · [${l10n.t('More…')}](command:vrchatAuth.showMenu)`,
  );
}

function connectionsText(connections: number): string {
  if (connections === 0) return l10n.t('no program connected');
  return connections === 1 ? l10n.t('1 open connection') : l10n.t('{0} open connections', connections);
}

function escaped(text: string): string {
  return new vscode.MarkdownString().appendText(text).value.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
