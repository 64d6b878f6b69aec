import { copyFile, cp, mkdir, readdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { demoAccounts } from '../../src/emulator/accountSeed.ts';
import { startEmulator } from '../../src/emulator/emulator.ts';
import { repositoryRoot } from '../host/repository.ts';
import { runExtensionTests } from '../host/runExtensionTests.ts';
import type { VSCodeVersion } from '../host/vscodeInstall.ts';
import { collectSecrets } from '../knownSecrets.ts';
import { findSecrets } from '../leftovers.ts';

/**
 * Runs the extension tests in the newest VS Code and in the oldest supported one, side by side, or in one of them.
 *
 *   node test/extension/run.ts [--results FILE] [--version newest|floor]
 */
const { values } = parseArgs({ options: { results: { type: 'string' }, version: { type: 'string' } } });
const versions = (['newest', 'floor'] as const).filter((version) => version === (values.version ?? version));

interface Counts {
  numPassedTests: number;
  numFailedTests: number;
}

/** The packaged extension in a folder of its own, whose exports also contain what only tests may see. */
async function wrapExtension(folder: string): Promise<void> {
  // `api: "none"` would hide the exports.
  const { api, ...manifest } = JSON.parse(await readFile(join(repositoryRoot, 'package.json'), 'utf8')) as Record<string, unknown>;
  if (api !== 'none') throw new Error('The manifest must say that the extension exports nothing.');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ ...manifest, main: './dist/wrapped/wrapper.cjs' }));
  await copyFile(join(repositoryRoot, 'package.nls.json'), join(folder, 'package.nls.json'));
  await cp(join(repositoryRoot, 'media'), join(folder, 'media'), { recursive: true });
  await mkdir(join(folder, 'dist', 'wrapped'), { recursive: true });
  const bundles = (await readdir(join(repositoryRoot, 'dist'))).filter((name) => name.endsWith('.cjs'));
  for (const name of bundles) await copyFile(join(repositoryRoot, 'dist', name), join(folder, 'dist', name));
  await copyFile(join(import.meta.dirname, 'wrapper.cjs'), join(folder, 'dist', 'wrapped', 'wrapper.cjs'));
}

async function testIn(version: VSCodeVersion, extension: string): Promise<Counts> {
  const emulator = await startEmulator();
  const known = collectSecrets(demoAccounts, () => Number(new URL(emulator.address).port));
  const folder = join(temporary, version);
  const dataDir = join(folder, 'data');
  const results = join(folder, 'results.json');
  const workspace = join(folder, 'workspace');
  for (const path of [workspace, dataDir]) await mkdir(path, { recursive: true });
  try {
    await runExtensionTests({
      version,
      extensionDevelopmentPath: extension,
      extensionTestsPath: resolve(repositoryRoot, 'dist', 'test', 'extension.cjs'),
      settings: { 'vrchatAuth.server': emulator.address, 'vrchatAuth.checkIntervalMinutes': 0 },
      env: { VRCHAT_AUTH_TEST_RESULTS: results, VRCHAT_AUTH_TEST_LOCKS: join(folder, 'locks') },
      folder: workspace,
      dataDir,
    });
  } catch (error) {
    console.error(error);
  } finally {
    await emulator.close();
  }
  known.end();
  // A host that wrote no results has failed.
  const counts = await readFile(results, 'utf8').then(
    (text) => JSON.parse(text) as Counts,
    (): Counts => ({ numPassedTests: 0, numFailedTests: 1 }),
  );
  const found = await findSecrets(known.all(), [dataDir]);
  if (found.length > 0) {
    console.error(`Files with a secret:\n${found.join('\n')}`);
    counts.numFailedTests += 1;
  }
  console.log(`extension host of the ${version} VS Code: ${counts.numPassedTests} passed, ${counts.numFailedTests} failed`);
  return counts;
}

const temporary = await mkdtemp(join(tmpdir(), 'extension-tests-'));
const total: Counts = { numPassedTests: 0, numFailedTests: 0 };
try {
  const extension = join(temporary, 'extension');
  await wrapExtension(extension);
  const counts = await Promise.all(versions.map((version) => testIn(version, extension)));
  for (const { numPassedTests, numFailedTests } of counts) {
    total.numPassedTests += numPassedTests;
    total.numFailedTests += numFailedTests;
  }
} finally {
  await rm(temporary, { recursive: true, force: true });
}
if (values.results !== undefined) await writeFile(values.results, JSON.stringify(total));
process.exitCode = total.numFailedTests === 0 && total.numPassedTests > 0 ? 0 : 1;
