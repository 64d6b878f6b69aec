import * as vscode from 'vscode';
import { knownState, type SessionState } from '../../accounts/sessionState.ts';
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
export function stateAppearance(state: SessionState, now: number): StateAppearance {
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
        explanation: l10n.t('VRChat is waiting for the two-factor code of this session.'),
      };
    case 'expired':
      return {
        icon: 'error',
        color: bad,
        word: l10n.t('expired'),
        spoken: true,
        background: 'error',
        explanation: l10n.t(
          'VRChat no longer accepts this session: it has expired, was ended, or is used from another network than it was made on.',
        ),
      };
    case 'otherNetwork':
      return {
        icon: 'globe',
        color: attention,
        word: l10n.t('other network'),
        spoken: true,
        background: 'warning',
        explanation: l10n.t(
          'VRChat accepts this session only from the network it was made on. Go back to that network, or sign in again on this one.',
        ),
      };
    case 'moderated':
      return {
        icon: 'circle-slash',
        color: bad,
        word: l10n.t('refused'),
        spoken: true,
        background: 'error',
        explanation: l10n.t('VRChat refuses this account. Sign in on vrchat.com to see why.'),
      };
    case 'unreachable':
      return {
        icon: 'debug-disconnect',
        word: l10n.t('unreachable'),
        spoken: false,
        explanation: l10n.t('VRChat cannot be reached at the moment. The session is kept as it was.'),
      };
    case 'outage':
      return {
        icon: 'warning',
        color: attention,
        word: l10n.t('VRChat outage'),
        spoken: true,
        explanation: l10n.t('VRChat has a problem of its own; see status.vrchat.com. The session is kept as it was.'),
      };
    case 'rateLimited':
      if (state.until <= now) return stateAppearance(state.known, now);
      return {
        icon: 'watch',
        word: l10n.t('wait {0}', remaining(state.until, now)),
        spoken: true,
        explanation: l10n.t('VRChat asks for a pause. Nothing is sent until it is over.'),
      };
    case 'networkBlocked':
      return {
        icon: 'globe',
        color: attention,
        word: l10n.t('network blocked'),
        spoken: true,
        background: 'warning',
        explanation: l10n.t('VRChat blocks the network you are on, as it does with most VPNs.'),
      };
    case 'userAgentRejected':
      return {
        icon: 'error',
        color: bad,
        word: l10n.t('User-Agent refused'),
        spoken: true,
        background: 'error',
        explanation: l10n.t('VRChat refuses the User-Agent. Check the setting “vrchatAuth.userAgent”.'),
      };
  }
}

/** When the server last answered about a session, in milliseconds since the epoch. */
export function lastChecked(state: SessionState): number | undefined {
  const known = knownState(state);
  return 'checkedAt' in known ? known.checkedAt : undefined;
}

/**
 * The time to show with a state, in milliseconds since the epoch: when a problem began, or when the server last confirmed it.
 *
 * @param now - milliseconds since the epoch
 */
export function shownTime(state: SessionState, now: number): number | undefined {
  const isInTheWay = 'known' in state && !(state.kind === 'rateLimited' && state.until <= now);
  return isInTheWay ? state.since : lastChecked(state);
}
