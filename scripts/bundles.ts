import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { asCommonJs } from './asCommonJs.ts';

const activationEntry = { extension: 'src/extension.ts' };

/** What activation does not need is imported with `import()` and stays in its own bundle; `accounts` loads its own records. */
const lazyEntries: Readonly<Record<string, string>> = {
  accounts: 'src/accounts/storedAccounts.ts',
  authentication: 'src/bundles/authentication.ts',
  clipboard: 'src/prompts/clipboardCopy.ts',
  display: 'src/bundles/display.ts',
  online: 'src/bundles/online.ts',
  grantedAccess: 'src/bundles/grantedAccess.ts',
  handoff: 'src/bundles/handoff.ts',
  localEmulator: 'src/bundles/localEmulator.ts',
  sessionGateway: 'src/bundles/sessionGateway.ts',
  unexpected: 'src/prompts/sayUnexpected.ts',
};

/** The bundles that code names, by their file in `dist`. */
export const extensionEntries: Readonly<Record<string, string>> = { ...activationEntry, ...lazyEntries };

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
 * An import of a module that is not bundled becomes a copy of all its exports, once per importing file. VS Code's API has hundreds of
 * exports, so most of the loading time went into copying. `require` returns the API itself.
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

/** tough-cookie uses the public suffix list (134 KB) to decide which hosts may set a cookie; the jar here belongs to one host. */
const noPublicSuffixList = { tldts: './src/vrchat/noPublicSuffixes.ts' };

/** Only the QR code itself is needed, not the image writers. */
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

/** The bundles that are packaged: the one file that activation reads, and the others, which share what several of them use. */
export const shippedBundles: readonly BuildOptions[] = [
  { ...common, entryPoints: activationEntry, plugins: [separateBundles, vscodeItself], minify: true },
  {
    ...common,
    entryPoints: lazyEntries,
    format: 'esm',
    splitting: true,
    chunkNames: 'shared-[hash]',
    plugins: [separateBundles, vscodeItself, asCommonJs],
    minify: true,
  },
];

/** The emulator alone, in one file for Node.js 20 and newer. */
export const standaloneEmulator: BuildOptions = {
  ...common,
  target: 'node20',
  entryPoints: { 'vrchat-api-emulator': 'src/emulator/main.ts' },
  minify: true,
};

/** The bundles that run inside the extension host in tests. */
export const testBundles: BuildOptions = {
  ...common,
  entryPoints: { 'test/extension': 'test/extension/index.ts' },
  external: ['vscode', 'mocha'],
  sourcemap: 'inline',
};
