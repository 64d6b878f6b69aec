import * as vscode from 'vscode';
import type { TwoFactorMethod } from '../vrchat/codes.ts';
import { joinSentences } from './joinTexts.ts';
import { hostText } from './serverName.ts';

const { l10n } = vscode;

/** An example of a code, for the input box. */
export function codePlaceholder(method: TwoFactorMethod): string {
  return method === 'otp' ? l10n.t('xxxx-xxxx') : l10n.t('123456');
}

/**
 * The prompt of an input box for a code.
 *
 * @param name - the account's name, as it may be shown
 * @param server - where the code is sent
 */
export function codePrompt(method: TwoFactorMethod, name: string, server: string): string {
  return joinSentences([methodPrompt(method, name), l10n.t('The code goes to {0}.', hostText(server))]);
}

function methodPrompt(method: TwoFactorMethod, name: string): string {
  switch (method) {
    case 'totp':
      return l10n.t('Enter the six-digit code for {0} from your authenticator app.', name);
    case 'emailOtp':
      return l10n.t('Enter the six-digit code VRChat emailed to {0}. It’s valid for 15 minutes.', name);
    case 'otp':
      return l10n.t('Enter a recovery code for {0}. Each works once.', name);
  }
}

/** A button that switches to another kind of code. */
export function methodButton(method: TwoFactorMethod): vscode.QuickInputButton {
  switch (method) {
    case 'totp':
      return { iconPath: new vscode.ThemeIcon('device-mobile'), tooltip: l10n.t('Use the authenticator app') };
    case 'emailOtp':
      return { iconPath: new vscode.ThemeIcon('mail'), tooltip: l10n.t('Use the code sent by email') };
    case 'otp':
      return { iconPath: new vscode.ThemeIcon('key'), tooltip: l10n.t('Use a recovery code') };
  }
}
