import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { desktopAnnouncement, startDesktop, type DesktopOptions } from '../../scripts/startDesktop.ts';

/** Stands for the desktop VS Code: notes how it was started, and ends as a window that is closed at once. */
const program = `require('node:fs').writeFileSync(process.env.STARTED, JSON.stringify({ args: process.argv.slice(2), start: process.env.VRCHAT_AUTH_START }));
process.exitCode = Number(process.env.EXIT_CODE ?? 0);
`;

describe('npm start -- --desktop', () => {
  let root: string;
  let options: DesktopOptions;
  const settingsPath = (): string => join(root, 'a profile', 'User', 'settings.json');
  const settings = async (): Promise<unknown> => JSON.parse(await readFile(settingsPath(), 'utf8'));

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'desktop-'));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    const bin = join(root, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'code.cjs'), program);
    await writeFile(join(bin, 'code'), `#!/bin/sh\nexec "${process.execPath}" "${join(bin, 'code.cjs')}" "$@"\n`);
    await chmod(join(bin, 'code'), 0o755);
    await writeFile(join(bin, 'code.cmd'), `@"${process.execPath}" "${join(bin, 'code.cjs')}" %*\n`);
    options = {
      folder: join(root, 'a workspace'),
      userDataDir: join(root, 'a profile'),
      settings: { 'vrchatAuth.server': 'http://127.0.0.1:8978/api/1' },
      development: [join(root, 'an extension'), join(root, 'starter')],
      env: { ...process.env, PATH: [bin, process.env.PATH].join(delimiter), STARTED: join(root, 'started'), VRCHAT_AUTH_START: 'now' },
    };
  });

  it('opens the workspace in a profile of its own, with the extension and the emulator’s address, until the window is closed', async () => {
    const { ended } = await startDesktop({ ...options, debugPort: 8980 });
    expect(await ended).toBeUndefined();
    expect(JSON.parse(await readFile(join(root, 'started'), 'utf8'))).toEqual({
      start: 'now',
      args: [
        `--extensionDevelopmentPath=${join(root, 'an extension')}`,
        `--extensionDevelopmentPath=${join(root, 'starter')}`,
        `--user-data-dir=${join(root, 'a profile')}`,
        '--inspect-extensions=8980',
        '--new-window',
        '--wait',
        join(root, 'a workspace'),
      ],
    });
    expect(await settings()).toEqual({ 'vrchatAuth.server': 'http://127.0.0.1:8978/api/1' });
  });

  it('uses the real VRChat with --live, whatever was set for an emulator, and keeps the user’s settings', async () => {
    await mkdir(dirname(settingsPath()), { recursive: true });
    await writeFile(settingsPath(), JSON.stringify({ 'editor.fontSize': 20, 'vrchatAuth.server': 'http://127.0.0.1:8978/api/1' }));
    await (
      await startDesktop({ ...options, settings: {} })
    ).ended;
    expect(await settings()).toEqual({ 'editor.fontSize': 20 });
  });

  it('leaves settings with comments alone, and says so', async () => {
    await mkdir(dirname(settingsPath()), { recursive: true });
    await writeFile(settingsPath(), '{} // mine');
    await expect(startDesktop(options)).rejects.toThrow('is not plain JSON');
    expect(await readFile(settingsPath(), 'utf8')).toBe('{} // mine');
  });

  it('says what to do where there is no VS Code, and that it has failed', async () => {
    const nowhere = { ...options.env, PATH: root };
    expect(await (await startDesktop({ ...options, env: nowhere })).ended).toContain(
      'install VS Code, or run "npm start" without --desktop',
    );
    const { ended } = await startDesktop({ ...options, env: { ...options.env, EXIT_CODE: '3' } });
    expect(await ended).toBeDefined();
  });

  it('tells the task that F5 waits for when it is ready', async () => {
    const { tasks } = JSON.parse(await readFile('.vscode/tasks.json', 'utf8')) as {
      readonly tasks: readonly {
        readonly label: string;
        readonly problemMatcher: { readonly background?: { readonly endsPattern: string } };
      }[];
    };
    const { background } = tasks.find(({ label }) => label === 'start')?.problemMatcher ?? {};
    const lines = desktopAnnouncement.split('\n');
    expect(lines.findIndex((line) => new RegExp(background?.endsPattern ?? '$^').test(line))).toBe(lines.length - 1);
  });
});
