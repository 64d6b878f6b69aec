import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { addToGitIgnore, findGitStatus } from '../../../../src/handoff/environmentFile/gitStatus.ts';

let folder: string;
const git = (...parameters: string[]): void => void execFileSync('git', parameters, { cwd: folder, stdio: 'ignore' });

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'git-ignore-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

it('reports a file outside of a repository', async () => {
  expect(await findGitStatus(join(folder, '.env'))).toEqual({ kind: 'notInRepository' });
});

it('reports a file that Git would commit, until it is in .gitignore', async () => {
  git('init', '-q');
  mkdirSync(join(folder, 'a [b]'));
  writeFileSync(join(folder, '.gitignore'), '# mine\r\nnode_modules');
  const path = join(folder, 'a [b]', '.env');
  const status = await findGitStatus(path);
  if (status.kind !== 'notIgnored') throw new Error(status.kind);
  await addToGitIgnore(status);
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('# mine\r\nnode_modules\r\n/a \\[b\\]/.env\r\n');
  expect(await findGitStatus(path)).toEqual({ kind: 'ignored' });
  expect(await findGitStatus(join(folder, '.env'))).toMatchObject({ kind: 'notIgnored', pattern: '/.env' });
});

it('reports a tracked file, which .gitignore does not affect', async () => {
  git('init', '-q');
  writeFileSync(join(folder, '.env'), 'A=1');
  git('add', '.env');
  writeFileSync(join(folder, '.gitignore'), '.env\n');
  expect(await findGitStatus(join(folder, '.env'))).toEqual({ kind: 'tracked' });
});

it('runs no program that the repository configures', async () => {
  git('init', '-q');
  git('config', 'core.fsmonitor', `touch ${join(folder, 'ran')}; false`);
  await findGitStatus(join(folder, '.env'));
  expect(() => readFileSync(join(folder, 'ran'))).toThrow();
});
