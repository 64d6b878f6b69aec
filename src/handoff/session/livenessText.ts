import * as vscode from 'vscode';
import type { AccountId } from '../../accounts/accountId.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import type { Liveness } from '../../accounts/livenessCheck.ts';
import { knownState } from '../../accounts/sessionState.ts';
import { stateExplanation } from '../../prompts/stateText.ts';

const { l10n } = vscode;

/** Why programs cannot use a session and what to do about it, or why it is not known whether they can. */
export function livenessText(
  { view }: Pick<AccountStore, 'view'>,
  account: AccountId,
  { kind, reason }: Extract<Liveness, { readonly reason: string }>,
): string {
  if (reason === 'deletionScheduled') return l10n.t('This account is scheduled for deletion, and any request would cancel that.');
  if (reason === 'unknown') return l10n.t('VRChat’s answer didn’t say whether it works.');
  const state = view(account)?.state;
  // What is in the way, such as an outage, is not why a session is dead.
  const shown = state && kind === 'dead' && state.kind !== 'elsewhere' ? knownState(state) : state;
  return (shown && stateExplanation(shown, account.server)) ?? l10n.t('This account is signed out.');
}
