import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, relative } from 'node:path';

/**
 * Finds Git as a shell would, but never in a folder of the workspace and never in the current one: Windows looks there first, where a
 * repository could have put its own `git.exe`.
 *
 * @param environment - with the PATH
 * @param distrusted - folders whose programs are not run
 * @returns an absolute path; `undefined` if Git is not installed
 */
export async function findGit(
  environment: Readonly<Record<string, string | undefined>>,
  distrusted: readonly string[],
): Promise<string | undefined> {
  const isInside = (folder: string): boolean =>
    distrusted.some((root) => {
      const path = relative(root, folder);
      return !path.startsWith('..') && !isAbsolute(path);
    });
  const variable = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = (environment[variable] ?? '').split(delimiter).map((folder) => folder.replace(/^"(.*)"$/, '$1'));
  for (const folder of folders) {
    if (!isAbsolute(folder) || isInside(folder)) continue;
    const path = join(folder, process.platform === 'win32' ? 'git.exe' : 'git');
    if (await isProgram(path)) return path;
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
