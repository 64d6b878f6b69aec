import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { vscodeRelease, type VSCodeVersion } from './vscodeInstall.ts';

/** A run of a test module inside an extension host. */
export type ExtensionTests = {
  readonly version: VSCodeVersion;
  /** The folder of the extension under test, or several. */
  readonly extensionDevelopmentPath: string | string[];
  /** The CommonJS module whose `run()` runs the tests and fails if one of them does. */
  readonly extensionTestsPath: string;
  /** User settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Further environment variables of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** The folder to open. */
  readonly folder?: string;
  /** Where the server build keeps settings, logs and extension data, to be looked at afterwards. */
  readonly dataDir?: string;
};

/**
 * Runs tests inside a real extension host: in VS Code's server build, or with `VSCODE_TEST_DESKTOP=1` in a desktop VS Code
 * that is downloaded (always on Windows, where a script is not an executable).
 *
 * @throws Error if a test or VS Code fails
 */
export async function runExtensionTests(tests: ExtensionTests): Promise<void> {
  const { version, extensionDevelopmentPath, extensionTestsPath, settings = {}, env = {}, folder, dataDir } = tests;
  const userDataDir = await mkdtemp(join(tmpdir(), 'vscode-user-'));
  try {
    await mkdir(join(userDataDir, 'User'));
    await writeFile(join(userDataDir, 'User', 'settings.json'), JSON.stringify(settings));
    await runTests({
      ...(process.env.VSCODE_TEST_DESKTOP === '1' || process.platform === 'win32'
        ? { version: version === 'newest' ? 'stable' : vscodeRelease(version) }
        : { vscodeExecutablePath: join(import.meta.dirname, 'launcher.ts') }),
      extensionDevelopmentPath,
      extensionTestsPath,
      extensionTestsEnv: { ...env, VSCODE_TEST_VERSION: version, ...(dataDir !== undefined && { VSCODE_TEST_DATA: dataDir }) },
      launchArgs: [...(folder === undefined ? [] : [folder]), `--user-data-dir=${userDataDir}`],
    });
  } finally {
    await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}
