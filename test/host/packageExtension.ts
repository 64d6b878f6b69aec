import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from './repository.ts';

/** The extension as it ships. */
export interface ExtensionPackage {
  /** The `.vsix`. */
  readonly path: string;
  /** What `npm run package` printed. */
  readonly output: string;
}

const packageName = 'vrchat-auth.vsix';
const outputName = 'output.txt';

/**
 * Packages the extension as it ships.
 *
 * @param folder - where the package goes, and what the command printed
 * @throws Error with that, when it fails
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
 * The package that `npm test` has made for all its tests, in the folder that `PACKAGED_EXTENSION` names; without one, a package of its own.
 *
 * @returns the package, and what removes it unless others use it as well
 */
export function findExtensionPackage(): ExtensionPackage & { readonly remove: () => void } {
  const shared = process.env.PACKAGED_EXTENSION;
  if (shared !== undefined && existsSync(join(shared, outputName))) {
    return { path: join(shared, packageName), output: readFileSync(join(shared, outputName), 'utf8'), remove: () => undefined };
  }
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  return { ...packageExtension(folder), remove: () => rmSync(folder, { recursive: true }) };
}
