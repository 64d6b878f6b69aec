import * as vscode from 'vscode';
import { askText, validationError, type TextQuestion } from '../../prompts/askText.ts';

/** The fewest characters of a passphrase that alone protects an account. @see NIST SP 800-63B-4, 3.1.1.2 */
export const minimumLength = 15;

/**
 * Asks for a passphrase in a box that stays open, with what was typed, until it passes the check.
 *
 * @param check - returns what is wrong with what was typed, or `undefined`
 * @returns the passphrase, or `undefined` if the box was closed
 */
export async function askPassphrase(
  question: Pick<TextQuestion, 'title' | 'prompt' | 'step'>,
  check: (typed: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  const answer = await askText({ ...question, hidden: true, placeholder: vscode.l10n.t('Passphrase') }, async (typed) => {
    const problem = await check(typed);
    return problem === undefined ? undefined : validationError(problem);
  });
  return answer.kind === 'accepted' ? answer.value : undefined;
}
