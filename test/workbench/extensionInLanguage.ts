import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../host/repository.ts';

type Texts = Readonly<Record<string, string>>;

/** A pseudo-language: English with accents, in brackets, and 40 % longer, as in some languages. */
export const pseudoLanguage = 'qps-ploc';

/** The language of the sources, which is not translated. */
const sourceLanguage = 'en';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const accented = 'àƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÀƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ';
const fixed = /(\{\d+\}|`[^`]*`|\]\([^)]*\)|https?:\/\/\S+|\bvrchatAuth\.\w+)/;

/** Translates an English text into the pseudo-language; values, code and links are unchanged. */
function pseudo(text: string): string {
  const line = (english: string): string => {
    const inAccents = english
      .split(fixed)
      .map((part, index) => (index % 2 === 1 ? part : part.replace(/[a-z]/gi, (letter) => accented[letters.indexOf(letter)] ?? letter)))
      .join('');
    const extent = Math.ceil(english.replace(/\[|\]\([^)]*\)/g, '').length * 0.4);
    const longer = ` ${'ëïöü '.repeat(extent).slice(0, extent)}`.trimEnd();
    // In a view, a line with only a link is a button.
    const [, label, link] = /^\[([^\]]*)(\]\([^)]*\))$/.exec(inAccents) ?? [];
    return label === undefined || link === undefined ? `⟦${inAccents}${longer}⟧` : `[⟦${label}${longer}⟧${link}`;
  };
  return text
    .split('\n')
    .map((part) => (part === '' ? '' : line(part)))
    .join('\n');
}

/** The packaged extension in a folder of its own, with one language. */
export interface ExtensionInLanguage {
  readonly folder: string;
  /** The displayed text of an English text. */
  readonly say: (english: string, ...values: readonly string[]) => string;
  /** A manifest text, by its key in `package.nls.json`. */
  readonly manifest: (key: string) => string;
  /** Whether a drawn text is still English, although it has a translation. */
  readonly isUntranslated: (text: string) => boolean;
  readonly remove: () => Promise<void>;
}

/** Copies the extension, with generated texts for the pseudo-language. */
export async function copyExtension(language: string): Promise<ExtensionInLanguage> {
  const folder = await mkdtemp(join(tmpdir(), 'extension-'));
  for (const part of [
    'dist',
    'l10n',
    'media',
    'package.json',
    'package.nls.json',
    ...(language === pseudoLanguage || language === sourceLanguage ? [] : [`package.nls.${language}.json`]),
  ]) {
    await cp(join(repositoryRoot, part), join(folder, part), { recursive: true });
  }
  const read = async (path: string): Promise<Texts> => JSON.parse(await readFile(join(folder, path), 'utf8')) as Texts;
  if (language === pseudoLanguage) {
    const translate = async (from: string, to: string): Promise<void> =>
      writeFile(
        join(folder, to),
        JSON.stringify(Object.fromEntries(Object.entries(await read(from)).map(([key, text]) => [key, pseudo(text)]))),
      );
    await translate('l10n/bundle.l10n.json', `l10n/bundle.l10n.${language}.json`);
    await translate('package.nls.json', `package.nls.${language}.json`);
  }
  const suffix = language === sourceLanguage ? '' : `.${language}`;
  const [texts, manifest] = await Promise.all([read(`l10n/bundle.l10n${suffix}.json`), read(`package.nls${suffix}.json`)]);
  const find = (found: Texts, key: string): string => {
    const text = found[key];
    if (text === undefined) throw new Error(`There is no text "${key}".`);
    return text;
  };
  return {
    folder,
    say: (english, ...values) => find(texts, english).replace(/\{(\d+)\}/g, (_, index) => values[Number(index)] ?? ''),
    manifest: (key) => find(manifest, key),
    isUntranslated: (text) => (texts[text] ?? text) !== text,
    remove: () => rm(folder, { recursive: true }),
  };
}
