import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';
import { useClock } from './clock.ts';
import { installExtension } from './installExtension.ts';
import { openWorkspace } from './openWorkspace.ts';
import { answerRemember, colorThemes, demo, everyCase, nameProgram, signIn, useVSCode } from './stage.ts';

type Configuration = { readonly name: string; readonly type: string; readonly env?: Readonly<Record<string, string>> };

const cookie = /^authcookie_[\w-]{36}$/;
/** Asks who it is, with what it was given, and writes the answer. */
const program = `const { VRCHAT_API_URL, VRCHAT_AUTH_COOKIE, ANSWER } = process.env;
fetch(VRCHAT_API_URL + '/auth/user', { headers: { 'user-agent': 'Bot/1.0 (me@my-site.org)', ...(VRCHAT_AUTH_COOKIE && { cookie: 'auth=' + VRCHAT_AUTH_COOKIE }) } })
  .then((answer) => answer.json(), String)
  .then((user) => require('fs').writeFileSync(ANSWER, user.displayName ?? JSON.stringify(user)));
`;
const environmentTypes = ['coreclr', 'clr', 'monovsdbg', 'go', 'dart', 'lldb', 'debugpy', 'python', 'java'];

describe('the debugger', () => {
  const clock = useClock();
  const stage = useVSCode('newest', { env: clock.env, dataDir: installExtension('debuggers') }, { now: clock.now });
  const file = (extension: string): string => `${stage.folder}.${extension}`;
  const read = (extension: string): Promise<string | undefined> => readFile(file(extension), 'utf8').catch(() => undefined);

  const received = async (): Promise<ReadonlyMap<string, Configuration>> =>
    new Map(
      ((await read('received')) ?? '')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Configuration)
        .map((configuration) => [configuration.name, configuration]),
    );

  async function writeLaunches(configurations: readonly object[], tasks: readonly object[] = []): Promise<void> {
    await mkdir(join(stage.folder, '.vscode'), { recursive: true });
    await writeFile(join(stage.folder, 'bot.cjs'), program);
    await writeFile(join(stage.folder, '.vscode', 'launch.json'), JSON.stringify({ version: '0.2.0', configurations }));
    await writeFile(join(stage.folder, '.vscode', 'tasks.json'), JSON.stringify({ version: '2.0.0', tasks }));
    for (const extension of ['received', 'answer', 'built', 'hidden']) await rm(file(extension), { force: true });
  }

  const node = (console: 'internalConsole' | 'integratedTerminal', more: object = {}): object => ({
    name: `Bot in ${console}`,
    type: 'node',
    request: 'launch',
    runtimeExecutable: process.execPath,
    program: '${workspaceFolder}/bot.cjs',
    console,
    env: { ANSWER: file('answer') },
    ...more,
  });

  async function launchEach(window: WorkbenchWindow, command = 'Launch Each Configuration'): Promise<void> {
    await window.runCommand(`Stand-in Debuggers: ${command}`);
    await window.notifications.waitFor('Stand-in Debuggers: done');
    await window.notifications.closeAll();
  }

  async function grant(window: WorkbenchWindow, carrier: 'Through the session gateway' | 'With the session’s cookies'): Promise<void> {
    await window.runCommand('VRChat Auth: Use Session in Terminals and Debugging');
    await window.quickInput.pick(carrier);
    await nameProgram(window);
    await window.dialog.press('Allow');
    await window.notifications.waitFor(/(Programs in new|New) terminals in/);
    await window.notifications.closeAll();
  }

  /** Starts a configuration of launch.json. The list does not update while it is open, and VS Code may not have read the file yet. */
  async function start(window: WorkbenchWindow, name: string): Promise<void> {
    const { quickInput } = window;
    const isListed = async (): Promise<boolean> => {
      await window.runCommand('Debug: Select and Start Debugging');
      const entry = quickInput.locator.getByText(name, { exact: true });
      const isThere = await entry.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
      if (!isThere) await quickInput.cancel();
      return isThere;
    };
    await expect.poll(isListed, { timeout: 60_000 }).toBe(true);
    await quickInput.pick(name);
  }

  const checks = async (): Promise<number> =>
    (await stage.server.requests()).filter((operation) => operation === 'verifyAuthToken' || operation === 'getCurrentUser').length;

  it('gives programs of every listed type what the folder was granted, and types nothing of it into a terminal', async () => {
    const window = await stage.freshWindow();
    await signIn(window, stage.server, 'plainuser');
    await grant(window, 'Through the session gateway');
    const launch = (name: string, type: string, more: object = {}): object => ({ name, type, request: 'launch', ...more });
    await writeLaunches([
      node('internalConsole'),
      node('integratedTerminal'),
      ...environmentTypes.map((type) => launch(type, type, { console: 'internalConsole', env: { OWN: 'kept' } })),
      launch('lldb-dap', 'lldb-dap', { env: { OWN: 'kept' } }),
      launch('lldb-dap without', 'lldb-dap'),
      launch('python in a terminal', 'debugpy', { console: 'integratedTerminal' }),
      launch('python as usual', 'python'),
      launch('own address', 'go', { env: { VRCHAT_API_URL: 'https://mine.example' } }),
      launch('attached', 'go', { request: 'attach' }),
      launch('C++', 'cppdbg', { environment: [] }),
      launch('unheard-of', 'unheard-of'),
    ]);
    await start(window, 'Bot in internalConsole');
    await expect.poll(() => read('answer'), { timeout: 30_000 }).toBe('Plain User');
    await rm(file('answer'));
    await start(window, 'Bot in integratedTerminal');
    await expect.poll(() => read('answer'), { timeout: 30_000 }).toBe('Plain User');
    await window.runCommand('Terminal: Select All');
    await window.runCommand('Terminal: Copy Selection');
    const typed = (await window.clipboard()).replaceAll('\n', '');
    expect(typed).toContain('ANSWER=');
    expect(typed).not.toContain('VRCHAT_');

    await launchEach(window);
    const all = await received();
    for (const type of [...environmentTypes, 'lldb-dap']) {
      expect(all.get(type)?.env, type).toEqual({
        OWN: 'kept',
        VRCHAT_API_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/api\/1$/) as string,
        VRCHAT_PIPELINE_URL: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/pipeline$/) as string,
        VRCHAT_USER_AGENT: 'my-vrchat-bot/1.0 (me@my-site.org)',
        NO_PROXY: expect.stringMatching(/127\.0\.0\.1,localhost$/) as string,
        no_proxy: expect.stringMatching(/127\.0\.0\.1,localhost$/) as string,
      });
    }
    expect(all.get('own address')?.env).toMatchObject({ VRCHAT_API_URL: 'https://mine.example' });
    for (const name of ['lldb-dap without', 'python in a terminal', 'python as usual', 'attached', 'C++', 'unheard-of'])
      expect(JSON.stringify(all.get(name)), name).not.toMatch(/VRCHAT_|undefined/);
    expect(await stage.server.requests(), 'nobody has to be asked about a lent session').not.toContain('verifyAuthToken');

    await window.runCommand('Stand-in Debuggers: Look in a Hidden Terminal');
    await expect.poll(() => read('hidden'), { timeout: 20_000 }).toContain('VRCHAT_API_URL=http://127.0.0.1:');
    await rm(file('received'));
    await window.tidy();
    await window.view().expand('Programs');
    await window.view().pressRowAction('Terminals and debugging', 'Revoke Access');
    await window.dialog.press('Revoke');
    await window.view().waitForRow('Programs', 'none in this folder');
    await launchEach(window);
    expect(await read('received')).not.toMatch(/VRCHAT_PIPELINE/);
  });

  it('asks VRChat once about ten launches, and starts none with a session that is known to be dead', async () => {
    for (const colorTheme of colorThemes) {
      const window = await stage.freshWindow({ colorTheme });
      const { notifications, quickInput } = window;
      await signIn(window, stage.server, 'plainuser');
      await grant(window, 'With the session’s cookies');
      await writeLaunches([{ name: 'go', type: 'go', request: 'launch' }]);
      clock.advance({ minutes: 6 });
      const before = await checks();
      await launchEach(window, 'Launch Each Ten Times');
      expect((await checks()) - before).toBeLessThanOrEqual(1);
      const lines = ((await read('received')) ?? '').trim().split('\n');
      expect(lines).toHaveLength(10);
      expect(lines.every((line) => cookie.test((JSON.parse(line) as Configuration).env?.VRCHAT_AUTH_COOKIE ?? ''))).toBe(true);

      // What a captive portal answers: VRChat cannot be reached, which says nothing about the session.
      await stage.server.fault('verifyAuthToken', 'webPage');
      clock.advance({ minutes: 6 });
      const beforeOffline = await checks();
      const begun = performance.now();
      await launchEach(window);
      expect(performance.now() - begun, 'nobody waits').toBeLessThan(10_000);
      expect(await window.page.locator('.statusbar').innerText()).toContain('Plain User’s session was not checked.');
      expect((await checks()) - beforeOffline).toBeLessThanOrEqual(1);
      expect(((await read('received')) ?? '').match(/"VRCHAT_AUTH_COOKIE":"authcookie_/g)).toHaveLength(11);
      await stage.server.removeFaults();

      await writeLaunches(
        [node('internalConsole', { name: 'Built bot', preLaunchTask: 'build' })],
        [{ label: 'build', type: 'shell', command: `touch ${file('built')}`, problemMatcher: [] }],
      );
      if (everyCase) {
        // Beside an open message about the same session, a second one would say it twice.
        await stage.server.fault('verifyAuthToken', 'expireSessions', 1);
        await window.runCommand('VRChat Auth: Verify Session');
        await notifications.waitFor('Plain User: expired.');
        await start(window, 'Built bot');
        expect(await window.dialog.text()).toContain('“Built bot” was not started, because Plain User');
        expect((await notifications.texts()).filter((text) => !text.startsWith('Plain User: expired.'))).toEqual([]);
        await window.screenshot(`refused-launch-one-message-${colorTheme}`);
        await window.dialog.press('Cancel');
        await window.dialog.waitClosed();
        await notifications.closeAll();
      }
      await stage.server.fault('verifyAuthToken', 'expireSessions', 1);
      clock.advance({ minutes: 6 });
      await start(window, 'Built bot');
      await notifications.waitFor('“Built bot” was not started, because Plain User');
      await window.screenshot(`refused-launch-${colorTheme}`);
      expect(await read('built'), 'the task before it has not run').toBeUndefined();
      expect(
        (await notifications.texts()).filter((text) => text.includes('Plain User')),
        'said once',
      ).toHaveLength(1);
      expect(await notifications.buttons('was not started')).toEqual(['Sign In and Start', 'Start Anyway']);
      await notifications.press('was not started', 'Sign In and Start');
      await quickInput.waitForPlaceholder('Password');
      await quickInput.type(demo('plainuser').password);
      await quickInput.accept();
      await answerRemember(window);
      await expect.poll(() => read('answer'), { timeout: 40_000 }).toBe('Plain User');
      expect(await read('built')).toBe('');
    }
  });

  it('keeps two folders apart, with an account and names of their own, in one window and in windows of their own', async () => {
    const projects = await mkdtemp(join(tmpdir(), 'two-roots-'));
    onTestFinished(() => rm(projects, { recursive: true }));
    for (const name of ['bot', 'dashboard']) {
      await mkdir(join(projects, name, '.vscode'), { recursive: true });
      // The second one of the bot runs in the other folder.
      const elsewhere = { name: 'elsewhere', type: 'go', request: 'launch', cwd: join(projects, 'dashboard') };
      const configurations = [{ name, type: 'go', request: 'launch' }, ...(name === 'bot' ? [elsewhere] : [])];
      await writeFile(join(projects, name, '.vscode', 'launch.json'), JSON.stringify({ version: '0.2.0', configurations }));
    }
    const both = join(projects, 'both.code-workspace');
    await writeFile(both, JSON.stringify({ folders: [{ path: 'bot' }, { path: 'dashboard' }] }));
    const { development } = stage;
    const browser = await stage.openBrowser();
    const window = await openWorkspace(browser, { folder: both, development }, 'dashboard');
    const { dialog, notifications, quickInput } = window;
    await window.openView('VRChat Auth');
    await signIn(window, stage.server, 'DevUser');
    const grantFolder = async (name: string): Promise<void> => {
      await window.runCommand('VRChat Auth: Use Session in Terminals and Debugging');
      await quickInput.pick(name);
      await quickInput.pick('With the session’s cookies');
      await nameProgram(window, `${name}/1.0 (me@my-site.org)`);
    };
    await grantFolder('bot');
    await dialog.press('Allow');
    await notifications.closeAll();
    await signIn(window, stage.server, 'plainuser');
    await notifications.press('Signed in as Plain User. DevUser stays active.', 'Use Plain User');
    await grantFolder('dashboard');
    await dialog.press('Change Variables…');
    await quickInput.pick('Other Names…');
    const type = async (usual: string, typed: string): Promise<void> => {
      await quickInput.waitForPlaceholder(usual);
      await quickInput.type(typed);
      await quickInput.accept();
    };
    await type('VRCHAT_AUTH_COOKIE', 'BOT TOKEN');
    await quickInput.waitForMessage('Use letters, digits and underscores.');
    await type('VRCHAT_AUTH_COOKIE', 'BOT_TOKEN');
    await type('VRCHAT_TWO_FACTOR_AUTH', '');
    await type('VRCHAT_USER_AGENT', 'BOT_AGENT');
    await type('VRCHAT_API_URL', 'BOT_API');
    await type('VRCHAT_PIPELINE_URL', '');
    expect(await dialog.text()).toContain('with the session’s cookies, BOT_TOKEN, BOT_AGENT, BOT_API');
    await dialog.press('Allow');
    await notifications.closeAll();

    const launched = async (folder: string, name = folder): Promise<Readonly<Record<string, string>>[]> =>
      ((await readFile(join(projects, `${folder}.received`), 'utf8').catch(() => '')) || '')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Configuration)
        .filter((configuration) => configuration.name === name)
        .map(({ env }) => env ?? {});
    const userOf = async (value: string | undefined): Promise<unknown> => {
      const headers = { 'user-agent': 'Test/1.0 tests@vrchat-auth.org', cookie: `auth=${value ?? ''}` };
      return ((await (await fetch(`${stage.server.address}/auth/user`, { headers })).json()) as { displayName?: string }).displayName;
    };
    await launchEach(window);
    const [bot] = await launched('bot');
    const [dashboard] = await launched('dashboard');
    expect(await userOf(bot?.VRCHAT_AUTH_COOKIE)).toBe('DevUser');
    expect(await userOf(dashboard?.BOT_TOKEN)).toBe('Plain User');
    expect(bot).toMatchObject({ VRCHAT_USER_AGENT: 'bot/1.0 (me@my-site.org)' });
    expect(bot).not.toHaveProperty('BOT_TOKEN');
    expect(dashboard).toMatchObject({ BOT_AGENT: 'dashboard/1.0 (me@my-site.org)', BOT_API: stage.server.address });
    for (const name of ['VRCHAT_AUTH_COOKIE', 'VRCHAT_TWO_FACTOR_AUTH', 'VRCHAT_USER_AGENT']) expect(dashboard).not.toHaveProperty(name);
    expect(await launched('bot', 'elsewhere'), 'what belongs to one folder and runs in another gets nothing').toEqual([{}]);

    const others = [];
    for (const name of everyCase ? ['bot', 'dashboard'] : ['bot'])
      others.push(await browser.openWindow({ folder: join(projects, name), development }));
    for (const other of others) {
      await other.openView('VRChat Auth');
      await other.view().waitForRow('Programs', '1 in this folder');
    }
    clock.advance({ minutes: 6 });
    const before = await checks();
    await Promise.all([window, ...others].map((each) => launchEach(each)));
    expect((await checks()) - before, 'one question for each account').toBeLessThanOrEqual(2);
    expect(await launched('bot')).toEqual([bot, bot, bot]);
    expect(await launched('dashboard')).toEqual(everyCase ? [dashboard, dashboard, dashboard] : [dashboard, dashboard]);
  });

  it('lists what has a session, in five forms, with the terminals that have an earlier one, and Sign Out names them', async () => {
    for (const colorTheme of colorThemes) {
      await rm(join(stage.folder, '.env'), { force: true });
      const window = await stage.freshWindow({ colorTheme });
      const { dialog, notifications, quickInput } = window;
      const view = window.view();
      await signIn(window, stage.server, 'plainuser');
      await notifications.closeAll();
      await window.runCommand('Terminal: Create New Terminal');
      const terminal = window.page.locator('.terminal-wrapper.active .xterm-helper-textarea');
      await terminal.waitFor({ state: 'attached' });
      await terminal.focus();
      // VS Code relaunches terminals that nobody has used.
      await window.page.keyboard.type(`touch ${file('built')}\n`);
      await expect.poll(() => read('built')).toBe('');
      await window.runCommand('VRChat Auth: Use Session in Terminals and Debugging');
      await quickInput.pick('Through the session gateway');
      await nameProgram(window);
      expect(await dialog.text()).toContain('Agents that use a terminal get it, too.');
      await window.screenshot(`programs-consent-${colorTheme}`);
      await dialog.press('Allow');
      await notifications.waitFor('Terminals that are already open don’t.');
      await window.runCommand('VRChat Auth: Write Session to .env…');
      await quickInput.locator.locator('.monaco-list-row', { hasText: 'new, in' }).click();
      await quickInput.pick('Through the session gateway');
      await dialog.press('Write');
      await window.runCommand('VRChat Auth: Start Session Gateway');
      await dialog.press('Allow');
      await window.runCommand('Stand-in Debuggers: Read VRChat Variable');
      await dialog.press('Allow');
      await view.waitForRow('Programs', '4 in this folder');
      await notifications.closeAll();
      await view.collapse('Plain User');
      await window.runCommand('VRChat Auth: Programs');
      await view.waitForRow('Terminals and debugging', '1 old');
      await view.expand('Terminals and debugging');
      for (const label of ['.env', 'Session gateway', 'Variable apiUrl', 'Other extensions']) await view.waitForRow(label);
      await window.screenshot(`programs-${colorTheme}`);
      await view.row('Variable apiUrl').click();
      await window.page.keyboard.press('Delete');
      expect(await dialog.text()).toContain('Revoke access for ${command:vrchatAuth.apiUrl} in “my-vrchat-bot-');
      await dialog.press('Cancel');
      await dialog.waitClosed();
      await window.runCommand('VRChat Auth: Sign Out');
      expect(await dialog.text()).toContain('Terminals and debugging in “my-vrchat-bot-');
      await window.screenshot(`programs-sign-out-${colorTheme}`);
      await dialog.press('Cancel');
      await dialog.waitClosed();
      await rm(join(stage.folder, '.env'), { force: true });
      await rm(file('built'));
    }
  });
});
