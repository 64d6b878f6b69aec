import * as vscode from 'vscode';
import type { ShownState } from '../../accounts/accountViews.ts';

const { l10n } = vscode;

export interface AnnouncedState {
  /** The command that fixes it. */
  readonly command: string;
  readonly label: () => string;
}

/** The states that need the user. A session that enters one is announced by a notification. */
export const announcedStates: Partial<Record<ShownState['kind'], AnnouncedState>> = {
  expired: { command: 'vrchatAuth.signIn', label: () => l10n.t('Sign In Again') },
  otherNetwork: { command: 'vrchatAuth.signIn', label: () => l10n.t('Sign In Again') },
  twoFactorPending: { command: 'vrchatAuth.signIn', label: () => l10n.t('Sign In Again') },
  moderated: { command: 'vrchatAuth.openWebsite', label: () => l10n.t('Open vrchat.com') },
};
