import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

/** The extension. What activation does not need is imported with `import()` and stays a bundle of its own; `accounts` loads its own records. */
export const extensionEntries: Readonly<Record<string, string>> = {
  extension: 'src/extension.ts',
  records: 'src/accounts/records.ts',
  display: 'src/bundles/display.ts',
  online: 'src/bundles/online.ts',
  handoff: 'src/bundles/handoff.ts',
  localEmulator: 'src/bundles/localEmulator.ts',
};

const separateBundles: Plugin = {
  name: 'separate bundles',
  setup(build) {
    build.onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const source = relative('.', resolve(resolveDir, path)).replaceAll('\\', '/');
      const [name] = Object.entries(extensionEntries).find(([, entry]) => entry === source) ?? [];
      return name === undefined
        ? { errors: [{ text: `${source} is imported with import(), and is no bundle in scripts/bundles.ts.` }] }
        : { path: `./${name}.cjs`, external: true };
    });
  },
};

/**
 * An import of what is not bundled becomes a copy of all that it exports, one in each file that imports it. VS Code's API exports hundreds of
 * things, so that most of the time of loading went into copying; `require` gives the API itself.
 */
const vscodeItself: Plugin = {
  name: 'the API of VS Code itself',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace("import * as vscode from 'vscode';", "import vscode = require('vscode');"),
      loader: 'ts',
    }));
  },
};

/** tough-cookie asks the public suffix list (134 KB) who may set cookies for whom; the jar here is pinned to one host. */
const noPublicSuffixList = { tldts: './src/vrchat/noPublicSuffixes.ts' };

/** Only the code itself is wanted of it, not its ways to write pictures of every kind. */
const qrCodeOnly = { qrcode: 'qrcode/lib/core/qrcode.js' };

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  external: ['vscode'],
  alias: { ...noPublicSuffixList, ...qrCodeOnly },
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'warning',
};

/** The bundles that are packaged. */
export const shippedBundles: BuildOptions = {
  ...common,
  entryPoints: extensionEntries,
  plugins: [separateBundles, vscodeItself],
  minify: true,
};

/** What runs inside the extension host in tests. */
export const testBundles: BuildOptions = {
  ...common,
  entryPoints: { 'test/extension': 'test/extension/index.ts' },
  external: ['vscode', 'mocha'],
  sourcemap: 'inline',
};
