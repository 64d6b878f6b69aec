import * as vscode from 'vscode';
import type { TwoFactorMethod } from '../vrchat/codes.ts';

const { l10n } = vscode;

/** What a code looks like, for the box that asks for it. */
export function codePlaceholder(method: TwoFactorMethod): string {
  return method === 'otp' ? l10n.t('xxxx-xxxx') : l10n.t('123456');
}

/** The button of a box that asks for another code than this one. */
export function methodButton(method: TwoFactorMethod): vscode.QuickInputButton {
  switch (method) {
    case 'totp':
      return { iconPath: new vscode.ThemeIcon('device-mobile'), tooltip: l10n.t('Use the authenticator app') };
    case 'emailOtp':
      return { iconPath: new vscode.ThemeIcon('mail'), tooltip: l10n.t('Use the code sent by e-mail') };
    case 'otp':
      return { iconPath: new vscode.ThemeIcon('key'), tooltip: l10n.t('Use a recovery code') };
  }
}
