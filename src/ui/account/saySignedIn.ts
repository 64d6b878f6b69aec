import * as vscode from 'vscode';
import { accountId, isSameAccount, type AccountId } from '../../accounts/accountId.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import { hasSession } from '../../accounts/accountViews.ts';
import type { SignInOutcome } from '../../accounts/signIn.ts';
import { accountName } from '../../prompts/accountName.ts';
import { joinSentences } from '../../prompts/joinTexts.ts';
import { keepOpen, openMessage } from '../../prompts/openMessages.ts';
import { problemText } from '../../prompts/problemText.ts';
import { ours } from '../../prompts/windowToken.ts';

const { l10n } = vscode;

type SignedIn = Extract<SignInOutcome, { readonly kind: 'signedIn' }>;

/**
 * The one message at the end of a sign-in: who is signed in, which account stays active, because signing in changes nobody's choice, and what
 * comes next. Beside an open notification about what was wrong with the session, or about an earlier sign-in, the status bar says it. Don't await
 * it: a notification can stay open for hours.
 */
export async function saySignedIn(store: AccountStore, { account: id, insteadOf, problem }: SignedIn): Promise<void> {
  const account = store.view(id);
  if (!account) return;
  const name = accountName(account);
  const { active } = store.snapshot();
  const other = active && !isSameAccount(active, account) ? active : undefined;
  const texts = [
    insteadOf === undefined
      ? l10n.t('Signed in as {0}.', name)
      : l10n.t('Signed in as {0}, not {1}. Both accounts are kept.', name, nameOf(store, insteadOf)),
    ...(other === undefined
      ? []
      : [
          hasSession(other)
            ? l10n.t('{0} stays active.', accountName(other))
            : l10n.t('{0} stays active, and is signed out.', accountName(other)),
        ]),
    ...(problem === undefined ? [] : [l10n.t('The password is not remembered: {0}', problemText(problem, account.server))]),
  ];
  const text = joinSentences(texts);
  const before = openMessage(account, 'signedIn');
  if (
    (openMessage(account) && texts.length === 1 && insteadOf === undefined) ||
    (before && before.text !== text && problem === undefined)
  ) {
    vscode.window.setStatusBarMessage(`$(check) ${text}`, 8000);
    return;
  }
  const activate = l10n.t('Use {0}', name);
  const useInProject = l10n.t('Use in This Project…');
  const keyring = l10n.t('Help with Keyring');
  const show = problem === undefined ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  const answer = show(text, ...(problem?.kind === 'notStored' ? [keyring] : []), ...(other === undefined ? [] : [activate]), useInProject);
  const choice = await keepOpen(account, text, answer, 'signedIn');
  if (choice === activate) await store.activate(account, store.isChosenHere() ? 'workspace' : 'everywhere');
  else if (choice === keyring) await vscode.commands.executeCommand('vrchatAuth.openKeyringHelp');
  else if (choice === useInProject) await vscode.commands.executeCommand('vrchatAuth.useInProject', ours(accountId(account)));
}

function nameOf(store: AccountStore, account: AccountId): string {
  return accountName(store.view(account) ?? { ...account, displayName: '' });
}
