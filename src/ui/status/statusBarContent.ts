import * as vscode from 'vscode';
import { ours } from '../../prompts/windowToken.ts';
import { accountId } from '../../accounts/accountId.ts';
import type { AccountView, LostAccount, PendingView } from '../../accounts/accountViews.ts';
import { isLocal } from '../../accounts/serverAccess.ts';
import { accountName, shownName } from '../../prompts/accountName.ts';
import { plainText } from '../../prompts/plainText.ts';
import { programsCountText } from '../../prompts/grantText.ts';
import { joinWords } from '../../prompts/joinTexts.ts';
import { ago, date, dateTime } from '../../prompts/time.ts';
import { networkText } from './remotePlace.ts';
import { lastChecked, stateAppearance } from './stateAppearance.ts';
import { stateActions } from './stateActions.ts';
import { glyph, showSignedOut, type StatusSubject } from './statusBar.ts';

const { l10n } = vscode;

/** What the hover shows besides the account. */
export interface StatusContext {
  /** How many programs of this window's folders have a session. */
  readonly programs: number;
  /** How many connections they have to the session gateway; `undefined` if it doesn't run. */
  readonly connections: number | undefined;
}

/** Shows whose session it is and, unless it is valid, its state in a word. @param now - milliseconds since the epoch */
export function showStatusBarContent(item: vscode.StatusBarItem, subject: StatusSubject, context: StatusContext, now: number): void {
  if (subject.kind === 'signedOut') showSignedOut(item);
  else if (subject.kind === 'unchosen') showUnchosen(item);
  else if (subject.kind === 'lost') showLost(item, subject.account);
  else if (subject.kind === 'pending') showPending(item, subject.pending);
  else showAccount(item, subject.account, context, now);
}

function showUnchosen(item: vscode.StatusBarItem): void {
  item.text = `${glyph} ${l10n.t('VRChat: Choose Account')}`;
  item.tooltip = l10n.t('No account is active in this window. Click to choose one.');
  item.command = { command: 'vrchatAuth.switchAccount', title: l10n.t('Switch Account'), arguments: [ours()] };
  item.backgroundColor = undefined;
  item.accessibilityInformation = { label: l10n.t('VRChat: no active account. Choose one.'), role: 'button' };
}

function showLost(item: vscode.StatusBarItem, account: LostAccount): void {
  const name = shownName(account.displayName, 40);
  item.text = textOf(name, account.server, l10n.t('keyring lost it'));
  item.tooltip = l10n.t(
    'VS Code’s secret storage no longer has this session. On Linux this happens when the keyring is locked. Click to see what helps.',
  );
  item.command = 'vrchatAuth.showMenu';
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  item.accessibilityInformation = { label: l10n.t('VRChat: the keyring lost {0}’s session.', name), role: 'button' };
}

function showPending(item: vscode.StatusBarItem, { id, server, loginName }: PendingView): void {
  const name = plainText(loginName ?? 'VRChat', 40);
  item.text = textOf(name, server, l10n.t('2FA code'));
  item.tooltip = l10n.t('The sign-in needs its two-factor code. Click to enter it.');
  item.command = { command: 'vrchatAuth.enterCode', title: l10n.t('Enter Two-Factor Code'), arguments: [ours({ pendingId: id })] };
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  item.accessibilityInformation = { label: l10n.t('VRChat: {0}’s sign-in needs its two-factor code.', name), role: 'button' };
}

function showAccount(item: vscode.StatusBarItem, account: AccountView, context: StatusContext, now: number): void {
  const name = shownName(account.displayName, 40);
  const { word, spoken, background } = stateAppearance(account.state, now);
  item.text = account.checking ? `$(sync~spin) ${name}` : textOf(name, account.server, spoken ? word : undefined);
  item.tooltip = hover(account, context, now);
  item.command = clickCommand(account);
  item.backgroundColor = background && !account.checking ? new vscode.ThemeColor(`statusBarItem.${background}Background`) : undefined;
  item.accessibilityInformation = {
    label: account.checking ? l10n.t('VRChat: checking {0}’s session.', name) : l10n.t('VRChat: {0}’s session: {1}.', name, word),
    role: 'button',
  };
}

/** @param word - the state, unless nothing is wrong */
function textOf(name: string, server: string, word: string | undefined): string {
  const text = word === undefined ? name : l10n.t('{0}: {1}', name, word);
  return [`${glyph} ${text}`, ...(isLocal(server) ? [l10n.t('LOCAL')] : [])].join(' · ');
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

function hover(account: AccountView, { programs, connections }: StatusContext, now: number): vscode.MarkdownString {
  const { state, trustedUntil, profile } = account;
  const { word, explanation } = stateAppearance(state, now);
  const checkedAt = lastChecked(state);
  const network = networkText();
  const trust =
    trustedUntil !== undefined && trustedUntil > now
      ? l10n.t('trusted here until {0}', date(trustedUntil))
      : l10n.t('the next sign-in asks for a code');
  const method =
    profile.twoFactorAuthEnabled === true
      ? [l10n.t('authenticator app')]
      : profile.twoFactorAuthEnabled === false
        ? [l10n.t('code by email')]
        : [];
  const rows: readonly (readonly [name: string, value: string])[] = [
    [l10n.t('Account'), accountName(account, 60)],
    [l10n.t('Session'), l10n.t('{0}, since {1}', word, dateTime(state.since))],
    ...(checkedAt === undefined ? [] : [[l10n.t('Last check'), ago(checkedAt, now)] as const]),
    [l10n.t('Two-factor'), joinWords([...method, trust])],
    ...(network === undefined ? [] : [[l10n.t('Network'), network] as const]),
    [l10n.t('Programs'), programsCountText(programs)],
    ...(connections === undefined ? [] : [[l10n.t('Session gateway'), connectionsText(connections)] as const]),
  ];
  const links = [
    ...stateActions(account, now).map(({ label, command }) => [label, `vrchatAuth.${command}`] as const),
    [l10n.t('Programs'), 'vrchatAuth.showPrograms'] as const,
    [l10n.t('More…'), 'vrchatAuth.showMenu'] as const,
  ];
  const markdown = new vscode.MarkdownString();
  markdown.isTrusted = { enabledCommands: links.map(([, command]) => command) };
  markdown.appendMarkdown('| | |\n|---|---|\n');
  for (const [name, value] of rows) markdown.appendMarkdown(`| ${escaped(name)}&nbsp;&nbsp; | ${escaped(value)} |\n`);
  if (explanation !== undefined) markdown.appendMarkdown(`\n${escaped(explanation)}\n`);
  return markdown.appendMarkdown(`\n${links.map(([label, command]) => `[${label}](command:${command})`).join(' · ')}`);
}

function connectionsText(connections: number): string {
  if (connections === 0) return l10n.t('no program connected');
  return connections === 1 ? l10n.t('1 open connection') : l10n.t('{0} open connections', connections);
}

function escaped(text: string): string {
  return new vscode.MarkdownString().appendText(text).value.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
