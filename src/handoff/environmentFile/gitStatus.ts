import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { replaceFile } from './replaceFile.ts';

/** Whether Git would commit a file. */
export type GitStatus =
  | { readonly kind: 'ignored' | 'notInRepository' | 'unknown' }
  /** The next commit may hold it. */
  | { readonly kind: 'notIgnored'; readonly ignoreFile: string; readonly pattern: string }
  /** It is in the repository already, where .gitignore does not help. */
  | { readonly kind: 'tracked' };

const run = promisify(execFile);

/** Git is run without repository-configured helpers. */
async function git(folder: string, ...parameters: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  try {
    const { stdout } = await run('git', ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', ...parameters], {
      cwd: folder,
      timeout: 10_000,
    });
    return { code: 0, output: stdout.trim() };
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    return { code: typeof code === 'number' ? code : -1, output: '' };
  }
}

/**
 * Asks Git, if it is installed, what it would do with a file.
 *
 * @param path - the file, which need not exist yet; its folder must
 */
export async function findGitStatus(path: string): Promise<GitStatus> {
  const folder = dirname(path);
  const root = await git(folder, 'rev-parse', '--show-toplevel');
  if (root.code !== 0) return { kind: root.code === 128 ? 'notInRepository' : 'unknown' };
  if ((await git(folder, 'ls-files', '--error-unmatch', '--', path)).code === 0) return { kind: 'tracked' };
  const ignored = await git(folder, 'check-ignore', '--quiet', '--', path);
  if (ignored.code === 0) return { kind: 'ignored' };
  if (ignored.code !== 1) return { kind: 'unknown' };
  const prefix = await git(folder, 'rev-parse', '--show-prefix');
  const inRepository = `${prefix.output}${relative(folder, path)}`.split(sep).join('/');
  return { kind: 'notIgnored', ignoreFile: join(root.output, '.gitignore'), pattern: `/${escapePattern(inRepository)}` };
}

/**
 * Adds a line to a .gitignore, which is created if it does not exist.
 *
 * @throws if the file system fails
 */
export async function addToGitIgnore({ ignoreFile, pattern }: { readonly ignoreFile: string; readonly pattern: string }): Promise<void> {
  const before = existsSync(ignoreFile) ? await readFile(ignoreFile) : Buffer.alloc(0);
  const text = before.toString('latin1');
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const separator = text === '' || text.endsWith('\n') ? '' : lineBreak;
  await replaceFile(ignoreFile, Buffer.concat([before, Buffer.from(separator + pattern + lineBreak)]));
}

/** These characters have a meaning in .gitignore. */
function escapePattern(path: string): string {
  return path.replace(/[\\*?[\]]/g, String.raw`\$&`).replace(/ $/, String.raw`\ `);
}
