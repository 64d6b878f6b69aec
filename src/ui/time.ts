import * as vscode from 'vscode';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * How long ago, in the words of a person.
 *
 * @param at - milliseconds since the epoch
 * @param now - the same
 */
export function ago(at: number, now: number): string {
  const elapsed = Math.max(0, now - at);
  if (elapsed < minute) return vscode.l10n.t('just now');
  if (elapsed < hour) return vscode.l10n.t('{0} min ago', Math.floor(elapsed / minute));
  if (elapsed < day) return vscode.l10n.t('{0} h ago', Math.floor(elapsed / hour));
  return vscode.l10n.t('{0} d ago', Math.floor(elapsed / day));
}

/** The time left, rounded up: "12 min", "3 h", "29 days". */
export function remaining(until: number, now: number): string {
  const left = Math.max(0, until - now);
  if (left <= minute) return vscode.l10n.t('1 min');
  if (left < hour) return vscode.l10n.t('{0} min', Math.ceil(left / minute));
  if (left < day) return vscode.l10n.t('{0} h', Math.ceil(left / hour));
  return vscode.l10n.t('{0} days', Math.floor(left / day));
}

/** Whether a server wrote a date where one should be. */
export function isDate(text: string | null | undefined): text is string {
  return typeof text === 'string' && !Number.isNaN(Date.parse(text));
}

/** A day, in the user interface's language. @param at - milliseconds since the epoch, or a date as VRChat writes it */
export function date(at: number | string): string {
  return new Date(at).toLocaleDateString(vscode.env.language, { dateStyle: 'medium' });
}

/** A day and a time, in the user interface's language. @param at - milliseconds since the epoch, or a date as VRChat writes it */
export function dateTime(at: number | string): string {
  return new Date(at).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
}
