import * as vscode from 'vscode';
import type { AccountId } from '../../accounts/accountId.ts';
import type { Liveness } from '../../accounts/livenessCheck.ts';
import type { HandoffPorts } from './handoffPorts.ts';
import { visibleWait } from './visibleWait.ts';

const { l10n } = vscode;

/**
 * Finds out whether the session of an account is alive, before it is handed over. After half a second, a notification shows that VRChat is
 * asked, and lets the user cancel.
 *
 * @param account - a stored one; nobody can be asked about a session from the environment
 */
export async function confirmAlive({ online }: Pick<HandoffPorts, 'online'>, account: AccountId): Promise<Liveness> {
  const { confirmAlive: ask } = await online();
  return visibleWait(
    (canceled) => ask(account, canceled),
    (answer, cancel) =>
      void vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: l10n.t('Checking the VRChat session…'), cancellable: true },
        (_, token) => {
          token.onCancellationRequested(cancel);
          return answer;
        },
      ),
  );
}
