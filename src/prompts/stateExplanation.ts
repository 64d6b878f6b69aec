import * as vscode from 'vscode';
import type { ShownState } from '../accounts/accountViews.ts';

const { l10n } = vscode;

/**
 * What a session's state means and what to do about it, in the words that every surface uses.
 *
 * @returns `undefined` if the state's name says it all
 */
export function stateExplanation(kind: ShownState['kind']): string | undefined {
  switch (kind) {
    case 'signedOut':
    case 'unchecked':
    case 'valid':
      return undefined;
    case 'twoFactorPending':
      return l10n.t('This session still needs its two-factor code.');
    case 'expired':
      return l10n.t('VRChat no longer accepts this session. It expired, was ended, or is being used from a different network.');
    case 'otherNetwork':
      return l10n.t('VRChat only accepts this session from the network it was created on. Switch back, or sign in again here.');
    case 'moderated':
      return l10n.t('VRChat has blocked this account. Sign in on vrchat.com to see why.');
    case 'unreachable':
      return l10n.t('VRChat can’t be reached right now. Your session is unaffected.');
    case 'elsewhere':
      return l10n.t(
        'This session was made on another machine, whose network VRChat ties it to. “Use It Here” checks once whether VRChat accepts it from here; or sign in again.',
      );
    case 'serverGone':
      return l10n.t(
        'The emulator that issued this session isn’t running, so nothing is sent to its address. Start it again to use the session.',
      );
    case 'outage':
      return l10n.t('VRChat is having problems; see status.vrchat.com. Your session is unaffected.');
    case 'rateLimited':
      return l10n.t('VRChat is rate limiting this account. No requests are sent until the pause ends.');
    case 'networkBlocked':
      return l10n.t('VRChat blocks your current network, as it does with most VPNs.');
    case 'userAgentRejected':
      return l10n.t('VRChat rejected the User-Agent. Check the setting “vrchatAuth.userAgent”.');
  }
}
