import * as vscode from 'vscode';
import { ours } from '../../prompts/windowToken.ts';
import { accountId, accountKey, isSameAccount, type AccountId } from '../../accounts/accountId.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import type { AccountView, ShownState } from '../../accounts/accountViews.ts';
import { readTexts } from '../../accounts/storedShapes.ts';
import { accountName } from '../../prompts/accountName.ts';
import { joinSentences } from '../../prompts/joinTexts.ts';
import { announcedStates } from './announcedStates.ts';
import { stateMessage } from '../../prompts/stateText.ts';

const { l10n } = vscode;

const mutedKey = 'mutedNotifications';

/**
 * Notifies the user once when a session enters a state that needs them, in the window that has focus. Temporary states are left to the
 * status bar. VS Code lets no extension withdraw a notification, so each account has one at most: what happens while it is open is said after
 * it was closed, if it is still true. A button that is pressed later does what the present state needs. A hand-off that is refused says the same with
 * a question of its own, which counts as the notification.
 *
 * @param memory - stores "Don't Show Again" for all windows
 */
export function createHealthNotifications(store: AccountStore, memory: vscode.Memento) {
  /** The last known state of each account. */
  const seen = new Map<string, ShownState['kind'] | 'renewing'>();
  /** What the open notification of each account is about. */
  const open = new Map<string, { readonly kind: ShownState['kind'] }>();
  /** By account: how many hand-offs may be about to ask about its session, and the state that was not announced because of that. */
  const handoffs = new Map<string, { count: number; missed?: ShownState['kind'] }>();

  const renewsNow = ({ state, renewsItself }: AccountView): boolean =>
    renewsItself && (state.kind === 'expired' || state.kind === 'otherNetwork');
  const isWanted = (account: AccountView): boolean =>
    announcedStates[account.state.kind] !== undefined &&
    !renewsNow(account) &&
    !readTexts(memory.get(mutedKey)).includes(account.state.kind);

  const look = (): void => {
    for (const account of store.snapshot().accounts) {
      const before = seen.get(accountKey(account));
      const kind = renewsNow(account) ? 'renewing' : account.state.kind;
      if (account.checking || before === kind) continue;
      seen.set(accountKey(account), kind);
      const handoff = handoffs.get(accountKey(account));
      if (handoff) handoff.missed = account.state.kind;
      else if (before !== undefined && vscode.window.state.focused) void tellOnce(account);
    }
  };

  async function tellOnce(account: AccountView): Promise<void> {
    const key = accountKey(account);
    const told = { kind: account.state.kind };
    // VS Code replaces a notification by one with the same words.
    if (!isWanted(account) || (open.get(key)?.kind ?? told.kind) !== told.kind) return;
    open.set(key, told);
    await tell(account);
    if (open.get(key) !== told) return;
    open.delete(key);
    const now = store.view(account);
    if (now && now.state.kind !== told.kind) await tellOnce(now);
  }

  async function tell(account: AccountView): Promise<void> {
    const { state, renewalStopped } = account;
    const help = announcedStates[state.kind];
    if (!help) return;
    const waiting =
      renewalStopped === 'requiresTwoFactorAuth'
        ? store.snapshot().pending.find(({ server, userId = '' }) => isSameAccount({ server, userId }, account))
        : undefined;
    const action = waiting ? l10n.t('Enter Two-Factor Code') : help.label();
    const mute = l10n.t('Don’t Show Again');
    const texts = [
      stateMessage(accountName(account), state, account.server),
      ...(waiting
        ? [l10n.t('Automatic sign-in needs a two-factor code.')]
        : renewalStopped === undefined
          ? []
          : [l10n.t('Automatic sign-in is paused until you sign in.')]),
    ];
    const choice = await vscode.window.showWarningMessage(joinSentences(texts), action, mute);
    if (choice === action && store.view(account)?.state.kind === 'valid') sayValid(account);
    else if (choice === action && waiting) await vscode.commands.executeCommand('vrchatAuth.enterCode', ours({ pendingId: waiting.id }));
    else if (choice === action) await vscode.commands.executeCommand(help.command, ours(accountId(account)));
    else if (choice === mute) await memory.update(mutedKey, [...readTexts(memory.get(mutedKey)), state.kind]);
  }

  let toldOfLoss = false;
  const tellOfLoss = async (): Promise<void> => {
    const [first, ...others] = store.snapshot().lost.filter(({ problem }) => problem === 'missing');
    if (!first || toldOfLoss || !vscode.window.state.focused || readTexts(memory.get(mutedKey)).includes('lost')) return;
    toldOfLoss = true;
    const name = accountName(first);
    const help = l10n.t('Help with Keyring');
    const mute = l10n.t('Don’t Show Again');
    const choice = await vscode.window.showWarningMessage(
      others.length === 0
        ? l10n.t('VS Code’s secret storage no longer has {0}’s session. On Linux this happens when the keyring is locked.', name)
        : l10n.t(
            'VS Code’s secret storage no longer has the sessions of {0} and {1} more. On Linux this happens when the keyring is locked.',
            name,
            others.length,
          ),
      help,
      mute,
    );
    if (choice === help) await vscode.commands.executeCommand('vrchatAuth.openKeyringHelp');
    else if (choice === mute) await memory.update(mutedKey, [...readTexts(memory.get(mutedKey)), 'lost']);
  };

  const lookAround = (): void => {
    look();
    void tellOfLoss();
  };

  /** Call this before a session is checked for a hand-off: the hand-off says itself what is wrong with it. */
  function beginHandoff(account: AccountId) {
    const key = accountKey(account);
    const handoff = handoffs.get(key) ?? { count: 0 };
    handoff.count++;
    handoffs.set(key, handoff);
    let told: ShownState['kind'] | undefined;
    return {
      /** The user is about to be asked. @returns whether a notification about the account is open, which VS Code lets no one withdraw */
      tell(): boolean {
        told = store.view(account)?.state.kind;
        return open.has(key);
      },
      /** Announces what has happened meanwhile, unless it was the subject of the question. */
      end(): void {
        if (handoff.missed === told) delete handoff.missed;
        if (--handoff.count > 0) return;
        handoffs.delete(key);
        const now = store.view(account);
        if (now && now.state.kind === handoff.missed && vscode.window.state.focused) void tellOnce(now);
      },
    };
  }

  lookAround();
  const subscription = store.onDidChange(lookAround);
  return { beginHandoff, dispose: (): void => subscription.dispose() };
}

/** The session is back, whatever the notification said when it came. */
function sayValid(account: AccountView): void {
  vscode.window.setStatusBarMessage(`$(check) ${l10n.t('{0} is valid again.', accountName(account))}`, 5000);
}
