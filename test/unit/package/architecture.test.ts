import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countRooms, drawRooms, readImports } from '../../../scripts/roomImports.ts';
import { sourceFiles } from '../sourceFiles.ts';

const page = readFileSync('docs/architecture.md', 'utf8');

describe('docs/architecture.md', () => {
  it('names every folder with sources, and no other', () => {
    const named = [...page.matchAll(/^\| `(src\/[\w/]+)` \|/gm)].map(([, folder]) => folder);
    const folders = new Set(
      sourceFiles('src')
        .map(({ path }) => dirname(path))
        .filter((folder) => folder !== 'src'),
    );
    expect(named.toSorted()).toEqual([...folders].toSorted());
  });

  it('shows the current imports: run "npm run rooms -- --draw"', async () => {
    expect(page).toContain(`\`\`\`mermaid\n${drawRooms(await readImports('.'))}\`\`\``);
  });
});

it.each([
  ['.registerCommand(', 'src/ui/commands.ts'],
  ['.createOutputChannel(', 'src/prompts/log.ts'],
  ["'setContext'", 'src/ui/status/contextKeys.ts'],
])('calls %s in one file only', (call, file) => {
  const callers = sourceFiles('src').filter(({ text }) => text.includes(call));
  expect(callers.map(({ path }) => path)).toEqual([file]);
});

it('counts imports between rooms, and circular ones', () => {
  const imports = [
    { from: 'src/a/one/x.ts', to: 'src/a/two/y.ts' },
    { from: 'src/a/one/z.ts', to: 'src/a/two/y.ts' },
    { from: 'src/a/two/y.ts', to: 'src/a/three.ts' },
    { from: 'src/a/three.ts', to: 'src/a/one/x.ts' },
    { from: 'src/a/one/x.ts', to: 'src/a/one/z.ts' },
    { from: 'src/a/one/x.ts', to: 'src/b/w.ts' },
  ];
  expect(countRooms(imports)).toEqual([
    { folder: 'src', rooms: 2, imports: 1, inCircles: 0 },
    { folder: 'src/a', rooms: 3, imports: 3, inCircles: 3 },
    { folder: 'src/b', rooms: 1, imports: 0, inCircles: 0 },
  ]);
});
