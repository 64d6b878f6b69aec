import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const readme = readFileSync('README.md', 'utf8');
const commandsPage = readFileSync('docs/commands.md', 'utf8');
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Readonly<Record<string, string>>;
const { contributes, scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly menus: { readonly commandPalette: readonly { readonly command: string; readonly when: string }[] };
  };
  readonly scripts: Readonly<Record<string, string>>;
};
const hidden = contributes.menus.commandPalette.filter(({ when }) => when === 'false').map(({ command }) => command);
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'SUPPORT.md',
  'docs/commands.md',
  'docs/where-it-runs.md',
  'docs/emulator.md',
  'docs/gateway.md',
  'docs/for-extensions.md',
  'docs/agents.md',
  'docs/architecture.md',
];

describe('the README', () => {
  it.each(Object.keys(contributes.configuration.properties))('names the setting %s', (setting) => {
    expect(readme).toContain(`\`${setting}\``);
  });

  it('shows every picture in docs/images, and no missing one', () => {
    const shown = [...readme.matchAll(/\]\(docs\/images\/([^)]+)\)/g)].map(([, name]) => name);
    expect([...new Set(shown)].toSorted()).toEqual(readdirSync('docs/images').toSorted());
    expect(readdirSync('docs/images').reduce((bytes, name) => bytes + statSync(`docs/images/${name}`).size, 0)).toBeLessThan(1_500_000);
  });
});

describe('docs/commands.md', () => {
  it.each(contributes.commands.filter(({ command }) => !hidden.includes(command)))('names the command $command', ({ title }) => {
    expect(commandsPage).toContain(texts[title.replaceAll('%', '')]);
  });
});

describe.each(pages)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  it('links to files that exist', () => {
    const files = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, file]) => file ?? '');
    const folder = page.includes('/') ? page.replace(/[^/]+$/, '') : '';
    expect(files.filter((file) => !existsSync(folder + file))).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script ?? '');
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });
});
