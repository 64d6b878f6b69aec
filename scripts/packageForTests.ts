import { rmSync } from 'node:fs';
import { packageExtension } from '../test/host/packageExtension.ts';

/** Packages the extension for all tests of a run, and builds the bundles they use: `node scripts/packageForTests.ts FOLDER`. */
const [, , folder = '.vscode-test/package'] = process.argv;
rmSync(folder, { recursive: true, force: true });
console.log(packageExtension(folder).output);
