import * as vscode from 'vscode';

/** Says that a secret was copied, and when it is cleared. @param seconds - until the clipboard is cleared; 0 for never */
export function copiedText(seconds: number): string {
  return seconds > 0 ? vscode.l10n.t('Copied. The clipboard will be cleared in {0} s.', seconds) : vscode.l10n.t('Copied.');
}
