import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readHandedSession, type HandedSession } from '../../../../src/handoff/session/handedSession.ts';
import { sessionFormats, type FormatId } from '../../../../src/handoff/copy/sessionFormats.ts';
import { sessionVariables } from '../../../../src/handoff/session/sessionVariables.ts';
import { defaultVariableNames } from '../../../../src/handoff/session/variableNames.ts';
import { demo, setStage } from '../../accounts/stage.ts';

const run = promisify(execFile);
const userAgent = 'SnippetTest/1.0 tests@vrchat-auth.org';
const runs = (command: string): boolean => spawnSync(command, ['--version']).status === 0;

/** What was copied is run as a person would run it: in a folder of its own, by the tool it is for, against the emulator. */
describe.each(['inline', 'environment'] as const)('what was copied, with the secrets %s, finds the signed-in user by', (secrets) => {
  let session: HandedSession;
  let folder: string;

  beforeEach(async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { username, password } = demo('DevUser');
    await window.signIn({ kind: 'fromScratch' }, [{ types: username }, { types: password }, { types: () => stage.authenticatorCode('DevUser') }]);
    const [record] = window.store.records();
    const handed = record && readHandedSession(record);
    if (!handed) throw new Error('no session');
    session = handed;
    expect(session.twoFactorAuth).toBeDefined();
    folder = await mkdtemp(join(tmpdir(), 'snippet-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
  });

  const copied = (id: FormatId): string => {
    const format = sessionFormats.find((candidate) => candidate.id === id);
    return format?.write({ session, userAgent, names: defaultVariableNames, secrets }) ?? '';
  };
  const environment = (): NodeJS.ProcessEnv =>
    ({ ...process.env, ...(secrets === 'environment' && Object.fromEntries(sessionVariables(session, defaultVariableNames, userAgent))) });

  async function output(command: string, file: string, text: string): Promise<string> {
    await writeFile(join(folder, file), text);
    return (await run(command, [file], { cwd: folder, env: environment() })).stdout.trim();
  }

  it('JavaScript with the package "vrchat"', async () => {
    await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
    expect(await output(process.execPath, 'program.mjs', copied('javascriptSdk'))).toBe('DevUser');
  });

  it('JavaScript with fetch', async () => {
    expect(await output(process.execPath, 'program.mjs', copied('javascriptFetch'))).toBe('DevUser');
  });

  if (runs('python3')) it('the standard library of Python', async () => {
    expect(await output('python3', 'program.py', copied('pythonStandardLibrary'))).toBe('DevUser');
  });

  if (runs('curl') && process.platform !== 'win32') it('curl', async () => {
    expect(JSON.parse(await output('sh', 'program.sh', copied('curl')))).toMatchObject({ displayName: 'DevUser' });
  });

  if (runs('curl')) it('curl with the cookie file', async () => {
    await writeFile(join(folder, 'cookies.txt'), copied('cookieFile'));
    const { stdout } = await run('curl', ['-A', userAgent, '-b', 'cookies.txt', `${session.server}/auth/user`], { cwd: folder });
    expect(JSON.parse(stdout)).toMatchObject({ displayName: 'DevUser' });
  });

  it('a .http file', async () => {
    const text = copied('http').replace(/\{\{\$processEnv (\w+)\}\}/g, (_, name: string) => environment()[name] ?? '');
    const [requestLine = '', ...headerLines] = text.trim().split('\n');
    const [method, address = ''] = requestLine.split(' ');
    const headers = headerLines.map((line) => /^([\w-]+): (.+)$/.exec(line)?.slice(1) as [string, string]);
    const response = await fetch(address, { ...(method !== undefined && { method }), headers });
    expect(await response.json()).toMatchObject({ displayName: 'DevUser' });
  });
});
