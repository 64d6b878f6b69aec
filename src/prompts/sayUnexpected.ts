import * as vscode from 'vscode';
import { redact } from '../vrchat/redact.ts';
import { plainText } from './plainText.ts';

/** An unexpected error in a sentence. Its message can contain anything, so it is redacted and made plain. */
export function unexpectedText(error: unknown): string {
  const reason = plainText(redact(error instanceof Error ? error.message : String(error)), 200);
  return vscode.l10n.t('An unexpected error occurred ({0}). Try again.', reason);
}

/** Tells the user that something failed in a way that nothing else tells, such as a keyring that is locked. */
export function sayUnexpected(error: unknown): void {
  void vscode.window.showErrorMessage(unexpectedText(error));
}
