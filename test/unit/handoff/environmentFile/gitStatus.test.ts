import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { findGit } from '../../../../src/handoff/environmentFile/findGit.ts';
import { addToGitIgnore, findGitStatus, type GitStatus } from '../../../../src/handoff/environmentFile/gitStatus.ts';
import { replaceFile } from '../../../../src/prompts/replaceFile.ts';

let folder: string;
const git = (...parameters: string[]): string => execFileSync('git', parameters, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
const statusOf = (path: string, environment = process.env): Promise<GitStatus> => findGitStatus(path, { environment, workspace: [folder] });

/** Adds the line that would have Git ignore a file. */
async function ignore(path: string): Promise<boolean> {
  const status = await statusOf(path);
  if (status.kind !== 'notIgnored' || status.pattern === undefined) throw new Error(status.kind);
  return addToGitIgnore({ ...status, pattern: status.pattern });
}

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'git-status-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

it('a file outside of any repository is known to be that, with and without Git', async () => {
  expect(await statusOf(join(folder, '.env'))).toEqual({ kind: 'notInRepository' });
  expect(await statusOf(join(folder, '.env'), { PATH: '' })).toEqual({ kind: 'notInRepository' });
});

it('a file that Git would commit is ignored once it is in .gitignore', async () => {
  git('init', '-q');
  mkdirSync(join(folder, 'a [b]'));
  writeFileSync(join(folder, '.gitignore'), '# mine\r\nnode_modules');
  const path = join(folder, 'a [b]', '.env');
  expect(await ignore(path)).toBe(true);
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('# mine\r\nnode_modules\r\n/a \\[b\\]/.env\r\n');
  expect(await statusOf(path)).toEqual({ kind: 'ignored' });
  expect(await statusOf(join(folder, '.env'))).toMatchObject({ kind: 'notIgnored', pattern: '/.env' });
});

it.each(['!important', '#1', ' blanks ', 'blank at the end ', 'star*', 'back\\slash', 'ä ö', '-rf'])(
  'a folder called %j can be ignored',
  async (name) => {
    git('init', '-q');
    mkdirSync(join(folder, name));
    expect(await ignore(join(folder, name, '.env '))).toBe(true);
    expect(await statusOf(join(folder, name, '.env '))).toEqual({ kind: 'ignored' });
  },
);

it('a file with a line break in its path is not ignored by a line that means others', async () => {
  git('init', '-q');
  mkdirSync(join(folder, 'two\nlines'));
  expect(await statusOf(join(folder, 'two\nlines', '.env'))).toEqual({ kind: 'notIgnored', ignoreFile: join(folder, '.gitignore') });
});

it('a file that is in the repository already is told apart, because .gitignore does not help it', async () => {
  git('init', '-q');
  writeFileSync(join(folder, '.env'), 'A=1');
  git('add', '.env');
  writeFileSync(join(folder, '.gitignore'), '.env\n');
  expect(await statusOf(join(folder, '.env'))).toEqual({ kind: 'tracked' });
});

it('a file that is in the repository under a name in another case is the same file where case does not matter', async () => {
  git('init', '-q');
  mkdirSync(join(folder, 'Bot'));
  writeFileSync(join(folder, 'Bot', '.ENV'), '');
  git('add', '.');
  git('config', 'core.ignorecase', 'true');
  expect(await statusOf(join(folder, 'Bot', '.env'))).toEqual({ kind: 'tracked' });
  expect(await statusOf(join(folder, 'Bot', '.env.local'))).toMatchObject({ kind: 'notIgnored' });
  git('config', 'core.ignorecase', 'false');
  expect(await statusOf(join(folder, 'Bot', '.env'))).toMatchObject({ kind: 'notIgnored' });
});

it('a file whose name is a pattern is not taken for the files that it fits', async () => {
  git('init', '-q');
  writeFileSync(join(folder, '.env.1'), '');
  git('add', '.');
  expect(await statusOf(join(folder, '.env.[0-9]'))).toMatchObject({ kind: 'notIgnored' });
});

it('a file that a nested .gitignore takes back is still not ignored after the line was added', async () => {
  git('init', '-q');
  mkdirSync(join(folder, 'bot'));
  writeFileSync(join(folder, 'bot', '.gitignore'), '!.env\n');
  expect(await ignore(join(folder, 'bot', '.env'))).toBe(true);
  expect(await statusOf(join(folder, 'bot', '.env'))).toMatchObject({ kind: 'notIgnored' });
});

it('a .gitignore that is a link, which Git does not follow, is left alone', async () => {
  git('init', '-q');
  writeFileSync(join(folder, 'shared'), 'dist\n');
  symlinkSync('shared', join(folder, '.gitignore'));
  expect(await ignore(join(folder, '.env'))).toBe(false);
  expect(readFileSync(join(folder, 'shared'), 'utf8')).toBe('dist\n');
});

it.skipIf(process.getuid?.() !== 0)(
  'a repository that belongs to another user leaves it unknown, not outside of a repository',
  async () => {
    git('init', '-q');
    for (const path of ['.', '.git']) chownSync(join(folder, path), 12_345, 12_345);
    expect(await statusOf(join(folder, '.env'), { ...process.env, SUDO_UID: undefined })).toEqual({ kind: 'unknown' });
  },
);

it.each([
  ['without Git', (): void => undefined, { PATH: '' }],
  ['with a broken repository', (): void => writeFileSync(join(folder, '.git', 'HEAD'), 'nonsense'), process.env],
  [
    'with a repository that has moved',
    (): void => {
      rmSync(join(folder, '.git'), { recursive: true });
      writeFileSync(join(folder, '.git'), 'gitdir: /nowhere');
    },
    process.env,
  ],
])('%s it is unknown', async (_, break_, environment) => {
  git('init', '-q');
  break_();
  expect(await statusOf(join(folder, '.env'), environment)).toEqual({ kind: 'unknown' });
});

it('variables of the environment do not lead to another repository', async () => {
  git('init', '-q');
  const environment = { ...process.env, GIT_DIR: '/nowhere', GIT_WORK_TREE: '/nowhere', GIT_CEILING_DIRECTORIES: folder };
  expect(await statusOf(join(folder, '.env'), environment)).toMatchObject({ kind: 'notIgnored' });
});

it('starts no program that the repository names or brings along', async () => {
  git('init', '-q');
  git('config', 'core.fsmonitor', `touch ${join(folder, 'ran')}; false`);
  mkdirSync(join(folder, 'bin'));
  for (const name of ['git', 'bin/git']) {
    writeFileSync(join(folder, name), `#!/bin/sh\ntouch ${join(folder, 'ran')}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const PATH = ['', '.', 'bin', folder, join(folder, 'bin'), process.env.PATH ?? ''].join(delimiter);
  expect(await statusOf(join(folder, '.env'), { ...process.env, PATH })).toMatchObject({ kind: 'notIgnored' });
  expect(() => readFileSync(join(folder, 'ran'))).toThrow();
  expect(await findGit({ PATH: [join(folder, 'bin'), '.'].join(delimiter) }, [folder])).toBeUndefined();
});

it('ignores the draft of a file, whatever is in .gitignore', async () => {
  git('init', '-q');
  let status = 'unknown';
  await replaceFile(join(folder, '.env'), Buffer.from('SECRET=1'), {
    mode: 0o600,
    beforeRename: () => {
      status = git('status', '--porcelain', '--untracked-files=all');
      return Promise.resolve();
    },
  });
  expect(status).toBe('');
  expect(git('status', '--porcelain', '--untracked-files=all')).toBe('?? .env\n');
});
