import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findSecrets } from '../leftovers.ts';
import { installExtension } from './installExtension.ts';
import { answerRemember, demo, nameProgram, signIn, signOut, useInTerminals, useVSCode } from './stage.ts';
import { useEnvironmentProbe } from './environmentProbe.ts';

const cookie = /^authcookie_[\w-]{36}$/;
const variables = ['apiUrl', 'pipelineUrl', 'userId'] as const;

describe('programs started in the workbench', () => {
  const stateFile = join(tmpdir(), `emulator-${process.pid}.json`);
  afterAll(() => rm(stateFile, { force: true }));
  const stage = useVSCode('newest', { settings: { 'task.allowAutomaticTasks': 'on' } }, { stateFile, strictCodes: true });
  const probe = useEnvironmentProbe();

  it('have the session in new terminals from opt-in to opt-out or sign-out, and never on disk', async () => {
    const window = await stage.freshWindow();
    await signIn(window, stage.server, 'DevUser');
    await useInTerminals(window);
    const seen = await probe.inNewTerminal(window);
    expect(seen).toMatchObject({
      VRCHAT_API_URL: stage.server.address,
      VRCHAT_AUTH_COOKIE: expect.stringMatching(cookie) as string,
      VRCHAT_TWO_FACTOR_AUTH: expect.stringMatching(/^eyJ/) as string,
      VRCHAT_USER_AGENT: 'my-vrchat-bot/1.0 (me@my-site.org)',
    });
    await window.notifications.closeAll();
    await window.screenshot('terminals');
    expect(
      await findSecrets([seen.VRCHAT_AUTH_COOKIE ?? '', seen.VRCHAT_TWO_FACTOR_AUTH ?? ''], [stage.vscode.dataDir, stage.folder]),
    ).toEqual([]);

    await stage.server.fault('verifyAuthToken', 'expireSessions', 1);
    await window.runCommand('VRChat Auth: Verify Session');
    await window.view().waitForRow('DevUser', /expired/);
    expect(await probe.inNewTerminal(window), 'a dead session is withdrawn').not.toHaveProperty('VRCHAT_AUTH_COOKIE');
    await window.notifications.closeAll();

    await window.runCommand('VRChat Auth: Stop Using Session in Terminals and Debugging');
    await window.quickInput.pick('Terminals and debugging');
    await window.statusBarItem('New terminals no longer get the VRChat session.').locator.waitFor();
    expect(await probe.inNewTerminal(window)).not.toHaveProperty('VRCHAT_AUTH_COOKIE');

    await window.runCommand('VRChat Auth: Use Session in Terminals and Debugging');
    await window.quickInput.pick('With the session’s cookies');
    expect(await window.dialog.text()).toContain('DevUser’s session doesn’t work.');
    expect(await window.notifications.texts(), 'one message').toEqual([]);
    await window.dialog.press('Sign In and Continue');
    await window.quickInput.waitForPlaceholder('Password');
    await window.quickInput.type(demo('DevUser').password);
    await window.quickInput.accept();
    await answerRemember(window);
    await window.dialog.press('Allow');
    await window.notifications.waitFor(/New terminals in “.+” get .+’s session/);
    await signOut(window);
    await window.view().waitForRow('DevUser', 'signed out');
    await signIn(window, stage.server, 'plainuser');
    expect(await probe.inNewTerminal(window), 'another session needs another opt-in').not.toHaveProperty('VRCHAT_AUTH_COOKIE');
  });

  it('reach VRChat through the gateway, and hold no secret', async () => {
    const window = await stage.freshWindow();
    const { dialog, notifications, quickInput } = window;
    await signIn(window, stage.server, 'plainuser');
    await notifications.closeAll();
    await window.runCommand('VRChat Auth: Use Session in Terminals and Debugging');
    await quickInput.waitForPlaceholder('How do programs get to VRChat?');
    expect((await quickInput.items()).map(({ label }) => label)).toEqual(['Through the session gateway', 'With the session’s cookies']);
    await window.screenshot('terminals-carrier');
    await quickInput.accept();
    await nameProgram(window);
    const question = await dialog.text();
    expect(question).toMatch(/Let terminals and debugging in “my-vrchat-bot-\w+” work as Plain User \(emulator 127\.0\.0\.1:\d+\)\?/);
    expect(question).toContain(
      'Access: Terminals and debugging, through the session gateway, VRCHAT_API_URL, VRCHAT_PIPELINE_URL, VRCHAT_USER_AGENT',
    );
    await dialog.press('Allow');
    await notifications.waitFor(/Programs in new terminals in “.+” work as Plain User, and hold no secret/);
    const seen = await probe.inNewTerminal(window);
    expect(seen).toEqual({
      VRCHAT_API_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/api\/1$/) as string,
      VRCHAT_PIPELINE_URL: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/pipeline$/) as string,
      VRCHAT_USER_AGENT: 'my-vrchat-bot/1.0 (me@my-site.org)',
      NO_PROXY: expect.stringMatching(/,127\.0\.0\.1,localhost$/) as string,
      no_proxy: expect.stringMatching(/,127\.0\.0\.1,localhost$/) as string,
    });
    const status = async (): Promise<number> => (await fetch(`${seen.VRCHAT_API_URL ?? ''}/auth/user`)).status;
    expect(await status()).toBe(200);

    await window.runCommand('VRChat Auth: Replace Gateway Key');
    await quickInput.waitForPlaceholder('Choose whose address is replaced');
    await quickInput.accept();
    await window.statusBarItem('Key replaced.').locator.waitFor();
    await expect.poll(async () => (await probe.inNewTerminal(window)).VRCHAT_API_URL).not.toBe(seen.VRCHAT_API_URL);
    expect(await status()).toBe(403);

    await window.runCommand('VRChat Auth: Stop Using Session in Terminals and Debugging');
    await quickInput.pick('Terminals and debugging');
    await expect.poll(() => probe.inNewTerminal(window)).not.toHaveProperty('VRCHAT_API_URL');
  });

  it('read it in tasks and in the debugger through variables that the user allowed for the workspace', async () => {
    await probe.writeProgram(stage.folder, variables);
    const window = await stage.freshWindow();
    const { dialog, notifications } = window;

    await probe.runTask(window);
    await notifications.waitFor('the active VRChat account isn’t signed in');
    await notifications.closeAll();
    await signIn(window, stage.server, 'DevUser');
    await notifications.closeAll();

    await window.runCommand('Debug: Start Without Debugging');
    await nameProgram(window);
    const question = await dialog.text();
    expect(question).toMatch(/Let “my-vrchat-bot-\w+” read the gateway’s address of DevUser \(emulator 127\.0\.0\.1:\d+\)\?/);
    expect(question).toContain('User-Agent: my-vrchat-bot/1.0 (me@my-site.org)');
    expect(question).toContain('Every task, extension and agent in this window can then read it');
    await window.screenshot('variable-consent');
    await dialog.press('Cancel');
    await dialog.text();
    expect(await dialog.text()).toContain('because you didn’t allow it');
    await window.screenshot('variable-refused');
    await dialog.press('Cancel');
    expect(await probe.seen('launch')).toBeUndefined();

    await probe.runTask(window);
    const asked = new Set<string>();
    while (asked.size < variables.length) {
      const question = async (): Promise<string> => /\$\{command:vrchatAuth\.(\w+)\}/.exec(await dialog.text())?.[1] ?? '';
      await expect.poll(async () => !asked.has(await question())).toBe(true);
      asked.add(await question());
      await dialog.press('Allow');
    }
    expect([...asked].toSorted()).toEqual(variables.toSorted());
    await expect.poll(() => probe.seen('task'), { timeout: 20_000 }).toBeDefined();
    const seen = (await probe.seen('task')) ?? {};
    expect(seen.pipelineUrl).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/pipeline$/);
    const answer = await fetch(`${seen.apiUrl ?? ''}/auth/user`);
    expect(await answer.json(), 'the address is the account’s, and holds no secret').toMatchObject({ id: seen.userId });

    await window.runCommand('Debug: Start Without Debugging');
    await expect.poll(() => probe.seen('launch'), { timeout: 30_000 }).toEqual({ apiUrl: seen.apiUrl });

    await useInTerminals(window, { isNamed: true });
    await probe.inNewTerminal(window);
    await notifications.closeAll();
    const view = window.view();
    await view.collapse('DevUser');
    await view.expand('Programs');
    await stage.server.fault('verifyAuthToken', 'rotateSession', 1);
    await window.runCommand('VRChat Auth: Verify Session');
    // The shell, and the task's terminal, which had nothing.
    await view.waitForRow('Terminals and debugging', '2 old');
    await probe.runWhenFolderOpens(stage.folder);
    await window.page.reload();
    await window.openView('VRChat Auth');
    await expect.poll(() => probe.seen('task'), { timeout: 30_000 }).toEqual(seen);
    await view.waitForRow('Programs', '4 in this folder');
    await view.expand('Programs');
    // What the shell began with was noted before the reload, which came at once.
    await view.waitForRow('Terminals and debugging', '1 old');
    await view.expand('Terminals and debugging');
    await view.locator.getByText('has what was given before').waitFor();
    await window.screenshot('programs-after-reload');
    await view.pressRowAction('Terminals and debugging', 'Revoke Access');
    await dialog.press('Revoke');
    await view.waitForRow('Programs', '3 in this folder');
    for (const name of variables) await view.waitForRow(`Variable ${name}`);
    await window.screenshot('programs-variables');
    await view.pressRowAction('Variable userId', 'Revoke Access');
    await dialog.press('Revoke');
    await view.waitForRow('Programs', '2 in this folder');
    await probe.runTask(window);
    expect(await dialog.text()).toContain('read the user ID of DevUser');
    await dialog.press('Cancel');
    await notifications.waitFor('because you didn’t allow it');
    expect(await probe.seen('task')).toBeUndefined();
    const { sessions } = JSON.parse(await readFile(stateFile, 'utf8')) as { sessions: { token: string }[] };
    expect(sessions).toHaveLength(1);
    const secrets = sessions.map(({ token }) => token);
    expect(Object.values(seen).filter((value) => secrets.some((secret) => value.includes(secret)))).toEqual([]);
    expect(await findSecrets(secrets, [stage.vscode.dataDir, stage.folder])).toEqual([]);
  });
});

describe('programs started in Restricted Mode', () => {
  const stage = useVSCode('newest', { trust: true, dataDir: installExtension('consumer') });
  const probe = useEnvironmentProbe();

  it('get nothing, whatever was allowed while the workspace was trusted, and the user sees why', async () => {
    await probe.writeProgram(stage.folder, ['apiUrl']);
    const window = await stage.openWindow(await stage.openBrowser());
    const { dialog, notifications } = window;
    const restricted = window.statusBarItem('Restricted Mode').locator;
    const trustEditor = window.page.locator('.workspace-trust-editor');
    /** Other extensions can run the command of the variable, even where VS Code blocks tasks. */
    const expectNoVariable = async (): Promise<void> => {
      await restricted.waitFor();
      await window.runCommand('Session Consumer: Read VRChat Variable');
      await notifications.waitFor('${command:vrchatAuth.apiUrl} isn’t available in an untrusted workspace.');
    };
    await signIn(window, stage.server, 'plainuser');
    await expectNoVariable();

    await window.runCommand('Workspaces: Manage Workspace Trust');
    await trustEditor.getByRole('button', { name: 'Trust', exact: true }).click();
    await restricted.waitFor({ state: 'hidden' });
    await useInTerminals(window);
    expect((await probe.inNewTerminal(window)).VRCHAT_AUTH_COOKIE).toMatch(cookie);
    await window.runCommand('Session Consumer: Read VRChat Variable');
    await dialog.press('Allow');
    await notifications.waitFor('Session Consumer: got string');
    // A panel that is still open would open a terminal by itself.
    await window.tidy();
    await window.page.locator('.terminal-wrapper').waitFor({ state: 'hidden' });

    await window.runCommand('Workspaces: Manage Workspace Trust');
    await trustEditor.locator('.trusted-uris-table .monaco-list-row').hover();
    const reload = window.page.waitForEvent('load');
    await trustEditor.getByRole('button', { name: 'Delete Path' }).click();
    await reload;
    await window.openView('VRChat Auth');
    await window.view().waitForRow('Plain User');
    await expectNoVariable();
    await window.screenshot('restricted');
    const expectRefusal = async (command: string, refusal: string): Promise<void> => {
      await window.runCommand(command);
      expect(await dialog.text()).toContain(refusal);
      await dialog.press('Cancel');
      await dialog.waitClosed();
    };
    await expectRefusal('Tasks: Run Task', 'Listing and running tasks');
    // Older releases open terminals in Restricted Mode.
    if (stage.vscode.version === 'floor') expect(await probe.inNewTerminal(window)).not.toHaveProperty('VRCHAT_AUTH_COOKIE');
    else await expectRefusal('Terminal: Create New Terminal', 'Creating a terminal process');
    expect(await probe.seen('task')).toBeUndefined();
  });
});
