import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { parse } from 'dotenv';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { editEnvironmentFile } from '../../../../src/handoff/environmentFile/environmentFile.ts';
import { propertyRuns } from '../../propertyRuns.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What is written: a cookie, an address and text with blanks. */
const values = {
  COOKIE: 'authcookie_9c2b7e10-7ab5-4d3c-8a31-0f2f6f6b7f11',
  TOKEN: 'eyJhbGciOiJIUzI1NiJ9.eyJ1c2VySWQiOiJ1c3JfMSJ9.c2lnbmF0dXJl-_',
  ADDRESS: 'http://127.0.0.1:8978/4f~_/api/1',
  AGENT: 'MyBot/1.0 me@my-site.org (https://my-site.org)',
};
const withoutBlanks = ['COOKIE', 'TOKEN'] as const;

const folder = mkdtempSync(join(tmpdir(), 'readers-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Sources a file, as `source .env` and direnv do, and reads what a program started then would see. */
function bash(content: Buffer): Variables {
  const path = join(folder, 'sourced');
  writeFileSync(path, content);
  const output = execFileSync('bash', ['--norc', '-c', 'set -a; . "$1" 2>/dev/null; env -0', 'bash', path], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  return Object.fromEntries(output.split('\0').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** Starts Node with the file. */
function nodeProcess(content: Buffer): Variables {
  const path = join(folder, 'for-node');
  writeFileSync(path, content);
  const names = JSON.stringify(Object.keys(values));
  const script = `console.log(JSON.stringify(Object.fromEntries(${names}.map((name) => [name, process.env[name]]))))`;
  return JSON.parse(execFileSync(process.execPath, [`--env-file=${path}`, '--eval', script], { encoding: 'utf8' })) as Variables;
}

const node = (content: Buffer): Variables => parseEnv(content.toString('utf8'));
const dotenv = (content: Buffer): Variables => parse(content);

/** @see https://docs.docker.com/reference/cli/docker/container/run/#env, which takes all after the first `=` as it is */
function docker(content: Buffer): Variables {
  const lines = content
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split('\n')
    .map((line) => line.replace(/\r$/, '').trimStart());
  return Object.fromEntries(
    lines
      .filter((line) => !line.startsWith('#') && line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

const common = [
  '',
  '# it is "quoted',
  'A=1',
  'B="two words"',
  "C='$x'",
  'D=',
  'E=http://x/?COOKIE=1',
  'F="COOKIE=1"',
  'G="first\nCOOKIE=inside\nlast"',
];
const ours = [
  'COOKIE=old',
  'COOKIE="old"',
  "COOKIE='old' # mine",
  'COOKIE=',
  'TOKEN=a\nTOKEN=b',
  'AGENT=x',
  'ADDRESS="http://x"',
  'COOKIE = old',
  'COOKIE: old',
  'COOKIE=`old`',
];
const ofNode = [
  "it's",
  'H=`x y`',
  'I: yaml',
  'J = spaced # out',
  'K=#',
  'export L=1',
  '\t',
  'no assignment',
  'M=`a\nCOOKIE=inside`',
  'N="open',
  '\u00fc=1',
];
const ofBash = [
  'export H=1',
  'declare -x I="2"',
  "J=$'a\\'b'",
  'K="a \\"quoted\\" COOKIE=1"',
  'L=a" b "c',
  'if true; then M=1; fi',
  'N=$(echo COOKIE)',
  'export O="multi\nline"',
  'P=1 # COOKIE=2',
  ': "${Q:=1}"',
];
const ofDocker = ['', '# comment', 'A=1', 'B=two words', 'C="in quotes"', 'D', 'E=a=b'];

function textOf(lines: readonly string[]): fc.Arbitrary<string> {
  const line = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...lines) }, { weight: 1, arbitrary: fc.constantFrom(...ours) });
  return fc
    .record({ lines: fc.array(line, { maxLength: 10 }), end: fc.constantFrom('', '\n') })
    .map((file) => file.lines.join('\n') + file.end);
}

/** Edits a file, if it can be edited, and asks every reader. */
function check(
  text: string,
  readers: Readonly<Record<string, (content: Buffer) => Variables>>,
  names: readonly (keyof typeof values)[],
): void {
  const edit = editEnvironmentFile(Buffer.from(text), new Map(Object.entries(values)));
  if ('problem' in edit) return;
  for (const [reader, read] of Object.entries(readers)) {
    const seen = read(edit.content);
    expect(Object.fromEntries(names.map((name) => [name, seen[name]])), `${reader} reads ${edit.content.toString()}`).toEqual(
      Object.fromEntries(names.map((name) => [name, values[name]])),
    );
  }
}

const all = Object.keys(values) as (keyof typeof values)[];

describe('what was written is read alike', () => {
  it('by Node and dotenv, in any file of theirs', () => {
    fc.assert(
      fc.property(textOf([...common, ...ofNode]), fc.constantFrom('', '\ufeff'), fc.constantFrom('\n', '\r\n'), (text, mark, lineBreak) => {
        check(mark + text.replaceAll('\n', lineBreak), { node, dotenv }, all);
      }),
      { numRuns: propertyRuns },
    );
  });

  it('by bash, Node and dotenv, in any script that only sets variables', () => {
    fc.assert(
      fc.property(textOf([...common, ...ofBash]), (text) => check(text, { bash, node, dotenv }, all)),
      { numRuns: propertyRuns },
    );
  });

  it('by Docker, too, if it has no blanks', () => {
    fc.assert(
      fc.property(textOf(ofDocker), (text) => {
        const isDocker = !/COOKIE(?:="| = |: |=.*#|=')/.test(text);
        if (isDocker) check(text, { docker, node, dotenv }, withoutBlanks);
      }),
      { numRuns: propertyRuns },
    );
  });

  it.each([
    ['a new file', ''],
    ['a file with a byte order mark', '\ufeffCOOKIE=old\nA=1'],
    ['a file of Windows', 'A=1\r\nCOOKIE=old\r\n'],
    ['a script', 'export A=1\nexport COOKIE="old"'],
    ['an untidy file', 'COOKIE = old\nTOKEN: x\nAGENT=`x`\n'],
  ])('by programs that Node and bash start with %s', (_, text) => check(text, { nodeProcess, ...(!text.includes('\r') && { bash }) }, all));

  it('by a program that is started after a script of exports was sourced', () => {
    const edit = editEnvironmentFile(Buffer.from('export A=1\n'), new Map(Object.entries(values)));
    if ('problem' in edit) throw new Error(edit.problem);
    writeFileSync(join(folder, 'exports'), edit.content);
    const script = '. "$1"; "$2" -p process.env.COOKIE';
    expect(
      execFileSync('bash', ['--norc', '-c', script, 'bash', join(folder, 'exports'), process.execPath], { encoding: 'utf8' }).trim(),
    ).toBe(values.COOKIE);
  });
});
