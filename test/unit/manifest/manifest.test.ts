import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toolNames } from '../../../src/ui/tools/toolNames.ts';
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
    readonly languageModelTools: readonly {
      readonly name: string;
      readonly toolReferenceName: string;
      readonly displayName: string;
      readonly userDescription: string;
      readonly modelDescription: string;
      readonly inputSchema: { readonly type: string; readonly properties: Readonly<Record<string, { readonly description?: string }>> };
    }[];
    readonly viewsWelcome: readonly { readonly when: string; readonly contents: string }[];
  };
}

const text = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text) as Manifest;
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Readonly<Record<string, string>>;
const { commands, configuration, languageModelTools, menus, viewsWelcome, walkthroughs } = manifest.contributes;
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

  it('declares the tools that are registered, each with a name, texts and an input that models and users can read', () => {
    expect(languageModelTools.map(({ name }) => name).toSorted()).toEqual(toolNames.map((name) => `vrchatAuth_${name}`).toSorted());
    for (const { name, toolReferenceName, displayName, userDescription, modelDescription, inputSchema } of languageModelTools) {
      expect(name, 'a verb and a noun').toMatch(/^vrchatAuth_[a-z]+_[a-z]+$/);
      expect(toolReferenceName).toMatch(/^vrchat[A-Z]\w+$/);
      for (const text of [displayName, userDescription]) expect(texts, name).toHaveProperty([text.replaceAll('%', '')]);
      expect(modelDescription, 'says what is returned and when to use it').toMatch(/\b(?:[Rr]eturns|Actions:)[^]*Use it/);
      expect(modelDescription.length, name).toBeLessThan(700);
      expect(inputSchema.type).toBe('object');
      for (const [field, { description }] of Object.entries(inputSchema.properties))
        if (field !== 'action') expect(description, field).toBeDefined();
    }
  });

  it('exports nothing to other extensions', () => {
    expect(manifest.api).toBe('none');
  });
});
