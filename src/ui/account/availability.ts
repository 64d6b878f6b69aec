import * as vscode from 'vscode';
import type { AccountId } from '../../accounts/accountId.ts';
import type { AccountView } from '../../accounts/accountViews.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import type { CallWithoutSession } from './callWithoutSession.ts';
import { askText, validationError, type ValidationMessage } from '../../prompts/askText.ts';
import { accountName } from '../../prompts/accountName.ts';
import { plainText } from '../../prompts/plainText.ts';
import { problemText } from '../../prompts/problemText.ts';
import { privacy, signInServer } from '../../prompts/settings.ts';

const { l10n } = vscode;

type Field = 'username' | 'displayName' | 'email';

/**
 * Checks with VRChat whether a name or email is available. The box stays open with the answer, so the user can try another.
 *
 * @param account - the one whose own names count as available; default: the active account
 */
export async function checkAvailability(
  store: AccountStore,
  callWithoutSession: CallWithoutSession,
  account: AccountId | undefined = store.snapshot().active,
): Promise<void> {
  const title = l10n.t('Check Name or Email Availability');
  const fields: (vscode.QuickPickItem & { readonly field: Field })[] = [
    { label: l10n.t('Display name'), description: l10n.t('shown to others'), field: 'displayName' },
    { label: l10n.t('User name'), description: l10n.t('used to sign in'), field: 'username' },
    { label: l10n.t('Email address'), field: 'email' },
  ];
  const chosen = await vscode.window.showQuickPick(fields, { title, placeHolder: l10n.t('What do you want to check?') });
  if (!chosen) return;
  const { field, label } = chosen;
  const own = account && store.view(account);
  const server = account?.server ?? signInServer();
  await askText(
    {
      title,
      prompt: own
        ? l10n.t('Press Enter to check, Escape to close. {0}’s own names don’t count as taken.', accountName(own))
        : l10n.t('Press Enter to check, Escape to close.'),
      placeholder: label,
    },
    async (typed): Promise<ValidationMessage> => {
      if (typed.trim() === '') return validationError(problemText({ kind: 'empty' }));
      const result = await callWithoutSession(server, (vrchat, session) =>
        vrchat.checkUserExists(session, { [field]: typed, ...(account && { excludeUserId: account.userId }) }),
      );
      if (!result.ok) return validationError(problemText(result.problem, server));
      const shown = privacy().hidden ? '•••' : plainText(typed, 60);
      const profile = account && store.account(account)?.profile;
      return isOwn(typed, field, profile) && !result.value.userExists && own
        ? {
            message: l10n.t('“{0}” is already yours.', shown),
            severity: vscode.InputBoxValidationSeverity.Info,
          }
        : verdict(field, shown, result.value);
    },
  );
}

/** Whether a name is the account's own, which VRChat leaves out when it looks for others. An email address is never known in full. */
function isOwn(typed: string, field: Field, profile: AccountView['profile'] | undefined): boolean {
  const own = field === 'displayName' ? profile?.displayName : field === 'username' ? profile?.username : undefined;
  return own?.toLowerCase() === typed.trim().toLowerCase();
}

function verdict(
  field: Field,
  typed: string,
  { userExists, nameOk }: { readonly userExists: boolean; readonly nameOk: boolean },
): ValidationMessage {
  if (userExists) return { message: l10n.t('“{0}” is taken.', typed), severity: vscode.InputBoxValidationSeverity.Warning };
  if (field !== 'email' && !nameOk)
    return {
      message: l10n.t('“{0}” isn’t taken, but VRChat doesn’t allow it as a name.', typed),
      severity: vscode.InputBoxValidationSeverity.Warning,
    };
  return { message: l10n.t('“{0}” is available.', typed), severity: vscode.InputBoxValidationSeverity.Info };
}
