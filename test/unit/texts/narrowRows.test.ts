import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** What is left beside a name of seven letters, in pixels, when the sidebar is 250 pixels wide and the time is cut. */
const roomPx = 97;

/** The words after an account's name, as they are longest. */
const stateWords = [
  'signed out',
  'not checked yet',
  'valid',
  '2FA code',
  'expired',
  'other network',
  'blocked',
  'offline',
  'other machine',
  'not running',
  'VRChat outage',
  'network blocked',
  'bad User-Agent',
  'keyring lost it',
  'checking…',
];

/** About how wide a text is in a description: 11.7 pixels for a character of East Asian width, and about half for others. */
function widthOf(text: string): number {
  return text.split('').reduce((width, character) => {
    if (/[\u1100-\u11ff\u3000-\u9fff\uac00-\ud7af\uff00-\uff60]/.test(character)) return width + 11.7;
    return width + (/[ .,·:'ijlt|-]/.test(character) ? 3.6 : /[A-Zmw…]/.test(character) ? 8.5 : 6.6);
  }, 0);
}

describe('a row of an account in a view of 250 pixels', () => {
  const languages = readdirSync('l10n').filter((file) => /^bundle\.l10n\..*\.?json$/.test(file));

  it.each(languages)('says the whole state: %s', (file) => {
    const texts = JSON.parse(readFileSync(`l10n/${file}`, 'utf8')) as Readonly<Record<string, string>>;
    expect(stateWords.filter((word) => texts[word] === undefined)).toEqual([]);
    const tooWide = stateWords.map((word) => texts[word] ?? '').filter((word) => widthOf(word) > roomPx);
    expect(tooWide).toEqual([]);
    // The active account's word stands before the state only where nothing is wrong.
    expect(widthOf(`${texts.active ?? ''} · ${texts.valid ?? ''}`)).toBeLessThan(roomPx);
    expect(widthOf((texts['wait {0}'] ?? '').replace('{0}', '59 min'))).toBeLessThan(roomPx);
  });
});
