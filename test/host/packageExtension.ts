import { spawnSync } from 'node:child_process';
import { repositoryRoot } from './repository.ts';

/**
 * Packages the extension as it ships.
 *
 * @param path - where the `.vsix` goes
 * @returns what the command printed
 * @throws Error with that, when it fails
 */
export function packageExtension(path: string): string {
  const { status, stdout, stderr } = spawnSync('npm', ['run', 'package', '--', '--out', path], {
    cwd: repositoryRoot, encoding: 'utf8', shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`The extension could not be packaged.\n${stdout}${stderr}`);
  return stdout + stderr;
}
