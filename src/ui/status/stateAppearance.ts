import * as vscode from 'vscode';
import type { ShownState } from '../../accounts/accountViews.ts';
import { knownState } from '../../accounts/sessionState.ts';
import { stateExplanation } from '../../prompts/stateExplanation.ts';
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
  const shown = state.kind === 'rateLimited' && state.until <= now ? state.known : state;
  const explanation = stateExplanation(shown.kind);
  return { ...look(shown, now), ...(explanation !== undefined && { explanation }) };
}

function look(state: ShownState, now: number): Omit<StateAppearance, 'explanation'> {
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
      };
    case 'expired':
      return {
        icon: 'error',
        color: bad,
        word: l10n.t('expired'),
        spoken: true,
        background: 'error',
      };
    case 'otherNetwork':
      return {
        icon: 'globe',
        color: attention,
        word: l10n.t('wrong network'),
        spoken: true,
        background: 'warning',
      };
    case 'moderated':
      return {
        icon: 'circle-slash',
        color: bad,
        word: l10n.t('blocked'),
        spoken: true,
        background: 'error',
      };
    case 'unreachable':
      return {
        icon: 'debug-disconnect',
        word: l10n.t('unreachable'),
        spoken: false,
      };
    case 'elsewhere':
      return {
        icon: 'remote',
        word: l10n.t('made on another machine'),
        spoken: true,
      };
    case 'serverGone':
      return {
        icon: 'debug-disconnect',
        word: l10n.t('not running'),
        spoken: true,
      };
    case 'outage':
      return {
        icon: 'warning',
        color: attention,
        word: l10n.t('VRChat outage'),
        spoken: true,
      };
    case 'rateLimited':
      return {
        icon: 'watch',
        word: l10n.t('wait {0}', remaining(state.until, now)),
        spoken: true,
      };
    case 'networkBlocked':
      return {
        icon: 'globe',
        color: attention,
        word: l10n.t('network blocked'),
        spoken: true,
        background: 'warning',
      };
    case 'userAgentRejected':
      return {
        icon: 'error',
        color: bad,
        word: l10n.t('User-Agent rejected'),
        spoken: true,
        background: 'error',
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
