import { dismissedSuggestionsKey as dismissedKey, type MementoPort } from '../../accounts/accountMemory.ts';
import { accountKey, type AccountId } from '../../accounts/accountId.ts';
import { readTexts } from '../../accounts/storedShapes.ts';

/** Whether the user no longer wants to be offered an authenticator app for an account. @param memory - for all windows */
export function isSuggestionDismissed(memory: Pick<MementoPort, 'get'>, account: AccountId): boolean {
  return readTexts(memory.get(dismissedKey)).includes(accountKey(account));
}

/** Remembers that the user does not want to be offered an authenticator app for an account. */
export async function dismissSuggestion(memory: MementoPort, account: AccountId): Promise<void> {
  if (!isSuggestionDismissed(memory, account))
    await memory.update(dismissedKey, [...readTexts(memory.get(dismissedKey)), accountKey(account)]);
}
