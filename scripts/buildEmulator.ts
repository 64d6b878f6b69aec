import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { standaloneEmulator } from './bundles.ts';
import { thirdPartyNotices } from './thirdPartyNotices.ts';

/**
 * Builds the emulator into one file without dependencies, to be copied into other projects.
 *
 *   node scripts/buildEmulator.ts [FOLDER]
 */
const [folder = '.'] = process.argv.slice(2);
const notices = `${readFileSync('LICENSE', 'utf8')}\n${await thirdPartyNotices('This file', [standaloneEmulator])}`;
const name = 'vrchat-api-emulator';
await build({
  ...standaloneEmulator,
  outdir: folder,
  banner: {
    js: `#!/usr/bin/env node
// A local VRChat API for development and tests. Unofficial, not made or endorsed by VRChat. The licenses are at the end.
// Start: node ${name}.cjs --port 4010`,
  },
  footer: { js: `/*\n${notices.replaceAll('*/', '* /').trim()}\n*/` },
});
console.log(`${folder === '.' ? '' : `${folder}/`}${name}.cjs`);
