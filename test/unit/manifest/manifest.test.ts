import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sourceFiles } from '../sourceFiles.ts';

interface Menu {
  readonly command: string;
  readonly when?: string;
}
interface Manifest {
  readonly api: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly enablement?: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope?: string }>> };
    readonly menus: Readonly<Record<string, readonly Menu[]>>;
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly media: { readonly svg: string }; readonly completionEvents: readonly string[] }[];
    }[];
    readonly viewsWelcome: readonly { readonly when: string; readonly contents: string }[];
  };
}

const text = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text) as Manifest;
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Readonly<Record<string, string>>;
const { commands, configuration, menus, viewsWelcome, walkthroughs } = manifest.contributes;
const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);
const sources = [...sourceFiles('src/ui'), ...sourceFiles('src/bundles'), ...sourceFiles('src/prompts')]
  .map(({ text: source }) => source)
  .join('\n');

describe('the manifest', () => {
  it('has a text for every placeholder, and no unused text', () => {
    const used = [...text.matchAll(/%([\w.]+)%/g)].map(([, key]) => key).toSorted();
    expect([...new Set(used)]).toEqual(Object.keys(texts).toSorted());
  });

  it('refers only to commands that it declares, in menus and texts', () => {
    const declared = commands.map(({ command }) => command);
    const inTexts = Object.values(texts).flatMap((content) =>
      [...content.matchAll(/\(command:(vrchatAuth\.\w+)\)/g)].map(([, command]) => command),
    );
    const inEvents = steps.flatMap(({ completionEvents }) => completionEvents).flatMap((event) => /^onCommand:(.*)/.exec(event)?.[1] ?? []);
    const named = [
      ...Object.values(menus)
        .flat()
        .map(({ command }) => command),
      ...inTexts,
      ...inEvents,
    ];
    expect(named.filter((command) => command === undefined || !declared.includes(command))).toEqual([]);
  });

  it('uses only context keys that are set', () => {
    const conditions = [
      ...commands.map(({ enablement }) => enablement),
      ...Object.values(menus)
        .flat()
        .map(({ when }) => when),
      ...viewsWelcome.map(({ when }) => when),
      ...steps.flatMap(({ completionEvents }) => completionEvents).filter((event) => event.startsWith('onContext:')),
    ].join(' ');
    const asked = new Set([...conditions.matchAll(/vrchatAuth\.(?!accounts)\w+/g)].map(([key]) => key));
    for (const key of asked) expect(sources).toContain(`'${key}'`);
  });

  it('has a walkthrough of four steps at most, each with a picture in the colors of the theme', () => {
    expect(steps.length).toBeLessThanOrEqual(4);
    for (const { media } of steps) {
      const colors = [...readFileSync(media.svg, 'utf8').matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, color]) => color);
      expect(colors.filter((color) => color !== 'none' && !color?.startsWith('var(--vscode-'))).toEqual([]);
    }
  });

  it('has no backticks in the walkthrough, which would show them', () => {
    const shown = Object.entries(texts).filter(([key]) => key.startsWith('walkthrough.'));
    expect(shown.filter(([, content]) => content.includes('`'))).toEqual([]);
  });

  it('lets no workspace change a setting', () => {
    for (const [name, { scope }] of Object.entries(configuration.properties)) expect(scope, name).toBe('application');
  });

  it('exports nothing to other extensions', () => {
    expect(manifest.api).toBe('none');
  });
});
