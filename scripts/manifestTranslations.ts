import { createHash } from 'node:crypto';

/** Texts by their key. */
export type Texts = Readonly<Record<string, string>>;

/**
 * Which English text each translation of the manifest was made for: key → fingerprints of the English text and its translations.
 * In the bundles (`l10n/bundle.l10n.*.json`) the key is the English text itself, so a changed one has no translation. In the manifest the
 * key stays the same.
 */
export type ManifestRecord = Readonly<Record<string, string>>;

/** A few characters that another text is unlikely to have. */
const fingerprint = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 6);

/**
 * Compares the manifest's texts with the record.
 *
 * @param record - remove a key from it to say that the translations still fit
 * @param english - `package.nls.json`
 * @param translations - `package.nls.*.json`, in a fixed order
 * @returns the keys whose English text has changed and one of whose translations has not, and the record of all others as they are now
 */
export function compareManifest(record: ManifestRecord, english: Texts, translations: readonly Texts[]) {
  const outdated: string[] = [];
  const next: Record<string, string> = {};
  for (const [key, text] of Object.entries(english).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const now = [text, ...translations.map((texts) => texts[key] ?? '')].map(fingerprint);
    const before = record[key]?.split(' ') ?? [];
    const isOutdated =
      before.length === now.length && before[0] !== now[0] && now.some((print, index) => index > 0 && print === before[index]);
    if (isOutdated) outdated.push(key);
    next[key] = isOutdated ? before.join(' ') : now.join(' ');
  }
  return { outdated, record: next };
}
