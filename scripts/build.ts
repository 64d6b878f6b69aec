import { build as bundle, context, type BuildOptions, type Plugin } from 'esbuild';

/**
 * Builds the bundles into dist/.
 *
 *   node scripts/build.ts [--watch] [--development]
 */
const watch = process.argv.includes('--watch');
const development = watch || process.argv.includes('--development');

/** What activation does not need is imported with `import()`, and stays a file of its own. */
const separateBundles: Plugin = {
  name: 'separate bundles',
  setup(build) {
    build.onResolve({ filter: /^\.\/(?:session|handoff)\.ts$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path: path.replace(/\.ts$/, '.cjs'), external: true } : undefined);
  },
};

/** tough-cookie asks the public suffix list (134 KB) who may set cookies for whom; the jar here is pinned to one host. */
export const noPublicSuffixList = { tldts: './src/vrchat/noPublicSuffixes.ts' };

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  external: ['vscode'],
  alias: noPublicSuffixList,
  minify: !development,
  sourcemap: development ? 'linked' : false,
  legalComments: 'none',
  logLevel: 'warning',
};

const bundles: readonly BuildOptions[] = [
  { ...common, entryPoints: ['src/extension.ts', 'src/session.ts', 'src/handoff.ts'], plugins: [separateBundles] },
  { ...common, entryPoints: { emulator: 'src/emulator/emulator.ts' } },
  { ...common, entryPoints: { 'test/extension': 'test/extension/index.ts' }, minify: false, sourcemap: 'inline', external: ['vscode', 'mocha'] },
];

if (watch) {
  for (const options of bundles) await (await context({ ...options, logLevel: 'info' })).watch();
} else {
  await Promise.all(bundles.map((options) => bundle(options)));
}
