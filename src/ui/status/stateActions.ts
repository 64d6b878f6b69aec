import * as vscode from 'vscode';
import type { AccountView } from '../../accounts/accountViews.ts';
import { hasSession } from '../../accounts/accountViews.ts';
import { knownState } from '../../accounts/sessionState.ts';
import type { CommandName } from '../commandTable.ts';

const { l10n } = vscode;

/** Something that can be done about an account. */
export interface StateAction {
  readonly icon: string;
  readonly label: string;
  readonly command: CommandName;
}

/** Whether programs can be given an account's session. */
export function isUsable({ state }: Pick<AccountView, 'state'>): boolean {
  return state.kind !== 'elsewhere' && !['signedOut', 'expired', 'twoFactorPending', 'moderated'].includes(knownState(state).kind);
}

/** Whether VRChat can be asked about an account's session now. */
export function canBeVerified(account: AccountView, now: number): boolean {
  const { state, profile } = account;
  if (!hasSession(account) || state.kind === 'elsewhere' || state.kind === 'serverGone' || profile.accountDeletionDate) return false;
  // No request is sent before the pause ends.
  return state.kind !== 'rateLimited' || state.until <= now;
}

/** Whether VRChat would do something for an account now, and not refuse it for its state. */
export function isReady(account: AccountView, now: number): boolean {
  return canBeVerified(account, now) && isUsable(account);
}

/** What can be done about an account, as the end of a row's context value. The manifest's menus offer nothing else. */
export function stateMarks(account: AccountView, now: number): string {
  return [
    ...(canBeVerified(account, now) ? ['.verifiable'] : []),
    ...(isUsable(account) ? ['.usable'] : []),
    ...(isReady(account, now) ? ['.ready'] : []),
  ].join('');
}

/**
 * What an account's state needs, the most helpful first. Nothing that makes no sense in it.
 *
 * @param now - milliseconds since the epoch
 */
export function stateActions(account: AccountView, now: number): readonly StateAction[] {
  const { kind } = account.state;
  const signIn: StateAction = { icon: 'sign-in', label: l10n.t('Sign In Again'), command: 'signIn' };
  const verify: StateAction[] = canBeVerified(account, now)
    ? [{ icon: 'check', label: l10n.t('Verify Session'), command: 'verifySession' }]
    : [];
  switch (kind) {
    case 'elsewhere':
      return [{ icon: 'remote', label: l10n.t('Use It Here'), command: 'useSessionHere' }, signIn];
    case 'serverGone':
      return [{ icon: 'play', label: l10n.t('Start Local API Emulator'), command: 'startEmulator' }];
    case 'signedOut':
      return [signIn];
    case 'expired':
    case 'otherNetwork':
    case 'twoFactorPending':
      return [signIn, ...verify];
    case 'moderated':
      return [{ icon: 'link-external', label: l10n.t('Open vrchat.com'), command: 'openWebsite' }, ...verify];
    default:
      return verify;
  }
}
