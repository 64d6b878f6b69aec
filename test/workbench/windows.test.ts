import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDiagnosis } from './diagnosis.ts';
import { openWorkspace } from './openWorkspace.ts';
import { signIn, useVSCode } from './stage.ts';

let projects: string;

beforeAll(async () => {
  projects = await mkdtemp(join(tmpdir(), 'projects-'));
  for (const name of ['bot', 'dashboard']) await mkdir(join(projects, name));
  await writeFile(join(projects, 'both.code-workspace'), JSON.stringify({ folders: [{ path: 'bot' }, { path: 'dashboard' }] }));
});
afterAll(() => rm(projects, { recursive: true }));

describe('one session in different windows', () => {
  // All these windows are remote: the workbench runs in the browser, the extension on the server.
  const stage = useVSCode('newest', { trust: true });

  it('is not shared in Restricted Mode, works without a folder, and asks which of several folders to use', async () => {
    const browser = await stage.openBrowser();
    const restricted = await stage.openWindow(browser);
    await restricted.statusBarItem('Restricted Mode').locator.waitFor();
    await signIn(restricted, stage.server, 'plainuser');
    for (const command of ['Use Session in Terminals and Debugging', 'Write Session to .env…']) {
      await restricted.runCommand(`VRChat Auth: ${command}`);
      await restricted.notifications.waitFor('VRChat sessions are only shared with trusted workspaces');
      await restricted.notifications.closeAll();
    }
    const report = await readDiagnosis(restricted);
    expect(report).toContain('Extension host: remote (');
    expect(report).toContain('Workspace: not trusted');

    const empty = await browser.openWindow({ development: stage.development });
    await empty.openView('VRChat Auth');
    await empty.view().waitForRow('Plain User', /valid/);
    await empty.runCommand('VRChat Auth: Verify Session');
    await empty.runCommand('VRChat Auth: Write Session to .env…');
    await empty.quickInput.waitForTitle('Write Plain User’s Session to .env');
    expect((await empty.quickInput.items()).map(({ label }) => label)).toEqual(['Choose a File…', 'Open Folder…']);
    await empty.screenshot('empty-window');
    await empty.quickInput.cancel();
    await empty.runCommand('VRChat Auth: Start Local API Emulator');
    await empty.view().waitForRow('Local API Emulator', /^127\.0\.0\.1:\d+$/);

    const file = join(projects, 'both.code-workspace');
    const several = await openWorkspace(browser, { folder: file, development: stage.development }, 'dashboard');
    await several.openView('VRChat Auth');
    await several.view().waitForRow('Plain User', /valid/);
    const view = several.view();
    await view.waitForRow('Local API Emulator', /^127\.0\.0\.1:\d+ · in another window$/);
    await view.expand('Local API Emulator');
    await view.waitForRow('DevUser', /^\d{3} \d{3} · until/);
    await several.screenshot('emulator-of-another-window');
    await several.runCommand('VRChat Emulator: Move to Another Network…');
    await several.quickInput.pick('cafe');
    await view.waitForRow('Network', 'cafe');
    await empty.view().waitForRow('Network', 'cafe');
    await several.runCommand('Workspaces: Manage Workspace Trust');
    await several.page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ }).click();
    await several.statusBarItem('Restricted Mode').locator.waitFor({ state: 'hidden' });
    await several.runCommand('VRChat Auth: Write Session to .env…');
    await several.quickInput.waitForTitle('Write Plain User’s Session to .env');
    await expect
      .poll(async () => (await several.quickInput.items()).map(({ label, description }) => [label, description]))
      .toEqual([
        ['.env', 'new, in bot'],
        ['.env', 'new, in dashboard'],
        ['Choose Another File…', ''],
      ]);
    await several.screenshot('several-folders');
    expect(await stage.server.logins('plainuser')).toBe(1);
  });
});
