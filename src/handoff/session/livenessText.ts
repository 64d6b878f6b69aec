import * as vscode from 'vscode';
import type { DeadReason, UncheckedReason } from '../../accounts/livenessCheck.ts';
import { stateExplanation } from '../../prompts/stateExplanation.ts';

const { l10n } = vscode;

/** Why programs cannot use a session, and what to do about it. */
export function deadText(reason: DeadReason): string {
  return stateExplanation(reason) ?? l10n.t('This account is signed out.');
}

/** Why it is not known whether a session is alive. */
export function uncheckedText(reason: UncheckedReason): string {
  switch (reason) {
    case 'deletionScheduled':
      return l10n.t('This account is scheduled for deletion, and any request would cancel that.');
    case 'unknown':
      return l10n.t('VRChat’s answer didn’t say whether it works.');
    default:
      return stateExplanation(reason) ?? '';
  }
}
