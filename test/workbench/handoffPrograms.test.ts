import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';
import { findSecrets } from './leftovers.ts';
import { signIn, useVSCode } from './stage.ts';

/** Where programs that are started in the workbench leave what they saw; no folder of VS Code's. */
let witness: string;
const cookie = /^authcookie_[\w-]{36}$/;
let turn = 0;

beforeAll(async () => {
  witness = await mkdtemp(join(tmpdir(), 'witness-'));
});
afterAll(() => rm(witness, { recursive: true, force: true }));

const readWitness = (file: string): Promise<string> => readFile(join(witness, file), 'utf8').then((text) => text.trim(), () => 'nothing yet');

/** Opens a new integrated terminal and tells what is in one of its environment variables. */
async function inNewTerminal(window: WorkbenchWindow, variable: string): Promise<string> {
  const file = `terminal-${++turn}`;
  await window.runCommand('Terminal: Create New Terminal');
  const terminal = window.page.locator('.terminal-wrapper.active .xterm-helper-textarea');
  await terminal.waitFor({ state: 'attached' });
  await terminal.focus();
  await window.page.keyboard.type(`printf '%s\\n' "\${${variable}-not set}" > ${join(witness, file)}.part && mv ${join(witness, file)}.part ${join(witness, file)}\n`);
  await expect.poll(() => readWitness(file), { timeout: 20_000 }).not.toBe('nothing yet');
  return readWitness(file);
}

describe('programs started in the workbench', () => {
  const stage = useVSCode('newest');

  it('in new terminals have the session from opting in until opting out or signing out, and nothing of it is on disk', async () => {
    const browser = await stage.openBrowser();
    const window = await stage.openWindow(browser);
    await signIn(window, stage.server, 'DevUser');
    expect(await inNewTerminal(window, 'VRCHAT_AUTH_COOKIE')).toBe('not set');

    await window.runCommand('VRChat Auth: Use Session in Terminals');
    await window.notifications.waitFor('New terminals in this workspace get the VRChat session.');
    const seen = await inNewTerminal(window, 'VRCHAT_AUTH_COOKIE');
    expect(seen).toMatch(cookie);
    const twoFactor = await inNewTerminal(window, 'VRCHAT_TWO_FACTOR_AUTH');
    expect(twoFactor).toMatch(/^eyJ/);
    expect(await inNewTerminal(window, 'VRCHAT_USER_AGENT')).toMatch(/^VRChatAuthForVSCode\//);
    await window.screenshot('terminals');
    expect(await findSecrets([seen, twoFactor], [stage.vscode.dataDir, stage.folder])).toEqual([]);

    await window.runCommand('VRChat Auth: Stop Using Session in Terminals');
    await window.statusBarItem('New terminals no longer get the VRChat session.').locator.waitFor();
    expect(await inNewTerminal(window, 'VRCHAT_AUTH_COOKIE')).toBe('not set');

    await window.runCommand('VRChat Auth: Use Session in Terminals');
    await window.notifications.waitFor('New terminals in this workspace get the VRChat session.');
    expect(await inNewTerminal(window, 'VRCHAT_AUTH_COOKIE')).toBe(seen);
    await window.runCommand('VRChat Auth: Sign Out');
    await window.view().waitForRow('DevUser', 'signed out');
    expect(await inNewTerminal(window, 'VRCHAT_AUTH_COOKIE')).toBe('not set');
    await signIn(window, stage.server, 'plainuser');
    expect(await inNewTerminal(window, 'VRCHAT_AUTH_COOKIE'), 'another session is another question').toBe('not set');
  });

  it('as tasks and by the debugger read it through variables that the person has allowed for the workspace', async () => {
    const script = `require('fs').writeFileSync(process.env.WITNESS, process.env.VALUE)`;
    const started = (file: string, variable: string) => ({ env: { WITNESS: join(witness, file), VALUE: `\${command:vrchatAuth.${variable}}` } });
    await mkdir(join(stage.folder, '.vscode'), { recursive: true });
    await writeFile(join(stage.folder, 'program.js'), script);
    await writeFile(join(stage.folder, '.vscode', 'tasks.json'), JSON.stringify({
      version: '2.0.0',
      tasks: [
        { label: 'read cookie', type: 'process', command: process.execPath, args: ['program.js'], options: started('task', 'authCookie'), problemMatcher: [] },
        { label: 'read user', type: 'process', command: process.execPath, args: ['program.js'], options: started('user', 'userId'), problemMatcher: [] },
      ],
    }));
    await writeFile(join(stage.folder, '.vscode', 'launch.json'), JSON.stringify({
      version: '0.2.0',
      configurations: [{ name: 'Read header', type: 'node', request: 'launch', runtimeExecutable: process.execPath, program: '${workspaceFolder}/program.js', ...started('launch', 'cookieHeader') }],
    }));
    const window = await stage.openWindow(await stage.openBrowser());
    const { dialog, quickInput, notifications } = window;
    const runTask = async (label: string): Promise<void> => {
      // The list stays as it was when it opened, and VS Code reads the tasks only after the window is up.
      await expect.poll(async () => {
        await window.runCommand('Tasks: Run Task');
        const isListed = await quickInput.locator.getByText(label, { exact: true }).waitFor({ timeout: 3000 }).then(() => true, () => false);
        if (!isListed) await quickInput.cancel();
        return isListed;
      }, { timeout: 30_000 }).toBe(true);
      await quickInput.pick(label);
    };

    await runTask('read cookie');
    await notifications.waitFor('no VRChat account is signed in');
    await notifications.closeAll();
    await signIn(window, stage.server, 'DevUser');

    await runTask('read cookie');
    const question = await dialog.text();
    expect(question).toMatch(/Allow the workspace “my-vrchat-bot-\w+” to read the auth cookie of the account in use\?/);
    await window.screenshot('variable-consent');
    await dialog.press('Cancel');
    await notifications.waitFor('this workspace has not been allowed to read it');
    expect(await readWitness('task')).toBe('nothing yet');

    await runTask('read cookie');
    await dialog.press('Allow');
    await expect.poll(() => readWitness('task'), { timeout: 20_000 }).toMatch(cookie);
    await rm(join(witness, 'task'));
    await runTask('read cookie');
    await expect.poll(() => readWitness('task'), { timeout: 20_000 }).toMatch(cookie);

    await window.runCommand('Debug: Start Without Debugging');
    expect(await dialog.text()).toContain('to read the cookie header of the account in use?');
    await dialog.press('Allow');
    await expect.poll(() => readWitness('launch'), { timeout: 30_000 }).toMatch(/^auth=authcookie_[\w-]{36}; twoFactorAuth=eyJ/);

    await window.runCommand('VRChat Auth: Manage Workspace Access');
    await quickInput.waitForTitle(/may use of your VRChat session/);
    expect((await quickInput.items()).map(({ label }) => label)).toEqual(['${command:vrchatAuth.authCookie}', '${command:vrchatAuth.cookieHeader}']);
    await window.screenshot('workspace-access');
    await quickInput.locator.locator('.quick-input-list .monaco-list-row', { hasText: 'vrchatAuth.authCookie' }).click();
    await quickInput.accept();
    await rm(join(witness, 'task'));
    await runTask('read cookie');
    expect(await dialog.text()).toContain('to read the auth cookie of the account in use?');
    await dialog.press('Cancel');
    expect(await readWitness('task')).toBe('nothing yet');
    expect(await findSecrets([/authcookie_[\w-]{36}/.exec(await readWitness('launch'))?.[0] ?? 'missing'], [stage.vscode.dataDir, stage.folder])).toEqual([]);
  });
});
