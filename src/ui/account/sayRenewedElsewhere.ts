import * as vscode from 'vscode';
import type { AccountView } from '../../accounts/accountViews.ts';
import { accountName } from '../../prompts/accountName.ts';
import { say } from '../../prompts/say.ts';

/** Says that automatic sign-in has spent a login because this machine has another public address. */
export function sayRenewedElsewhere(account: Pick<AccountView, 'server' | 'displayName'>): void {
  say(vscode.l10n.t('Your network address changed, so {0} was signed in again automatically.', accountName(account)));
}
