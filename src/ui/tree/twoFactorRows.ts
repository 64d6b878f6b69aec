import * as vscode from 'vscode';
import { ours, rowId } from '../../prompts/windowToken.ts';
import { accountId, accountKey } from '../../accounts/accountId.ts';
import type { AccountView } from '../../accounts/accountViews.ts';
import { date, isDate, remaining, timeOfDay } from '../../prompts/time.ts';
import { isReady } from '../status/stateActions.ts';
import type { ShownCode } from '../twoFactor/shownCodes.ts';
import { group, leaf, marked, tooltipOf, warningIcon, type TreeRow } from './treeRow.ts';

const { l10n } = vscode;

/** What the two-factor rows show besides the account. */
export interface TwoFactorContext {
  /** The one-time code that the user has just asked for. */
  readonly shownCode: (account: AccountView) => ShownCode | undefined;
  /** The user does not want to be offered an authenticator app. */
  readonly isSuggestionDismissed: (account: AccountView) => boolean;
}

/** Everything about an account's two-factor authentication in one row; what an authenticator has is below it. */
export function twoFactorRow(account: AccountView, { isSuggestionDismissed }: TwoFactorContext, now: number): TreeRow {
  const { profile, pendingTwoFactor, trustedUntil, hasAuthenticatorSecret } = account;
  const isOn = profile.twoFactorAuthEnabled;
  const ready = isReady(account, now) ? '.ready' : '';
  const trust =
    trustedUntil !== undefined && trustedUntil > now ? l10n.t('trusted {0}', remaining(trustedUntil, now)) : l10n.t('no trust yet');
  if (isOn === true) {
    const enabledAt = profile.twoFactorAuthEnabledDate;
    return group(
      account,
      'twoFactor',
      'shield',
      l10n.t('Two-factor'),
      l10n.t('app · {0}', trust),
      () => authenticatorRows(account, ready),
      {
        contextValue: `twoFactor.on${hasAuthenticatorSecret ? '.secret' : ''}${ready}`,
        explanation: tooltipOf(
          l10n.t('The codes for this account come from an authenticator app.'),
          isDate(enabledAt) ? l10n.t('Turned on {0}.', date(enabledAt)) : undefined,
          trustText(trustedUntil, now),
        ),
      },
    );
  }
  if (pendingTwoFactor) {
    return quietRow(account, `twoFactor.pending${ready}`, l10n.t('enter the app’s code'), {
      icon: warningIcon('shield'),
      explanation: l10n.t('VRChat turns the authenticator app on once you have entered a code of it.'),
    });
  }
  const suggests = isOn === false && !isSuggestionDismissed(account) && ready !== '';
  const description = suggests ? l10n.t('no app · set one up') : isOn === false ? l10n.t('code by email') : l10n.t('unknown');
  return quietRow(account, `twoFactor.off${suggests ? '.suggested' : ''}${ready}`, description, {
    icon: new vscode.ThemeIcon('shield'),
    explanation: tooltipOf(
      isOn === false
        ? l10n.t('VRChat sends the codes for this account by email. An authenticator app works without waiting for one.')
        : undefined,
      trustText(trustedUntil, now),
    ),
  });
}

function trustText(trustedUntil: number | undefined, now: number): string {
  return trustedUntil !== undefined && trustedUntil > now
    ? l10n.t('VRChat asks for no code on this machine until {0}.', date(trustedUntil))
    : l10n.t('The next sign-in on this machine asks for a code.');
}

/** The two-factor row of an account without an authenticator. */
function quietRow(
  account: AccountView,
  contextValue: string,
  description: string,
  { icon, explanation }: { readonly icon: vscode.ThemeIcon; readonly explanation: string },
): TreeRow {
  const fact = leaf(account, 'twoFactor', l10n.t('Two-factor'), description, explanation);
  fact.item.contextValue = contextValue;
  fact.item.iconPath = icon;
  if (!contextValue.endsWith('.ready')) return fact;
  const { copyText, ...row } = fact;
  return { ...row, opens: 'enableTwoFactor', ...(contextValue.includes('.suggested') && { removes: 'dismissSuggestion' as const }) };
}

/** @param ready - the mark of rows whose account VRChat would do something for now; otherwise they only say what is so */
function authenticatorRows(account: AccountView, ready: string): TreeRow[] {
  const { hasAuthenticatorSecret, recoveryCodes } = account;
  const code = leaf(
    account,
    hasAuthenticatorSecret ? 'oneTimeCode' : 'noSecret',
    l10n.t('One-time code'),
    hasAuthenticatorSecret ? l10n.t('copy one') : l10n.t('in your app'),
    hasAuthenticatorSecret
      ? l10n.t('The authenticator’s secret is in VS Code’s secret storage, so codes can be made here.')
      : l10n.t('With the authenticator’s secret in VS Code’s secret storage, codes can be made here.'),
  );
  const codes = leaf(
    account,
    'recoveryCodes',
    l10n.t('Recovery codes'),
    recoveryCodes ? l10n.t('{0} of {1} left', recoveryCodes.left, recoveryCodes.total) : l10n.t('not viewed yet'),
    l10n.t('Each signs you in once if the authenticator is lost.'),
  );
  return [
    hasAuthenticatorSecret
      ? { ...code, opens: 'copyOneTimeCode' }
      : ready === ''
        ? code
        : { ...marked(code, ready), opens: 'storeAuthenticatorSecret' },
    ready === '' ? codes : { ...marked(codes, ready), opens: 'showRecoveryCodes' },
  ];
}

/** The one-time code while the user needs it, and until when it is valid. */
export function codeRows(account: AccountView, { shownCode }: TwoFactorContext, now: number): TreeRow[] {
  const shown = shownCode(account);
  if (!shown || !account.hasAuthenticatorSecret || shown.validUntil <= now) return [];
  const end = timeOfDay(shown.validUntil);
  const item = new vscode.TreeItem(shown.text);
  item.id = rowId('code', accountKey(account));
  item.description = l10n.t('until {0}', end);
  item.iconPath = new vscode.ThemeIcon('key');
  item.contextValue = 'code';
  item.tooltip = l10n.t('Copied a moment ago. The row shows the next code when this one ends, and goes away after two minutes.');
  item.command = { command: 'vrchatAuth.copyOneTimeCode', title: l10n.t('Copy One-Time Code'), arguments: [ours(accountId(account))] };
  item.accessibilityInformation = { label: l10n.t('One-time code: {0}, valid until {1}', shown.text, end) };
  return [{ item, ...accountId(account) }];
}
