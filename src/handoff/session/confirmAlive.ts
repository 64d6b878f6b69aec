import * as vscode from 'vscode';
import type { AccountId } from '../../accounts/accountId.ts';
import type { Liveness } from '../../accounts/livenessCheck.ts';
import type { HandoffPorts } from './handoffPorts.ts';

const { l10n } = vscode;

/** Until then, an answer needs no explanation. */
const visibleWaitMs = 500;

/**
 * Finds out whether the session of an account is alive, before it is handed over. After half a second, a notification shows that VRChat is
 * asked, and lets the user cancel.
 *
 * @param account - a stored one; nobody can be asked about a session from the environment
 */
export async function confirmAlive({ online }: Pick<HandoffPorts, 'online'>, account: AccountId): Promise<Liveness> {
  const canceled = new AbortController();
  const answer = (await online()).confirmAlive(account, canceled.signal);
  const timer = setTimeout(
    () =>
      void vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: l10n.t('Checking the VRChat session…'), cancellable: true },
        (_, token) => {
          token.onCancellationRequested(() => canceled.abort());
          return answer;
        },
      ),
    visibleWaitMs,
  );
  return answer.finally(() => clearTimeout(timer));
}
