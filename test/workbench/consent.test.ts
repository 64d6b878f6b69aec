import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { useEnvironmentProbe } from './environmentProbe.ts';
import { openWorkspace } from './openWorkspace.ts';
import { acceptChoice, colorThemes, nameProgram, signIn, useInTerminals, useVSCode } from './stage.ts';

const status = 'vrchatAuth.status';

describe('what a folder was allowed', () => {
  const stage = useVSCode('newest');
  const probe = useEnvironmentProbe();

  it('is one account’s session, and no other account stands in for it', async () => {
    await probe.writeProgram(stage.folder, ['apiUrl']);
    const window = await stage.freshWindow();
    const { dialog, notifications, quickInput } = window;
    await signIn(window, stage.server, 'DevUser');
    await signIn(window, stage.server, 'plainuser');
    await notifications.waitFor('Signed in as Plain User. DevUser stays active.');
    await window.screenshot('who-is-active');
    await notifications.closeAll();
    await window.view().row('Plain User').click();
    await window.runCommand('VRChat Auth: Use Account in This Workspace');
    await acceptChoice(window, 'Use Account in This Workspace');
    await window.statusBarItem(status).waitForText('Plain User');
    await useInTerminals(window);
    await probe.runTask(window);
    expect(await dialog.text()).toMatch(/read the gateway’s address of Plain User/);
    await dialog.press('Allow');
    await expect.poll(() => probe.seen('task'), { timeout: 20_000 }).toBeDefined();
    const userSeen = async (api: string | undefined, cookie?: string): Promise<unknown> => {
      const headers = { 'user-agent': 'Test/1.0 tests@vrchat-auth.org', ...(cookie !== undefined && { cookie: `auth=${cookie}` }) };
      return (await fetch(`${api ?? ''}/auth/user`, { headers })).json();
    };
    const given = await probe.inNewTerminal(window);
    expect(await userSeen(given.VRCHAT_API_URL, given.VRCHAT_AUTH_COOKIE)).toMatchObject({ displayName: 'Plain User' });
    expect(await userSeen((await probe.seen('task'))?.apiUrl)).toMatchObject({ displayName: 'Plain User' });
    await notifications.closeAll();

    await window.runCommand('VRChat Auth: Sign Out');
    expect(await dialog.text()).toMatch(/Sign out of Plain User \(emulator/);
    for (const use of ['Terminals and debugging', '${command:vrchatAuth.apiUrl}'])
      expect(await dialog.text()).toMatch(new RegExp(`${use.replace(/[${}.]/g, '\\$&')} in “my-vrchat-bot-`));
    expect((await dialog.buttons()).toSorted()).toEqual(['Cancel', 'Sign Out', 'Sign Out Here Only']);
    await window.screenshot('sign-out');
    await dialog.press('Sign Out');
    await window.statusBarItem(status).waitForText('Plain User: signed out');
    expect(await stage.server.sessions('plainuser')).toBe(0);
    expect(await probe.inNewTerminal(window)).not.toHaveProperty('VRCHAT_AUTH_COOKIE');
    await probe.runTask(window);
    await notifications.waitFor('the active VRChat account isn’t signed in');

    await window.tidy();
    await window.forgetEverything();
    await dialog.press('Forget Everything');
    await window.view().welcomeText();
    await signIn(window, stage.server, 'DevUser');
    expect(await probe.inNewTerminal(window), 'the account that was signed in to next').not.toHaveProperty('VRCHAT_AUTH_COOKIE');
    await probe.runTask(window);
    await quickInput.waitForTitle('Name the Program in');
    await quickInput.cancel();
    await notifications.waitFor('because you didn’t allow it');
    expect(await probe.seen('task')).toBeUndefined();
  });

  it('is asked in a dialog that names all of it, and given only once it is accepted', async () => {
    for (const colorTheme of colorThemes) {
      const window = await stage.freshWindow({ colorTheme });
      const { dialog } = window;
      await signIn(window, stage.server, 'DevUser');
      await window.runCommand('VRChat Auth: Use Session in Terminals and Debugging');
      await window.quickInput.pick('With the session’s cookies');
      await nameProgram(window);
      const question = await dialog.text();
      expect(question).toMatch(
        /Give the session of DevUser \(emulator 127\.0\.0\.1:\d+\) to terminals and debugging in “my-vrchat-bot-\w+”\?/,
      );
      expect(question).toMatch(/Folder: my-vrchat-bot-\w+\s/);
      expect(question).toMatch(/Account: DevUser \(emulator 127\.0\.0\.1:\d+\)/);
      expect(question).toContain('Access: Terminals and debugging, with the session’s cookies, VRCHAT_AUTH_COOKIE');
      expect(question).toContain('User-Agent: my-vrchat-bot/1.0 (me@my-site.org)');
      await window.screenshot(`consent-${colorTheme}`);
      await dialog.press('Cancel');
      await dialog.waitClosed();
      expect(await window.offersCommand('VRChat Auth: Stop Using Session in Terminals and Debugging')).toBe(false);
      await useInTerminals(window, { isNamed: true });
      await window.notifications.closeAll();
      await window.runCommand('VRChat Auth: Sign Out');
      await dialog.text();
      await window.screenshot(`sign-out-${colorTheme}`);
      await dialog.press('Cancel');
      await window.view().waitForRow('DevUser', /valid/);
    }
  });

  it('is revoked one by one, even if two files have the same name', async () => {
    const projects = await mkdtemp(join(tmpdir(), 'two-roots-'));
    onTestFinished(() => rm(projects, { recursive: true }));
    for (const name of ['bot', 'dashboard']) await mkdir(join(projects, name));
    const file = join(projects, 'both.code-workspace');
    await writeFile(file, JSON.stringify({ folders: [{ path: 'bot' }, { path: 'dashboard' }] }));
    const read = (name: string): Promise<string> => readFile(join(projects, name, '.env'), 'utf8');
    const window = await openWorkspace(await stage.openBrowser(), { folder: file, development: stage.development }, 'dashboard');
    const { dialog, notifications, quickInput } = window;
    await window.openView('VRChat Auth');
    await signIn(window, stage.server, 'plainuser');
    for (const name of ['bot', 'dashboard']) {
      await window.runCommand('VRChat Auth: Write Session to .env…');
      await quickInput.locator.locator('.quick-input-list .monaco-list-row', { hasText: `in ${name}` }).click();
      await quickInput.pick('With the session’s cookies');
      await nameProgram(window, `${name}/1.0 (me@my-site.org)`);
      expect(await dialog.text()).toContain(`Folder: ${name}`);
      await dialog.press('Write');
      await notifications.waitFor(/Session written to .+ It is kept up to date/);
      await notifications.closeAll();
      expect(await read(name)).toContain(`VRCHAT_USER_AGENT="${name}/1.0 (me@my-site.org)"`);
    }
    const view = window.view();
    await view.waitForRow('Programs', '2 in these folders');
    await view.expand('Programs');
    await window.screenshot('programs-of-two-folders');
    await view.pressRowAction('dashboard/.env', 'Revoke Access');
    expect(await dialog.text()).toContain('Revoke access for dashboard/.env in “dashboard”?');
    await dialog.press('Revoke');
    await view.waitForRow('Programs', '1 in these folders');

    const [bot, dashboard] = [await read('bot'), await read('dashboard')];
    await stage.server.fault('verifyAuthToken', 'rotateSession', 1);
    await window.runCommand('VRChat Auth: Verify Session');
    await expect.poll(() => read('bot')).not.toBe(bot);
    expect(await read('dashboard')).toBe(dashboard);
  });
});
