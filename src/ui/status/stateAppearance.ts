import * as vscode from 'vscode';
import type { ShownState } from '../../accounts/accountViews.ts';
import { knownState } from '../../accounts/sessionState.ts';
import { remaining } from '../../prompts/time.ts';

const { l10n } = vscode;

/** How a session's state looks in the tree and in the status bar. */
export interface StateAppearance {
  /** The name of a product icon. */
  readonly icon: string;
  /** A theme color for the icon in the tree. */
  readonly color?: string;
  /** One or two words, after the name. */
  readonly word: string;
  /** Whether the status bar shows the word; if nothing is wrong, the icon is enough. */
  readonly spoken: boolean;
  readonly background?: 'warning' | 'error';
  /** Explains the state and what to do about it, for tooltips. */
  readonly explanation?: string;
}

const good = 'testing.iconPassed';
const bad = 'testing.iconFailed';
const attention = 'notificationsWarningIcon.foreground';

/**
 * @param state - the state to show
 * @param now - milliseconds since the epoch, for times left
 */
export function stateAppearance(state: ShownState, now: number): StateAppearance {
  switch (state.kind) {
    case 'signedOut':
      return { icon: 'circle-outline', word: l10n.t('signed out'), spoken: true };
    case 'unchecked':
      return { icon: 'circle-large-outline', word: l10n.t('not checked yet'), spoken: false };
    case 'valid':
      return { icon: 'pass', color: good, word: l10n.t('valid'), spoken: false };
    case 'twoFactorPending':
      return {
        icon: 'shield',
        color: attention,
        word: l10n.t('2FA code'),
        spoken: true,
        background: 'warning',
        explanation: l10n.t('This session still needs its two-factor code.'),
      };
    case 'expired':
      return {
        icon: 'error',
        color: bad,
        word: l10n.t('expired'),
        spoken: true,
        background: 'error',
        explanation: l10n.t('VRChat no longer accepts this session. It expired, was ended, or is being used from a different network.'),
      };
    case 'otherNetwork':
      return {
        icon: 'globe',
        color: attention,
        word: l10n.t('wrong network'),
        spoken: true,
        background: 'warning',
        explanation: l10n.t('VRChat only accepts this session from the network it was created on. Switch back, or sign in again here.'),
      };
    case 'moderated':
      return {
        icon: 'circle-slash',
        color: bad,
        word: l10n.t('blocked'),
        spoken: true,
        background: 'error',
        explanation: l10n.t('VRChat has blocked this account. Sign in on vrchat.com to see why.'),
      };
    case 'unreachable':
      return {
        icon: 'debug-disconnect',
        word: l10n.t('unreachable'),
        spoken: false,
        explanation: l10n.t('VRChat can’t be reached right now. Your session is unaffected.'),
      };
    case 'elsewhere':
      return {
        icon: 'remote',
        word: l10n.t('other machine'),
        spoken: true,
        explanation: l10n.t(
          'This session was made on another machine, whose network VRChat ties it to. “Use It Here” checks once whether VRChat accepts it from here; or sign in again.',
        ),
      };
    case 'serverGone':
      return {
        icon: 'debug-disconnect',
        word: l10n.t('not running'),
        spoken: true,
        explanation: l10n.t(
          'The emulator that issued this session isn’t running, so nothing is sent to its address. Start it again to use the session.',
        ),
      };
    case 'outage':
      return {
        icon: 'warning',
        color: attention,
        word: l10n.t('VRChat outage'),
        spoken: true,
        explanation: l10n.t('VRChat is having problems; see status.vrchat.com. Your session is unaffected.'),
      };
    case 'rateLimited':
      if (state.until <= now) return stateAppearance(state.known, now);
      return {
        icon: 'watch',
        word: l10n.t('wait {0}', remaining(state.until, now)),
        spoken: true,
        explanation: l10n.t('VRChat is rate limiting this account. No requests are sent until the pause ends.'),
      };
    case 'networkBlocked':
      return {
        icon: 'globe',
        color: attention,
        word: l10n.t('network blocked'),
        spoken: true,
        background: 'warning',
        explanation: l10n.t('VRChat blocks your current network, as it does with most VPNs.'),
      };
    case 'userAgentRejected':
      return {
        icon: 'error',
        color: bad,
        word: l10n.t('User-Agent rejected'),
        spoken: true,
        background: 'error',
        explanation: l10n.t('VRChat rejected the User-Agent. Check the setting “vrchatAuth.userAgent”.'),
      };
  }
}

/** When the server last answered about a session, in milliseconds since the epoch. */
export function lastChecked(state: ShownState): number | undefined {
  const known = knownState(state);
  return 'checkedAt' in known ? known.checkedAt : undefined;
}

/**
 * The time to show with a state, in milliseconds since the epoch: when a problem began, or when the server last confirmed it.
 *
 * @param now - milliseconds since the epoch
 */
export function shownTime(state: ShownState, now: number): number | undefined {
  const isInTheWay =
    'known' in state && state.kind !== 'serverGone' && state.kind !== 'elsewhere' && !(state.kind === 'rateLimited' && state.until <= now);
  return isInTheWay ? state.since : lastChecked(state);
}
