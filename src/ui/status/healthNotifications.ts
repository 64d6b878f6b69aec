import * as vscode from 'vscode';
import { ours } from '../../prompts/windowToken.ts';
import { accountId, accountKey, isSameAccount, type AccountId } from '../../accounts/accountId.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import type { AccountView, PendingView, ShownState } from '../../accounts/accountViews.ts';
import { readTexts } from '../../accounts/storedShapes.ts';
import { accountName } from '../../prompts/accountName.ts';
import { joinSentences } from '../../prompts/joinTexts.ts';
import { keepOpen, openMessage } from '../../prompts/openMessages.ts';
import { announcedStates, type AnnouncedState } from './announcedStates.ts';
import { stateMessage } from '../../prompts/stateText.ts';

const { l10n } = vscode;

const mutedKey = 'mutedNotifications';

/**
 * Notifies the user once when a session enters a state that needs them, in the window that has focus. Temporary states are left to the
 * status bar. Each account has one open notification at most ({@link openMessage}): what happens meanwhile is said after it was closed, if it
 * is still true. A button that is pressed later does what the present state needs. A hand-off that is refused says the same with a question of its
 * own, which counts as the notification.
 *
 * @param memory - stores "Don't Show Again" for all windows
 */
export function createHealthNotifications(store: AccountStore, memory: vscode.Memento) {
  /** The last known state of each account. */
  const seen = new Map<string, ShownState['kind'] | 'renewing'>();
  /** By account: the state to announce once the open notification is closed. */
  const waiting = new Map<string, ShownState['kind']>();
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
    const help = announcedStates[account.state.kind];
    if (!help || !isWanted(account)) return;
    const pending = pendingCode(account);
    const text = textFor(account, pending);
    const other = openMessage(account);
    if (other && other.text !== text) await tellAfter(other.closed, account);
    else await tell(account, text, help, pending);
  }

  async function tellAfter(closed: Promise<unknown>, account: AccountView): Promise<void> {
    const key = accountKey(account);
    const isWaiting = waiting.has(key);
    waiting.set(key, account.state.kind);
    if (isWaiting) return;
    await closed;
    const kind = waiting.get(key);
    waiting.delete(key);
    const now = store.view(account);
    if (now && now.state.kind === kind) await tellOnce(now);
  }

  /** The sign-in that an automatic one could not finish without a code. */
  const pendingCode = (account: AccountView): PendingView | undefined =>
    account.renewalStopped === 'requiresTwoFactorAuth'
      ? store.snapshot().pending.find(({ server, userId = '' }) => isSameAccount({ server, userId }, account))
      : undefined;

  function textFor(account: AccountView, pending: PendingView | undefined): string {
    const { state, renewalStopped } = account;
    return joinSentences([
      stateMessage(accountName(account), state, account.server),
      ...(pending
        ? [l10n.t('Automatic sign-in needs a two-factor code.')]
        : renewalStopped === undefined
          ? []
          : [l10n.t('Automatic sign-in is paused until you sign in.')]),
    ]);
  }

  async function tell(account: AccountView, text: string, help: AnnouncedState, pending: PendingView | undefined): Promise<void> {
    const { kind } = account.state;
    const action = pending ? l10n.t('Enter Two-Factor Code') : help.label();
    const mute = l10n.t('Don’t Show Again');
    const choice = await keepOpen(account, text, vscode.window.showWarningMessage(text, action, mute));
    if (choice === action && store.view(account)?.state.kind === 'valid') sayValid(account);
    else if (choice === action && pending) await vscode.commands.executeCommand('vrchatAuth.enterCode', ours({ pendingId: pending.id }));
    else if (choice === action) await vscode.commands.executeCommand(help.command, ours(accountId(account)));
    else if (choice === mute) await memory.update(mutedKey, [...readTexts(memory.get(mutedKey)), kind]);
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
        return openMessage(account) !== undefined;
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
