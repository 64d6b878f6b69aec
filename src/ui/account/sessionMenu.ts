import * as vscode from 'vscode';
import { accountId, type AccountId } from '../../accounts/accountId.ts';
import { hasSession, type Snapshot } from '../../accounts/accountViews.ts';
import { accountName } from '../../prompts/accountName.ts';
import { plainText } from '../../prompts/plainText.ts';
import { ours } from '../../prompts/windowToken.ts';
import type { CommandName } from '../commandTable.ts';
import { stateAppearance } from '../status/stateAppearance.ts';
import { canBeVerified, isUsable, stateActions } from '../status/stateActions.ts';
import { statusSubject } from '../status/statusBar.ts';

const { l10n } = vscode;

/** What this window's programs already use. */
export interface HandoffState {
  readonly usesTerminals: boolean;
  readonly gatewayRuns: boolean;
}

interface MenuEntry extends vscode.QuickPickItem {
  readonly command?: CommandName;
  readonly target?: AccountId | { readonly pendingId: string };
}

/** The menu of the status-bar item: what developers do all day, what the state needs, and the rest. Nothing that makes no sense in the state. */
export async function showSessionMenu(snapshot: Snapshot, handoff: HandoffState): Promise<void> {
  const subject = statusSubject(snapshot);
  const now = Date.now();
  const title =
    subject.kind === 'account'
      ? l10n.t('{0}: {1}', accountName(subject.account), stateAppearance(subject.account.state, now).word)
      : l10n.t('VRChat Auth');
  const choice = await vscode.window.showQuickPick(menuEntries(snapshot, handoff, now), {
    title,
    placeHolder: l10n.t('What do you want to do?'),
  });
  if (choice?.command) await vscode.commands.executeCommand(`vrchatAuth.${choice.command}`, ours(choice.target));
}

function menuEntries(snapshot: Snapshot, { usesTerminals, gatewayRuns }: HandoffState, now: number): MenuEntry[] {
  const { accounts, pending, lost } = snapshot;
  const subject = statusSubject(snapshot);
  const account = subject.kind === 'account' ? subject.account : undefined;
  const target = account && accountId(account);
  const entry = (icon: string, label: string, command: CommandName, about: MenuEntry['target'] = target): MenuEntry => ({
    label: `$(${icon}) ${label}`,
    command,
    ...(about && { target: about }),
  });
  const section = (label: string, entries: readonly MenuEntry[]): MenuEntry[] =>
    entries.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...entries];

  const daily = [
    ...(account && isUsable(account)
      ? [
          entry('copy', l10n.t('Copy Session As…'), 'copySessionAs'),
          entry('save', l10n.t('Write Session to .env…'), 'writeEnvironmentFile'),
          usesTerminals
            ? entry('terminal', l10n.t('Stop Using Session in Terminals and Debugging'), 'stopUsingInTerminals')
            : entry('terminal', l10n.t('Use Session in Terminals and Debugging'), 'useInTerminals'),
          gatewayRuns
            ? entry('list-unordered', l10n.t('Show Requests'), 'showRequests')
            : entry('broadcast', l10n.t('Start Session Gateway'), 'startGateway'),
        ]
      : []),
    ...(account?.hasAuthenticatorSecret ? [entry('key', l10n.t('Copy One-Time Code'), 'copyOneTimeCode')] : []),
  ];
  const needed = [
    ...pending.map(({ id, loginName }) =>
      entry('shield', l10n.t('Enter Two-Factor Code for {0}', plainText(loginName ?? l10n.t('Sign-in'), 40)), 'enterCode', {
        pendingId: id,
      }),
    ),
    ...(account ? stateActions(account, now).map(({ icon, label, command }) => entry(icon, label, command)) : []),
    ...(subject.kind === 'lost'
      ? [
          entry('sign-in', l10n.t('Sign In Again'), 'signIn', accountId(subject.account)),
          entry('question', l10n.t('Help with Keyring'), 'openKeyringHelp'),
        ]
      : []),
  ];
  const rest = [
    ...(account && canBeVerified(account, now) ? [entry('refresh', l10n.t('Refresh Profile'), 'refreshProfile')] : []),
    ...(accounts.length > 1 ? [entry('arrow-swap', l10n.t('Switch Account'), 'switchAccount', undefined)] : []),
    ...(accounts.length + lost.length > 0
      ? [anotherAccount()]
      : [{ label: `$(account) ${l10n.t('Sign In')}`, command: 'signIn' } satisfies MenuEntry]),
    ...(account && hasSession(account) && account.state.kind !== 'elsewhere' ? [entry('sign-out', l10n.t('Sign Out'), 'signOut')] : []),
    entry('list-tree', l10n.t('Show Programs'), 'showPrograms'),
    entry('pulse', l10n.t('Diagnose'), 'diagnose'),
    entry('output', l10n.t('Show Log'), 'showLog'),
  ];
  return [...section(l10n.t('Programs'), daily), ...section(l10n.t('Session'), needed), ...section(l10n.t('More'), rest)];
}

/** On no account, so that the sign-in starts from its first question. */
function anotherAccount(): MenuEntry {
  return { label: `$(account) ${l10n.t('Sign In to Another Account')}`, command: 'signIn' };
}
