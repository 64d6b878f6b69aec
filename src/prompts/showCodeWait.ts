import * as vscode from 'vscode';
import { seconds } from './time.ts';

/**
 * Says why a one-time code takes a while: the present one is over in a moment, or was sent already.
 *
 * @param ms - how long it takes, in milliseconds
 */
export function showCodeWait(ms: number): void {
  const left = seconds(Math.ceil(ms / 1000));
  vscode.window.setStatusBarMessage(`$(sync~spin) ${vscode.l10n.t('Waiting {0} for the next one-time code…', left)}`, ms);
}
