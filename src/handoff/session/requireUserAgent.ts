import * as vscode from 'vscode';
import type { HandoffPorts } from './handoffPorts.ts';

const { l10n } = vscode;

/**
 * The User-Agent to share along with a session: VRChat rejects requests without a valid one, so programs could not use the session.
 *
 * @returns `undefined` if the configured one is invalid; shows the user why
 */
export function requireUserAgent({ userAgent }: HandoffPorts): string | undefined {
  const value = userAgent();
  if (value !== undefined) return value;
  const open = l10n.t('Open Settings');
  void vscode.window
    .showWarningMessage(l10n.t('The User-Agent in the setting “vrchatAuth.userAgent” would be rejected by VRChat. Fix it first.'), open)
    .then((choice) => {
      if (choice === open) void vscode.commands.executeCommand('workbench.action.openSettings', 'vrchatAuth.userAgent');
    });
  return undefined;
}
