import { basename } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findExtensionPackage } from '../host/packageExtension.ts';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';
import { answerRemember, demo, signOut, typeCredentials, useVSCode } from './stage.ts';

/** Narrower windows hide the walkthrough's pictures. */
const wide = { width: 1600, height: 900 };
const { path: vsix, remove } = findExtensionPackage();
afterAll(remove);

async function installByHand(window: WorkbenchWindow): Promise<void> {
  const { quickInput } = window;
  await window.runCommand('Extensions: Install from VSIX...');
  await quickInput.waitForTitle('Install from VSIX');
  // Text that is typed before the dialog has listed its first folder is lost.
  await quickInput.items();
  await quickInput.type(vsix);
  await expect.poll(async () => (await quickInput.items()).at(-1)?.label).toBe(basename(vsix));
  await quickInput.accept();
  await window.statusBarItem('vrchatAuth.status').waitForText('Sign In');
}

/** Nightly runs test the oldest version as well, with the package installed on the command line. */
const version = process.env.WORKBENCH_VERSION === 'floor' ? 'floor' : 'newest';

describe('a new user of the package in a clean VS Code', () => {
  const stage = useVSCode(version, { packaged: version === 'floor' && vsix, builtIn: 'all' });

  it('finds the walkthrough, signs in from it, stays signed in after a reload, and signs out', async () => {
    const browser = await stage.openBrowser({ colorTheme: version === 'newest' ? 'light' : 'dark', viewport: wide });
    const window = await browser.openWindow({ folder: stage.folder });
    const { page, quickInput } = window;
    const walkthrough = page.locator('.gettingStartedContainer');
    if (version === 'newest') await installByHand(window);
    await window.runCommand('Welcome: Open Walkthrough...');
    await quickInput.pick('Get Started with VRChat Auth');
    const step = (title: string) => walkthrough.locator('.getting-started-step', { hasText: title });
    await step('Sign in').locator('.monaco-button', { hasText: 'Sign In' }).waitFor();
    expect(await page.title()).not.toContain('Extension Development Host');
    await window.screenshot(`${version}-walkthrough`);
    for (const [name, title] of [
      ['hand-off', 'Use it in your project'],
      ['second-factor', 'Let VS Code generate the codes'],
      ['know-state', 'See whether the session is still valid'],
    ] as const) {
      await step(title).click();
      await step(title).locator('.monaco-button').first().waitFor();
      await window.screenshot(`${version}-walkthrough-${name}`);
    }

    await step('Sign in').click();
    await step('Sign in').locator('.monaco-button', { hasText: 'Sign In' }).click();
    await typeCredentials(window, demo('DevUser'));
    await quickInput.waitForPlaceholder('123456');
    await quickInput.type(await stage.server.authenticatorCode('DevUser'));
    await quickInput.accept();
    await answerRemember(window);
    await window.statusBarItem('vrchatAuth.status').waitForText('DevUser');
    await step('Sign in').locator('.codicon.complete').waitFor();
    await window.screenshot(`${version}-walkthrough-signed-in`);

    await window.reload();
    await window.openView('VRChat Auth');
    await window.view().waitForRow('DevUser', /valid/);
    await window.runCommand('VRChat Auth: Verify Session');
    await window.view().waitForRow('DevUser', /valid/);
    expect(await stage.server.logins('DevUser')).toBe(1);

    await signOut(window);
    await window.view().waitForRow('DevUser', 'signed out');
    expect(await stage.server.sessions('DevUser')).toBe(0);
  });
});
