import * as vscode from 'vscode';
import type { AccountId } from '../../accounts/accountId.ts';
import { accountName } from '../../prompts/accountName.ts';

const { l10n } = vscode;

const mutedKey = 'passwordOfferMuted';

/**
 * Asks whether to remember a password. Closing the choice declines.
 *
 * @param memory - keeps for all windows that the user does not want to be asked
 * @param account - with its name as it may be shown
 * @param isOutdated - another password is stored for it; then the user is asked in any case
 */
export async function askToRemember(
  memory: vscode.Memento,
  account: AccountId & { readonly displayName: string },
  isOutdated: boolean,
): Promise<boolean> {
  if (!isOutdated && memory.get(mutedKey) === true) return false;
  const decline = {
    label: l10n.t('Don’t remember'),
    detail: isOutdated
      ? l10n.t('The password stored so far no longer works and is removed.')
      : l10n.t('You sign in again when the session expires.'),
  };
  const remember = {
    label: l10n.t('Remember password'),
    detail: l10n.t('VS Code stores it and signs in again for you.'),
  };
  const never = { label: l10n.t('Don’t remember, and don’t ask again') };
  const choice = await vscode.window.showQuickPick([decline, remember, ...(isOutdated ? [] : [never])], {
    title: l10n.t('Sign in to VRChat'),
    placeHolder: l10n.t('You’re signed in. Remember the password for {0}?', accountName(account)),
    ignoreFocusOut: true,
  });
  if (choice === never) await memory.update(mutedKey, true);
  return choice === remember;
}
