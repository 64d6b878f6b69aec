import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nameProgram, useVSCode } from './stage.ts';

/** The rows of the Debug Console that are in sight. */
const printed = (page: Page): Promise<string[]> => page.locator('.repl .monaco-list-row').allInnerTexts();

describe('the first minute', () => {
  const stage = useVSCode('newest');

  it('leads from an empty folder, without an account, to a bot that goes on when its session has expired', async () => {
    const window = await stage.freshWindow({ viewport: { width: 1280, height: 800 } });
    const { page, dialog, quickInput, notifications } = window;
    onTestFinished(async () => {
      for (const name of await readdir(stage.folder)) await rm(join(stage.folder, name), { recursive: true });
    });

    await window.runCommand('Welcome: Open Walkthrough...');
    await quickInput.pick('Get Started with VRChat Auth');
    const tryIt = page.getByRole('button', { name: 'Try It with the Local Emulator', exact: true });
    await tryIt.waitFor();
    await window.screenshot('first-minute-1-walkthrough');
    await tryIt.click();
    expect(await dialog.text()).toContain('Nothing is sent to VRChat');
    await window.screenshot('first-minute-2-question');
    await dialog.press('Try It');
    const status = window.statusBarItem('vrchatAuth.status');
    await status.waitForText('DevUser');
    await window.screenshot('first-minute-3-signed-in');
    await notifications.closeAll();
    expect(await stage.server.requests(), 'the server in the settings is left alone').toEqual([]);

    await window.runCommand('VRChat Auth: Create Sample Project…');
    await quickInput.pick('JavaScript');
    await quickInput.waitForPlaceholder('Where should it be written?');
    await window.screenshot('first-minute-4-sample');
    await quickInput.pick(basename(stage.folder));
    await page.locator('.tab', { hasText: 'README.md' }).waitFor();
    expect((await readdir(stage.folder)).toSorted()).toEqual(['.gitignore', '.vscode', 'README.md', 'bot.mjs', 'package.json', 'sdk.mjs']);
    await window.screenshot('first-minute-5-readme');

    // As the README that is in front says. A page that is still loading takes no keys.
    await page
      .frameLocator('iframe.webview.ready')
      .frameLocator('iframe#active-frame')
      .getByRole('heading', { name: 'My VRChat bot' })
      .click();
    await page.keyboard.press('F5');
    await nameProgram(window);
    expect(await dialog.text()).toContain('read the gateway’s address of DevUser');
    await dialog.press('Allow');
    await expect
      .poll(async () => (await printed(page)).join('\n'), { timeout: 40_000 })
      .toMatch(/Signed in as DevUser[^]*friends online: 0/);
    await window.screenshot('first-minute-6-bot');

    const last = async (): Promise<string> => (await printed(page)).at(-1) ?? '';
    await window.runCommand('VRChat Emulator: Expire All Sessions');
    const before = await last();
    await expect.poll(last, { timeout: 40_000 }).not.toBe(before);
    expect(await last()).toContain('friends online: 0');
    await expect
      .poll(async () => (await window.view('Requests').rows()).some(({ description }) => description.includes('renewed')))
      .toBe(true);
    await status.waitForText('DevUser');
    await window.screenshot('first-minute-7-goes-on');
    await window.runCommand('Debug: Stop');
    // The end of a launch closes what is open at the top of the window.
    await page.locator('.debug-toolbar').waitFor({ state: 'hidden' });

    await window.runCommand('VRChat Auth: Create Sample Project…');
    await quickInput.pick('JavaScript');
    const createHere = quickInput.locator.locator('.monaco-button', { hasText: 'Create Here' });
    await createHere.waitFor();
    // It begins in the folder that is open, and takes no answer while it still reads it.
    await quickInput.locator.locator('.monaco-list-row', { hasText: '.vscode' }).waitFor();
    expect(await quickInput.value()).toBe(`${stage.folder}/`);
    await createHere.click();
    await notifications.waitFor(/has these files already: bot\.mjs, .+ Nothing was written\./);
  });
});
