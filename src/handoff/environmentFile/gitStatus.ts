import { execFile } from 'node:child_process';
import { lstat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { errorCode } from '../../accounts/errorCode.ts';
import { openLocalFile } from '../../prompts/localFile.ts';
import { findGit } from './findGit.ts';

/** Whether Git would commit a file. */
export type GitStatus =
  | { readonly kind: 'ignored' | 'notInRepository' | 'unknown' }
  /** The next commit may hold it. A file whose name no pattern can say has no pattern. */
  | { readonly kind: 'notIgnored'; readonly ignoreFile: string; readonly pattern?: string }
  /** It is in the repository already, where .gitignore does not help. */
  | { readonly kind: 'tracked' };

/** Where Git is looked for. */
export interface GitPlace {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The workspace's folders: no program in them is run. */
  readonly workspace: readonly string[];
}

interface GitAnswer {
  /** Git's exit code; -1 if it did not run to its end. */
  readonly code: number;
  readonly output: string;
}

const run = promisify(execFile);

/** Git is run from its own folder and without repository-configured helpers; the environment cannot point it to another repository. */
async function ask(
  program: string,
  folder: string,
  environment: GitPlace['environment'],
  ...parameters: readonly string[]
): Promise<GitAnswer> {
  const env = Object.fromEntries(Object.entries(environment).filter(([name]) => !name.toUpperCase().startsWith('GIT_')));
  const options = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-C', folder, ...parameters];
  try {
    const { stdout } = await run(program, options, {
      cwd: dirname(program),
      env: { ...env, GIT_OPTIONAL_LOCKS: '0', GIT_DISCOVERY_ACROSS_FILESYSTEM: '1' },
      timeout: 10_000,
      windowsHide: true,
    });
    return { code: 0, output: stdout.replace(/\r?\n$/, '') };
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    return { code: typeof code === 'number' ? code : -1, output: '' };
  }
}

/**
 * Asks Git, if it is installed, what it would do with a file.
 *
 * @param path - the file without links on its way; it need not exist yet, but its folder must
 */
export async function findGitStatus(path: string, { environment, workspace }: GitPlace): Promise<GitStatus> {
  const folder = dirname(path);
  const name = basename(path);
  // Git also fails where it does not trust the owner of a repository, or cannot read it. Only the lack of any `.git` tells for certain.
  if (!(await hasRepositoryAbove(folder))) return { kind: 'notInRepository' };
  const program = await findGit(environment, workspace);
  if (program === undefined) return { kind: 'unknown' };
  const git = (...parameters: readonly string[]): Promise<GitAnswer> => ask(program, folder, environment, ...parameters);
  const root = await git('rev-parse', '--show-toplevel');
  if (root.code !== 0 || root.output === '') return { kind: 'unknown' };
  const tracked = await git('ls-files', '--error-unmatch', '--', `:(literal)${name}`);
  if (tracked.code === 0) return { kind: 'tracked' };
  if (tracked.code !== 1) return { kind: 'unknown' };
  // On Windows and macOS, `.ENV` is the same file, whatever name it is in the repository under.
  const ignoresCase = (await git('config', '--type=bool', 'core.ignorecase')).output === 'true';
  if (ignoresCase && (await git('ls-files', '--error-unmatch', '--', `:(icase,literal)${name}`)).code === 0) return { kind: 'tracked' };
  const ignored = await git('check-ignore', '--quiet', '--', path);
  if (ignored.code === 0) return { kind: 'ignored' };
  const prefix = await git('rev-parse', '--show-prefix');
  if (ignored.code !== 1 || prefix.code !== 0) return { kind: 'unknown' };
  const pattern = writePattern(`${prefix.output}${name}`.split(sep).join('/'));
  return { kind: 'notIgnored', ignoreFile: join(root.output, '.gitignore'), ...(pattern !== undefined && { pattern }) };
}

async function hasRepositoryAbove(folder: string): Promise<boolean> {
  for (let current = folder; ; current = dirname(current)) {
    const isThere = await lstat(join(current, '.git')).then(
      () => true,
      (error: unknown) => !['ENOENT', 'ENOTDIR'].includes(errorCode(error)),
    );
    if (isThere) return true;
    if (dirname(current) === current) return false;
  }
}

/**
 * Adds a line to a .gitignore, which is created if it does not exist. Whether Git then ignores the file has to be asked again: a nested
 * .gitignore can take it back.
 *
 * @returns whether it was added. It is not if the .gitignore is a link, which Git does not follow, or no plain file
 * @throws if the file system fails
 */
export async function addToGitIgnore({ ignoreFile, pattern }: { readonly ignoreFile: string; readonly pattern: string }): Promise<boolean> {
  const file = await openLocalFile(ignoreFile);
  if ('obstacle' in file || file.place.isLinked) return false;
  const text = file.content.toString('latin1');
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const separator = text === '' || text.endsWith('\n') ? '' : lineBreak;
  await file.write(
    Buffer.concat([file.content, Buffer.from(separator + pattern + lineBreak)]),
    file.place.kind === 'absent' ? { mode: 0o644 } : {},
  );
  return true;
}

/** Some characters have a meaning in .gitignore, and no line can hold a line break. */
function writePattern(path: string): string | undefined {
  if (/[\r\n]/.test(path)) return undefined;
  return `/${path.replace(/[\\*?[\]]/g, String.raw`\$&`).replace(/ (?= *$)/g, String.raw`\ `)}`;
}
