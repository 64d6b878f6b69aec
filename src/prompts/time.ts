import * as vscode from 'vscode';
import { plainText } from './plainText.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/**
 * How long ago something was, in words.
 *
 * @param at - milliseconds since the epoch
 * @param now - milliseconds since the epoch
 */
export function ago(at: number, now: number): string {
  const elapsed = Math.max(0, now - at);
  if (elapsed < minuteMs) return vscode.l10n.t('just now');
  const [count, unit] = inUnit(elapsed, Math.floor);
  // English has "2 min. ago" beside "12 min".
  return new Intl.RelativeTimeFormat(vscode.env.language, { style: 'short' }).format(-count, unit).replaceAll('.', '');
}

/** The time left, one minute at least: "12 min", "3 hr", "29 days". Minutes and hours are rounded up. */
export function remaining(until: number, now: number): string {
  const left = Math.max(minuteMs, until - now);
  const [count, unit] = inUnit(left, left < dayMs ? Math.ceil : Math.floor);
  return amount(count, unit, 'short');
}

/** A duration in the largest unit that divides it: "15 minutes", "31 days". @param minutes - a whole number */
export function duration(minutes: number): string {
  const [count, unit] =
    minutes % (24 * 60) === 0
      ? ([minutes / (24 * 60), 'day'] as const)
      : minutes % 60 === 0
        ? ([minutes / 60, 'hour'] as const)
        : ([minutes, 'minute'] as const);
  return amount(count, unit, 'long');
}

/** A number of seconds: "1 second", "12 seconds". */
export function seconds(count: number): string {
  return amount(count, 'second', 'long');
}

function amount(count: number, unit: string, unitDisplay: 'short' | 'long'): string {
  return new Intl.NumberFormat(vscode.env.language, { style: 'unit', unit, unitDisplay }).format(count);
}

/** A duration in its largest whole unit. */
function inUnit(milliseconds: number, round: (count: number) => number): readonly [count: number, unit: 'minute' | 'hour' | 'day'] {
  if (milliseconds < hourMs) return [round(milliseconds / minuteMs), 'minute'];
  if (milliseconds < dayMs) return [round(milliseconds / hourMs), 'hour'];
  return [round(milliseconds / dayMs), 'day'];
}

/** Whether the server sent a valid date. */
export function isDate(text: string | null | undefined): text is string {
  return typeof text === 'string' && !Number.isNaN(Date.parse(text));
}

/**
 * A day, in the user interface's language.
 *
 * @param at - milliseconds since the epoch, or a date as VRChat writes it: one that is none is shown as it is
 */
export function date(at: number | string): string {
  if (typeof at === 'string' && !isDate(at)) return plainText(at, 40);
  return new Date(at).toLocaleDateString(vscode.env.language, { dateStyle: 'medium' });
}

/** A day and a time, in the user interface's language. @param at - as for {@link date} */
export function dateTime(at: number | string): string {
  if (typeof at === 'string' && !isDate(at)) return plainText(at, 40);
  return new Date(at).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
}

/** A time of today, to the second, as short as it can be: "14:03:30". @param at - milliseconds since the epoch */
export function timeOfDay(at: number): string {
  return new Date(at).toLocaleTimeString(vscode.env.language, { timeStyle: 'medium', hourCycle: 'h23' });
}
