import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { getL10nJson } from '@vscode/l10n-dev';
import { compareManifest, type Texts } from './manifestTranslations.ts';

/**
 * Updates the texts of all languages from the sources: writes the English bundle (`l10n/bundle.l10n.json`), removes unused texts from the
 * other languages, and lists in `l10n/pending.json` the keys that at least one language lacks, which VS Code shows in English, and those of
 * the manifest whose English text has changed and whose translations have not. If they still fit, remove the key from `l10n/manifest.json`.
 *
 *   npm run l10n
 */
const messages = await getL10nJson(
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(`src/${path}`, 'utf8'))
    .filter((contents) => contents.includes('l10n.t('))
    .map((contents) => ({ extension: '.ts', contents })),
);
const keys = Object.keys(messages).sort();
write('l10n/bundle.l10n.json', Object.fromEntries(keys.map((key) => [key, key])));

const pending = new Set<string>();
const languages = readdirSync('l10n')
  .flatMap((file) => /^bundle\.l10n\.(.+)\.json$/.exec(file)?.[1] ?? [])
  .toSorted();
for (const language of languages) {
  tidy(`l10n/bundle.l10n.${language}.json`, keys);
  tidy(`package.nls.${language}.json`, Object.keys(read('package.nls.json')));
}
const { outdated, record } = compareManifest(
  read('l10n/manifest.json'),
  read('package.nls.json'),
  languages.map((language) => read(`package.nls.${language}.json`)),
);
for (const key of outdated) pending.add(key);
write('l10n/manifest.json', record);
write('l10n/pending.json', [...pending].sort());
if (pending.size > 0) console.log(`${pending.size} texts wait for a translation: l10n/pending.json`);

function tidy(path: string, wanted: readonly string[]): void {
  const texts = read(path);
  write(path, Object.fromEntries(wanted.flatMap((key) => (texts[key] === undefined ? [] : [[key, texts[key]]]))));
  for (const key of wanted) if (texts[key] === undefined) pending.add(key);
}

function read(path: string): Texts {
  return JSON.parse(readFileSync(path, 'utf8')) as Texts;
}

function write(path: string, content: unknown): void {
  writeFileSync(path, `${JSON.stringify(content, undefined, 2)}\n`);
}
