import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from './repository.ts';

/** The extension as it ships. */
export interface ExtensionPackage {
  /** The `.vsix`. */
  readonly path: string;
  /** The output of `npm run package`. */
  readonly output: string;
}

const packageName = 'vrchat-auth.vsix';
const outputName = 'output.txt';

/**
 * Packages the extension.
 *
 * @param folder - where to put the package and the command's output
 * @throws Error with the output if it fails
 */
export function packageExtension(folder: string): ExtensionPackage {
  const path = join(folder, packageName);
  mkdirSync(folder, { recursive: true });
  const { status, stdout, stderr } = spawnSync('npm', ['run', 'package', '--', '--out', path], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const output = stdout + stderr;
  if (status !== 0) throw new Error(`The extension could not be packaged.\n${output}`);
  writeFileSync(join(folder, outputName), output);
  return { path, output };
}

/**
 * The package that `npm test` built for all tests, in the folder named by `PACKAGED_EXTENSION`; without that, a new package.
 *
 * @returns the package, and a function that removes it unless it is shared
 */
export function findExtensionPackage(): ExtensionPackage & { readonly remove: () => void } {
  const shared = process.env.PACKAGED_EXTENSION;
  if (shared !== undefined && existsSync(join(shared, outputName))) {
    return { path: join(shared, packageName), output: readFileSync(join(shared, outputName), 'utf8'), remove: () => undefined };
  }
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  return { ...packageExtension(folder), remove: () => rmSync(folder, { recursive: true }) };
}
