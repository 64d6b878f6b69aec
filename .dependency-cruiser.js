/** Where imports may lead, from the top down: each folder may import those after it, and nothing else. The emulator stands alone. */
const floors = [['extension.ts'], ['bundles'], ['ui', 'handoff'], ['prompts'], ['gateway'], ['accounts'], ['vrchat']];

const pattern = (names) => `^src/(?:${names.map((name) => (name.endsWith('.ts') ? name.replace('.', '\\.') : `${name}/`)).join('|')})`;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true },
      comment: 'Files that import each other, types included, cannot be read one at a time. Move what both need to a file of its own.',
    },
    {
      name: 'no-circles-between-folders',
      severity: 'error',
      scope: 'folder',
      from: { path: '^src/.' },
      to: { circular: true },
      comment: 'Within ui and handoff, too, imports between folders go one way.',
    },
    ...floors.flatMap((names, floor) =>
      names.map((name) => ({
        name: `${name.replace('.ts', '')}-imports-downwards`,
        severity: 'error',
        from: { path: pattern([name]) },
        to: {
          path: pattern([
            ...floors.slice(0, floor).flat(),
            ...names.filter((other) => other !== name),
            ...(name === 'bundles' ? [] : ['emulator']),
          ]),
        },
        comment: 'Imports go one way: docs/architecture.md.',
      })),
    ),
    {
      name: 'emulator-stands-alone',
      severity: 'error',
      from: { path: '^src/emulator/' },
      to: { path: '^src/(?!emulator/)' },
      comment: 'The emulator is an independent witness of how VRChat answers, so it shares no code with the client.',
    },
    {
      name: 'no-vscode-below-prompts',
      severity: 'error',
      from: { path: pattern(['vrchat', 'accounts', 'gateway', 'emulator']) },
      to: { path: '^vscode$|@types/vscode' },
      comment: 'These folders run in plain Node.',
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    skipAnalysisNotInRules: true,
  },
};
