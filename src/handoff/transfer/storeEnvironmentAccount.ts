import * as vscode from 'vscode';
import { plainText } from '../../prompts/plainText.ts';
import { hostText } from '../../prompts/serverName.ts';
import { cookieHeader } from '../session/handoffSession.ts';
import type { HandoffPorts } from '../session/handoffPorts.ts';

const { l10n } = vscode;

/** "Store Account from Environment": signs in with the session that VS Code was started with, and stores it. Names where it is sent. */
export async function storeEnvironmentAccount({ sessions, signInWith }: HandoffPorts): Promise<void> {
  const session = sessions.fromEnvironment();
  if (!session) return;
  const store = l10n.t('Send and Store');
  const choice = await vscode.window.showInformationMessage(
    l10n.t('Send the session in {0} to {1}?', plainText(session.displayName, 60), hostText(session.server)),
    { modal: true, detail: l10n.t('If that server knows the session, its account is stored in VS Code’s secret storage.') },
    store,
  );
  if (choice === store) await signInWith(cookieHeader(session), session.server);
}
