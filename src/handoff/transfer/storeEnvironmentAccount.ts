import * as vscode from 'vscode';
import { accountName } from '../../prompts/accountName.ts';
import { hostText } from '../../prompts/serverName.ts';
import { cookieHeader } from '../session/handoffSession.ts';
import type { HandoffPorts } from '../session/handoffPorts.ts';

const { l10n } = vscode;

/** "Store Account from Environment": signs in with the session that VS Code was started with, and stores it. Names where it is sent. */
export async function storeEnvironmentAccount({ sessions, online }: HandoffPorts): Promise<void> {
  const session = sessions.fromEnvironment();
  if (!session) return;
  const store = l10n.t('Verify and Store');
  const choice = await vscode.window.showInformationMessage(
    l10n.t('Store the session from {0}?', accountName(sessions.named(session))),
    {
      modal: true,
      detail: l10n.t('It is sent to {0}, to see whose it is, and then kept in VS Code’s secret storage.', hostText(session.server)),
    },
    store,
  );
  if (choice === store) await (await online()).signInWith(cookieHeader(session), session.server);
}
