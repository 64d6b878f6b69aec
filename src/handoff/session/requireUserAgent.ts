import * as vscode from 'vscode';
import type { HandoffPorts } from './handoffPorts.ts';

const { l10n } = vscode;

/**
 * The User-Agent to hand along with a session: VRChat rejects requests without a good one, so nothing that is handed over would work.
 *
 * @returns `undefined` if the one that is set will not do; the user is told then
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
