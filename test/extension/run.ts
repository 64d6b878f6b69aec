import { copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { extensionEntries } from '../../scripts/bundles.ts';
import { startEmulator } from '../../src/emulator/emulator.ts';
import { repositoryRoot } from '../host/repository.ts';
import { runExtensionTests } from '../host/runExtensionTests.ts';

/**
 * Runs the extension tests in the newest VS Code and in the oldest supported one.
 *
 *   node test/extension/run.ts [--results FILE]
 */
const resultsFile = process.argv.includes('--results') ? process.argv[process.argv.indexOf('--results') + 1] : undefined;

/** The extension as it ships, in a folder of its own, where its exports give out what only tests may see. */
async function wrapExtension(folder: string): Promise<void> {
  // `api: "none"` would keep the exports from everyone.
  const { api, ...manifest } = JSON.parse(await readFile(join(repositoryRoot, 'package.json'), 'utf8')) as Record<string, unknown>;
  if (api !== 'none') throw new Error('The manifest must say that the extension exports nothing.');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ ...manifest, main: './dist/wrapped/wrapper.cjs' }));
  await copyFile(join(repositoryRoot, 'package.nls.json'), join(folder, 'package.nls.json'));
  await cp(join(repositoryRoot, 'media'), join(folder, 'media'), { recursive: true });
  await mkdir(join(folder, 'dist', 'wrapped'), { recursive: true });
  for (const name of Object.keys(extensionEntries)) await copyFile(join(repositoryRoot, 'dist', `${name}.cjs`), join(folder, 'dist', `${name}.cjs`));
  await copyFile(join(import.meta.dirname, 'wrapper.cjs'), join(folder, 'dist', 'wrapped', 'wrapper.cjs'));
}

const temporary = await mkdtemp(join(tmpdir(), 'extension-tests-'));
const total = { numPassedTests: 0, numFailedTests: 0 };
try {
  const extension = join(temporary, 'extension');
  await wrapExtension(extension);
  for (const version of ['newest', 'floor'] as const) {
    const emulator = await startEmulator();
    const workspace = join(temporary, `workspace-${version}`);
    const results = join(temporary, `${version}.json`);
    await mkdir(workspace);
    try {
      console.log(`extension host of the ${version} VS Code`);
      await runExtensionTests({
        version,
        extensionDevelopmentPath: extension,
        extensionTestsPath: resolve(repositoryRoot, 'dist', 'test', 'extension.cjs'),
        settings: { 'vrchatAuth.server': emulator.address },
        env: { VRCHAT_AUTH_TEST_RESULTS: results },
        folder: workspace,
      });
    } catch (error) {
      console.error(error);
    } finally {
      await emulator.close();
    }
    // A host that never wrote its results has failed.
    const counted = await readFile(results, 'utf8').then(
      (text) => JSON.parse(text) as typeof total, () => ({ numPassedTests: 0, numFailedTests: 1 }));
    total.numPassedTests += counted.numPassedTests;
    total.numFailedTests += counted.numFailedTests;
    console.log(`${version}: ${counted.numPassedTests} passed, ${counted.numFailedTests} failed`);
  }
} finally {
  await rm(temporary, { recursive: true, force: true });
}
if (resultsFile !== undefined) await writeFile(resultsFile, JSON.stringify(total));
process.exitCode = total.numFailedTests === 0 && total.numPassedTests > 0 ? 0 : 1;
