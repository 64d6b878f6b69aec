import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareManifest, type Texts } from '../../../scripts/manifestTranslations.ts';
import { readSourceTexts, textsIn } from './sourceTexts.ts';

const read = (path: string): Texts => JSON.parse(readFileSync(path, 'utf8')) as Texts;
const bundle = read('l10n/bundle.l10n.json');
const manifest = read('package.nls.json');
const pending = JSON.parse(readFileSync('l10n/pending.json', 'utf8')) as readonly string[];
const languages = readdirSync('l10n')
  .flatMap((file) => /^bundle\.l10n\.(.+)\.json$/.exec(file)?.[1] ?? [])
  .toSorted();
const whatToDo = 'run "npm run l10n", which lists what is not translated yet in l10n/pending.json';

/** VRChat's own names, and examples of input. */
const sameEverywhere = [
  '123456',
  'xxxx-xxxx',
  'abcd efgh ijkl mnop …',
  'authcookie_…',
  'https://vrchat.com/…',
  'MyTool/1.0 (me@my-site.org)',
  'User-Agent: {0}',
  'VRChat Auth',
  'VRC+',
  'Visitor',
  'New User',
  'User',
  'Known User',
  'Trusted User',
];

/** The parts that must be the same in every language: placeholders, code, addresses, names of settings and commands, line breaks. */
function fixedParts(text: string): string[] {
  const patterns = [
    /\{\d+\}/g,
    /`[^`]*`/g,
    /\]\([^)]*\)/g,
    /(?:https?|otpauth):\/\/(?:[\w.:/-]*\w)?/g,
    /\b(?:vrchatAuth|http)\.\w+/g,
    /\n/g,
  ];
  return patterns.flatMap((pattern) => text.match(pattern) ?? []).toSorted();
}

describe('texts in the sources', () => {
  const { messages, untranslated } = readSourceTexts();

  it('go through l10n.t, each as one literal', () => {
    expect(untranslated, 'use vscode.l10n.t').toEqual([]);
  });

  it('are in the English bundle, and nothing else is', () => {
    expect(Object.keys(bundle).toSorted(), whatToDo).toEqual([...new Set(messages)].toSorted());
    expect(Object.entries(bundle).filter(([key, text]) => key !== text)).toEqual([]);
  });

  it.each([
    ['a notification', "vscode.window.showWarningMessage('Sign in first.');"],
    ['a text in two pieces', "l10n.t('Sign in ' + 'first.');"],
    ['a text with a value in it', 'l10n.t(`Wait ${minutes} min.`);'],
    ['a label', "const item = { label: isOpen ? 'Open' : name };"],
    ['a piece of a tooltip', 'item.tooltip = `$(check) ${name} is valid`;'],
    ['an error', "throw new Error('There is no session.');"],
    ['a page', 'html`<p class="quiet">Codes of ${name}</p>`;'],
  ])('are reported if not localized: %s', (_, source) => {
    expect(textsIn('example.ts', source).untranslated).toHaveLength(1);
  });

  it('may contain icons, names and addresses', () => {
    expect(
      textsIn(
        'example.ts',
        'item.text = `$(sync~spin) ${name} · VRChat`; html`<a href="${address}">${text}</a>`; l10n.t(\'Wait {0}.\', time);',
      ).untranslated,
    ).toEqual([]);
  });
});

it('no text waits for a translation', () => {
  expect(pending).toEqual([]);
});

describe('a translation of the manifest', () => {
  const english = { 'command.open': 'Open' };
  const { record } = compareManifest({}, english, [{ 'command.open': '開く' }, { 'command.open': '열기' }]);

  it('belongs to the English text as it is now', () => {
    const now = compareManifest(
      read('l10n/manifest.json'),
      manifest,
      languages.map((language) => read(`package.nls.${language}.json`)),
    );
    expect(now.outdated, whatToDo).toEqual([]);
    expect(read('l10n/manifest.json'), whatToDo).toEqual(now.record);
  });

  it('is outdated if only the English text has changed, in one language at least', () => {
    const changed = { 'command.open': 'Show' };
    expect(compareManifest(record, changed, [{ 'command.open': '開く' }, { 'command.open': '열기' }]).outdated).toEqual(['command.open']);
    const partly = compareManifest(record, changed, [{ 'command.open': '表示' }, { 'command.open': '열기' }]);
    expect(partly.outdated).toEqual(['command.open']);
    expect(partly.record).toEqual(record);
    expect(compareManifest(record, changed, [{ 'command.open': '表示' }, { 'command.open': '보기' }]).outdated).toEqual([]);
  });

  it('may be corrected alone, and is up to date if its key is not recorded', () => {
    expect(compareManifest(record, english, [{ 'command.open': '表示' }, { 'command.open': '열기' }]).outdated).toEqual([]);
    expect(compareManifest({}, english, [{ 'command.open': '開く' }, {}]).outdated).toEqual([]);
  });
});

describe.each(languages)('in the language %s', (language) => {
  const texts = read(`l10n/bundle.l10n.${language}.json`);
  const manifestTexts = read(`package.nls.${language}.json`);
  const pairs = (english: Texts, translated: Texts) =>
    Object.entries(english).map(([key, text]) => ({ english: text, text: translated[key] }));
  const all = [...pairs(bundle, texts), ...pairs(manifest, manifestTexts)];

  it('every text is present, and no other', () => {
    expect(Object.keys(texts), whatToDo).toEqual(Object.keys(bundle));
    expect(Object.keys(manifestTexts), whatToDo).toEqual(Object.keys(manifest));
  });

  it('every text is translated', () => {
    const isText = (text: string): boolean => /\p{L}{2}/u.test(text.replace(/\{\d\}/g, '')) && !sameEverywhere.includes(text);
    expect(all.filter(({ english, text = '' }) => text.trim() === '' || (text === english && isText(english)))).toEqual([]);
  });

  it('placeholders, links, code and line breaks match the English text', () => {
    for (const { english, text = '' } of all) expect(fixedParts(text), text).toEqual(fixedParts(english));
  });

  it('a command is quoted by its title', () => {
    const titles = Object.entries(manifest).filter(([key]) => key.startsWith('command.') || key.startsWith('view.'));
    for (const { english, text } of all) {
      for (const [key, title] of titles)
        if (english.includes(`“${title}”`) && manifestTexts[key] !== undefined)
          expect(text?.replace(/[「」“”]/g, '"')).toContain(`"${manifestTexts[key] ?? ''}"`);
    }
  });

  it('a command has the same title everywhere', () => {
    for (const [key, title] of Object.entries(manifest)) {
      if (key.startsWith('command.') && texts[title] !== undefined) expect(texts[title], title).toBe(manifestTexts[key]);
    }
  });
});
