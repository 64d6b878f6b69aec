import * as vscode from 'vscode';
import type { Problem } from '../accounts/ports.ts';
import type { ShownState } from '../accounts/accountViews.ts';
import { problemText } from './problemText.ts';
import { remaining } from './time.ts';

const { l10n } = vscode;

/**
 * A state in one or two words, after an account's name. With {@link stateExplanation} it is the same in the tree, the status bar and
 * messages.
 *
 * @param now - milliseconds since the epoch, for times left
 */
export function stateWord(state: ShownState, now: number): string {
  switch (state.kind) {
    case 'signedOut':
      return l10n.t('signed out');
    case 'unchecked':
      return l10n.t('not checked yet');
    case 'valid':
      return l10n.t('valid');
    case 'twoFactorPending':
      return l10n.t('2FA code');
    case 'expired':
      return l10n.t('expired');
    case 'otherNetwork':
      return l10n.t('other network');
    case 'moderated':
      return l10n.t('blocked');
    case 'unreachable':
      return l10n.t('offline');
    case 'elsewhere':
      return l10n.t('other machine');
    case 'serverGone':
      return l10n.t('not running');
    case 'outage':
      return l10n.t('VRChat outage');
    case 'rateLimited':
      return state.until <= now ? stateWord(state.known, now) : l10n.t('wait {0}', remaining(state.until, now));
    case 'networkBlocked':
      return l10n.t('network blocked');
    case 'userAgentRejected':
      return l10n.t('bad User-Agent');
  }
}

/** What a state means and what to do about it: what is said of the problem that led to it. `undefined` if nothing is wrong. */
export function stateExplanation(state: ShownState, server?: string): string | undefined {
  switch (state.kind) {
    case 'elsewhere':
      return l10n.t(
        'This session was made on another machine, whose network VRChat ties it to. “Use It Here” checks once whether VRChat accepts it from here; or sign in again.',
      );
    case 'serverGone':
      return l10n.t(
        'The emulator that issued this session isn’t running, so nothing is sent to its address. Start it again to use the session.',
      );
    case 'otherNetwork':
      return l10n.t('VRChat only accepts this session from the network it was created on. Switch back, or sign in again here.');
    case 'outage':
    case 'unreachable':
      return l10n.t('{0} Your session is unaffected.', problemText(problemOf(state), server));
    case 'signedOut':
    case 'unchecked':
    case 'valid':
      return undefined;
    default:
      return problemText(problemOf(state), server);
  }
}

/** The problem that led to a state. */
function problemOf(
  state: Exclude<ShownState, { readonly kind: 'signedOut' | 'unchecked' | 'valid' | 'elsewhere' | 'serverGone' }>,
): Problem {
  switch (state.kind) {
    case 'twoFactorPending':
      return { kind: 'requiresTwoFactorAuth' };
    case 'expired':
    case 'otherNetwork':
      return { kind: 'missingCredentials' };
    case 'moderated':
      return { kind: 'forbidden', serverMessage: state.serverMessage };
    case 'unreachable':
      return state.reason === 'foreign' ? { kind: 'unexpectedResponse', field: '' } : { kind: 'unreachable', reason: state.reason };
    case 'outage':
      return { kind: 'outage', status: 0 };
    case 'rateLimited':
      return { kind: 'rateLimited', until: state.until, serverMessage: '' };
    case 'networkBlocked':
      return { kind: 'networkBlocked', serverMessage: '' };
    case 'userAgentRejected':
      return { kind: 'userAgentRejected' };
  }
}

/** Whether a state is what a problem led to. */
export function isProblemOf({ kind }: Problem, state: ShownState): boolean {
  switch (state.kind) {
    case 'signedOut':
    case 'unchecked':
    case 'valid':
    case 'elsewhere':
    case 'serverGone':
      return false;
    default:
      return problemOf(state).kind === kind;
  }
}

/** An account's state as a message: its name, the word and the explanation. */
export function stateMessage(name: string, state: ShownState, server?: string): string {
  const explanation = stateExplanation(state, server);
  const word = stateWord(state, Date.now());
  return explanation === undefined ? l10n.t('{0}: {1}', name, word) : l10n.t('{0}: {1}. {2}', name, word, explanation);
}
