import type { ShownState } from '../../accounts/accountViews.ts';
import { knownState } from '../../accounts/sessionState.ts';
import { stateExplanation, stateWord } from '../../prompts/stateText.ts';

/** How a session's state looks in the tree and in the status bar. */
export interface StateAppearance {
  /** The name of a product icon. */
  readonly icon: string;
  /** A theme color for the icon in the tree. */
  readonly color?: string;
  /** One or two words, after the name. */
  readonly word: string;
  /** Whether the status bar shows the word; a valid session needs none. */
  readonly spoken: boolean;
  readonly background?: 'warning' | 'error';
  /** Explains the state and what to do about it, for tooltips. */
  readonly explanation?: string;
}

// Each can be read on the sidebar of VS Code's own themes; a test measures them.
const good = 'charts.green';
const bad = 'list.errorForeground';
const attention = 'list.warningForeground';

/**
 * @param state - the state to show
 * @param now - milliseconds since the epoch, for times left
 */
export function stateAppearance(state: ShownState, now: number): StateAppearance {
  if (state.kind === 'rateLimited' && state.until <= now) return stateAppearance(state.known, now);
  const explanation = stateExplanation(state);
  return { word: stateWord(state, now), ...(explanation !== undefined && { explanation }), ...look(state.kind) };
}

function look(kind: ShownState['kind']): Omit<StateAppearance, 'word' | 'explanation'> {
  switch (kind) {
    case 'signedOut':
      return { icon: 'circle-outline', spoken: true };
    case 'unchecked':
      return { icon: 'circle-large-outline', spoken: true };
    case 'valid':
      return { icon: 'pass', color: good, spoken: false };
    case 'twoFactorPending':
      return { icon: 'shield', color: attention, spoken: true, background: 'warning' };
    case 'expired':
      return { icon: 'error', color: bad, spoken: true, background: 'error' };
    case 'otherNetwork':
      return { icon: 'globe', color: attention, spoken: true, background: 'warning' };
    case 'moderated':
      return { icon: 'circle-slash', color: bad, spoken: true, background: 'error' };
    case 'unreachable':
      return { icon: 'debug-disconnect', spoken: true };
    case 'elsewhere':
      return { icon: 'remote', spoken: true };
    case 'serverGone':
      return { icon: 'debug-disconnect', spoken: true };
    case 'outage':
      return { icon: 'warning', color: attention, spoken: true };
    case 'rateLimited':
      return { icon: 'watch', spoken: true };
    case 'networkBlocked':
      return { icon: 'globe', color: attention, spoken: true, background: 'warning' };
    case 'userAgentRejected':
      return { icon: 'error', color: bad, spoken: true, background: 'error' };
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
