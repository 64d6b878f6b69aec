import * as vscode from 'vscode';
import { shownName } from '../../prompts/accountName.ts';
import { privacy } from '../../prompts/settings.ts';
import { duration, timeOfDay } from '../../prompts/time.ts';
import type { EmulatedAccount } from './emulatorControls.ts';

const { l10n } = vscode;

/** The names of the emulator's accounts as they may be shown. */
export function accountNames(accounts: readonly EmulatedAccount[], isPrivate: boolean): readonly string[] {
  return accounts.map(({ displayName }, index) => (isPrivate ? privacy().placeholder(index + 1) : shownName(displayName, 40)));
}

/** A code in two halves, as apps show it, and until when it works: “492 039 · until 14:03:30”. */
export function codeText({ digits, validForMs }: NonNullable<EmulatedAccount['code']>): string {
  const until = timeOfDay(Date.now() + validForMs);
  return l10n.t('{0} · until {1}', digits.replace(/^(\d{3})(\d{3})$/, '$1 $2'), until);
}

/** An operation that faults apply to. */
export function operationText(operation: string): string {
  return operation === '*' ? l10n.t('any request') : operation;
}

/** How often a fault still applies. */
export function timesText(times: number | null): string {
  if (times === null) return l10n.t('until removed');
  return times === 1 ? l10n.t('once') : l10n.t('{0} times', times);
}

/** How far the emulator's clock is ahead of this machine's. */
export function clockText(aheadMs: number): string {
  const minutes = Math.round(aheadMs / 60_000);
  return minutes === 0 ? l10n.t('same as this machine’s') : l10n.t('{0} ahead', duration(minutes));
}

/** What a fault does, by its name or with its argument; empty for one that is not known here. */
export function faultText(fault: string): string {
  const [name = ''] = fault.split(':');
  return faultTexts()[name] ?? '';
}

/** What each fault does. A function, because texts are in the user's language. */
export const faultTexts = (): Readonly<Record<string, string>> => ({
  status: l10n.t('An error with the status you choose'),
  html502: l10n.t('502 with the HTML page of a proxy'),
  webPage: l10n.t('A web page in place of the answer, as a captive portal sends it'),
  missingCredentials: l10n.t('“Missing Credentials”, with the status you choose'),
  reset: l10n.t('The connection is reset'),
  timeout: l10n.t('No answer, ever'),
  truncate: l10n.t('Half of the answer, then the connection is closed'),
  slow: l10n.t('The answer is late'),
  wrongContentType: l10n.t('The answer, labeled as HTML'),
  malformedJson: l10n.t('200 with JSON that breaks off'),
  hugeBody: l10n.t('200 with 6 MB of JSON'),
  redirectElsewhere: l10n.t('A redirect to another host'),
  rateLimit: l10n.t('429, with or without Retry-After'),
  vpnBlocked: l10n.t('403: the network is blocked, as most VPNs are'),
  userAgentBlocked: l10n.t('403: the User-Agent doesn’t identify the program'),
  moderated: l10n.t('403: the account is suspended'),
  stepUp: l10n.t('402: confirm on the website first'),
  expireSessions: l10n.t('All sessions end before the request'),
  otherNetwork: l10n.t('The request comes from another network'),
  newAddress: l10n.t('The request comes from another address of a place that VRChat knows'),
  rotateSession: l10n.t('The answer has a new cookie, and the old one stops working'),
  newLocation: l10n.t('A sign-in is refused as one from somewhere new, and an email has a link'),
  tooManyPlaces: l10n.t('A sign-in is refused as one from too many places, and an email has a link'),
  tooManySessions: l10n.t('A sign-in is refused, because the account has created too many sessions'),
});
