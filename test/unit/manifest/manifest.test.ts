import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Menu { readonly command: string; readonly when?: string }
interface Manifest {
  readonly api: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly enablement?: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope?: string }>> };
    readonly menus: Readonly<Record<string, readonly Menu[]>>;
    readonly viewsWelcome: readonly { readonly when: string; readonly contents: string }[];
  };
}

const text = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text) as Manifest;
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Readonly<Record<string, string>>;
const { commands, configuration, menus, viewsWelcome } = manifest.contributes;
const sources = readdirSync('src/ui').map((file) => readFileSync(`src/ui/${file}`, 'utf8')).join('\n');

describe('the manifest', () => {
  it('has a text for every placeholder, and no text that nothing shows', () => {
    const used = [...text.matchAll(/%([\w.]+)%/g)].map(([, key]) => key).toSorted();
    expect([...new Set(used)]).toEqual(Object.keys(texts).toSorted());
  });

  it('names in its menus and texts only commands that it declares', () => {
    const declared = commands.map(({ command }) => command);
    const named = [...Object.values(menus).flat().map(({ command }) => command), ...[...texts.welcome?.matchAll(/command:([\w.]+)/g) ?? []].map(([, command]) => command)];
    expect(named.filter((command) => command === undefined || !declared.includes(command))).toEqual([]);
  });

  it('asks only for context keys that are set', () => {
    const conditions = [
      ...commands.map(({ enablement }) => enablement), ...Object.values(menus).flat().map(({ when }) => when), ...viewsWelcome.map(({ when }) => when),
    ].join(' ');
    const asked = new Set([...conditions.matchAll(/vrchatAuth\.(?!accounts)\w+/g)].map(([key]) => key));
    for (const key of asked) expect(sources).toContain(`'${key}'`);
  });

  it('lets no workspace change a setting', () => {
    for (const [name, { scope }] of Object.entries(configuration.properties)) expect(scope, name).toBe('application');
  });

  it('exports nothing to other extensions', () => {
    expect(manifest.api).toBe('none');
  });
});
