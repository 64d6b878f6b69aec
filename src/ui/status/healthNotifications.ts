import * as vscode from 'vscode';
import { ours } from '../../prompts/windowToken.ts';
import { accountId, accountKey, isSameAccount } from '../../accounts/accountId.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import type { AccountView, ShownState } from '../../accounts/accountViews.ts';
import { readTexts } from '../../accounts/storedShapes.ts';
import { accountName } from '../../prompts/accountName.ts';
import { announcedStates } from './announcedStates.ts';
import { stateAppearance } from './stateAppearance.ts';

const { l10n } = vscode;

const mutedKey = 'mutedNotifications';

/**
 * Notifies the user once when a session enters a state that needs them, in the window that has focus. Temporary states are left to the
 * status bar.
 *
 * @param memory - stores "Don't Show Again" for all windows
 */
export function createHealthNotifications(store: AccountStore, memory: vscode.Memento): vscode.Disposable {
  /** The last known state of each account. */
  const seen = new Map<string, ShownState['kind'] | 'renewing'>();

  const look = (): void => {
    for (const account of store.snapshot().accounts) {
      const before = seen.get(accountKey(account));
      const isRefused = account.state.kind === 'expired' || account.state.kind === 'otherNetwork';
      const kind = isRefused && account.renewsItself ? 'renewing' : account.state.kind;
      if (account.checking || before === kind) continue;
      seen.set(accountKey(account), kind);
      const isNews = before !== undefined && kind !== 'renewing' && vscode.window.state.focused;
      if (isNews && !readTexts(memory.get(mutedKey)).includes(kind)) void tell(account);
    }
  };

  async function tell(account: AccountView): Promise<void> {
    const { state, renewalStopped } = account;
    const help = announcedStates[state.kind];
    if (!help) return;
    const { word, explanation = '' } = stateAppearance(state, Date.now());
    const waiting =
      renewalStopped === 'requiresTwoFactorAuth'
        ? store.snapshot().pending.find(({ server, userId = '' }) => isSameAccount({ server, userId }, account))
        : undefined;
    const action = waiting ? l10n.t('Enter Two-Factor Code') : help.label();
    const mute = l10n.t('Don’t Show Again');
    const texts = [
      l10n.t('{0}: {1}. {2}', accountName(account), word, explanation),
      ...(waiting
        ? [l10n.t('Automatic sign-in needs a two-factor code.')]
        : renewalStopped === undefined
          ? []
          : [l10n.t('Automatic sign-in is paused until you sign in.')]),
    ];
    const choice = await vscode.window.showWarningMessage(texts.join(' '), action, mute);
    if (choice === action && waiting) await vscode.commands.executeCommand('vrchatAuth.enterCode', ours({ pendingId: waiting.id }));
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
  lookAround();
  return vscode.Disposable.from(store.onDidChange(lookAround));
}
