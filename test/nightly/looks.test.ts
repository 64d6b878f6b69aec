import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';
import { setSidebarWidth } from '../workbench/narrowSidebar.ts';
import { acceptChoice, answerRemember, demo, nameProgram, typeCredentials, useVSCode } from '../workbench/stage.ts';
import { codeFrom, findTwoFactorTab } from '../workbench/twoFactorTab.ts';

/** The looks of the workbench, as the operating system asks for them, so that nothing that is open closes. */
const looks = [
  ['dark', { colorScheme: 'dark', forcedColors: 'none' }, '.vs-dark'],
  ['high-contrast', { colorScheme: 'dark', forcedColors: 'active' }, '.hc-black'],
  ['high-contrast-light', { colorScheme: 'light', forcedColors: 'active' }, '.hc-light'],
  ['light', { colorScheme: 'light', forcedColors: 'none' }, '.vs:not(.vs-dark)'],
] as const;

/** Takes a picture of what is open in each look. */
async function inEachLook(window: WorkbenchWindow, name: string): Promise<void> {
  for (const [look, media, theme] of looks) {
    await window.page.emulateMedia(media);
    await window.page.locator(`.monaco-workbench${theme}`).waitFor();
    await window.screenshot(`${name}-${look}`);
  }
}

/** The same for the Accounts view, which is also narrow once. */
async function inEachWidth(window: WorkbenchWindow, name: string): Promise<void> {
  await inEachLook(window, name);
  await setSidebarWidth(window, 250);
  await window.screenshot(`${name}-250`);
  await setSidebarWidth(window, 300);
}

const faults = ['status:500', 'reset', 'vpnBlocked', 'userAgentBlocked', 'otherNetwork', 'moderated', 'expireSessions'] as const;

describe('every look', () => {
  const stage = useVSCode('newest', {
    settings: { 'window.autoDetectColorScheme': true, 'window.autoDetectHighContrast': true },
    env: { VRCHAT_AUTH_COOKIE: `authcookie_${crypto.randomUUID()}` },
  });

  it('shows every surface: dark, in high contrast, and in a narrow view', { timeout: 600_000 }, async () => {
    onTestFinished(() => rm(join(stage.folder, '.env'), { force: true }));
    const window = await stage.freshWindow({ viewport: { width: 1100, height: 900 } });
    const { page, quickInput, dialog, notifications } = window;
    const view = window.view();
    const requests = window.view('Requests');
    const item = window.statusBarItem('vrchatAuth.status');
    await setSidebarWidth(window, 300);
    await inEachWidth(window, 'environment');
    await window.runCommand('Welcome: Open Walkthrough...');
    await quickInput.pick('Get Started with VRChat Auth');
    await page.getByRole('button', { name: 'Try It with the Local Emulator', exact: true }).waitFor();
    await inEachLook(window, 'walkthrough');
    await window.tidy();

    // The boxes of a sign-in.
    await window.runCommand('VRChat Auth: Sign In');
    await quickInput.waitForPlaceholder('User name or email');
    await inEachLook(window, 'sign-in-name');
    await typeCredentials(window, { ...demo('DevUser'), password: 'not this one' });
    await quickInput.waitForMessage('Wrong user name or password');
    await inEachLook(window, 'sign-in-problem');
    await quickInput.type(demo('DevUser').password);
    await quickInput.accept();
    await quickInput.waitForPlaceholder('123456');
    await inEachLook(window, 'sign-in-code');
    await quickInput.cancel();
    await view.waitForRow('DevUser', /2FA code/);
    await inEachWidth(window, 'tree-code-wanted');
    await item.click();
    await quickInput.waitForPlaceholder('123456');
    await quickInput.type(await stage.server.authenticatorCode('DevUser'));
    await quickInput.accept();
    await notifications.waitFor('Signed in as DevUser.');
    await notifications.closeAll();
    await window.runCommand('VRChat Auth: Sign In');
    await typeCredentials(window, demo('plainuser'));
    await quickInput.waitForPlaceholder('Remember the password for');
    await inEachLook(window, 'sign-in-remember');
    await answerRemember(window);
    await notifications.waitFor('Signed in as Plain User. DevUser stays active.');
    await inEachLook(window, 'signed-in');
    await notifications.closeAll();

    // What programs are given.
    await window.runCommand('VRChat Auth: Use Session in Terminals and Debugging');
    await quickInput.waitForPlaceholder('How do programs get to VRChat?');
    await inEachLook(window, 'carrier');
    await quickInput.pick('Through the session gateway');
    await nameProgram(window);
    await dialog.text();
    await inEachLook(window, 'consent');
    await dialog.press('Allow');
    await window.runCommand('VRChat Auth: Write Session to .env…');
    await quickInput.locator.locator('.monaco-list-row', { hasText: 'new, in' }).click();
    await quickInput.pick('With the session’s cookies');
    await dialog.text();
    await inEachLook(window, 'env-preview');
    await dialog.press('Write');
    await notifications.waitFor('Session written to .env.');
    await inEachLook(window, 'env-written');
    await notifications.press('Session written to .env.', 'Open File');
    await page.locator('.editor-instance .codelens-decoration').filter({ hasText: 'DevUser' }).waitFor();
    await inEachLook(window, 'env-file');
    await window.tidy();
    await window.runCommand('VRChat Auth: Copy Session As…');
    await quickInput.waitForTitle('Copy DevUser’s Session As…');
    await inEachLook(window, 'copy-gateway');
    await quickInput.pick('With the session’s cookies…');
    await quickInput.waitForPlaceholder('Choose a format');
    await inEachLook(window, 'copy-formats');
    await quickInput.cancel();
    await window.runCommand('VRChat Auth: Start Session Gateway');
    await dialog.press('Allow');
    await notifications.press('The session gateway runs at', 'Copy Address');
    await expect.poll(() => window.clipboard()).toContain('/api/1');
    const address = await window.clipboard();
    for (const path of ['/auth/user', '/no/such/path', '/logout'])
      await fetch(address + path, { method: path === '/logout' ? 'PUT' : 'GET' });
    await requests.waitForRow('PUT /logout');
    await view.collapse('DevUser');
    await view.expand('Programs');
    await inEachWidth(window, 'programs-and-requests');
    await view.collapse('Programs');
    await view.expand('DevUser');
    await page.mouse.move(600, 300);
    await item.tooltip();
    await inEachLook(window, 'status-hover');
    await page.mouse.move(600, 300);
    await item.click();
    await quickInput.waitForPlaceholder('What do you want to do?');
    await inEachLook(window, 'status-menu');
    await quickInput.cancel();

    // An account with all its rows, and the pages of its authenticator.
    await view.expand('Two-factor');
    await view.expand('Details');
    await view.expand('Profile');
    await inEachWidth(window, 'tree-open');
    await view.collapse('Details');
    await view.pressRowAction('Recovery codes', 'Show Recovery Codes');
    await acceptChoice(window, 'Show Recovery Codes');
    await findTwoFactorTab(page).codes();
    await inEachLook(window, 'recovery-codes');
    await window.tidy();
    await view.collapse('DevUser');
    await view.expand('Plain User');
    await view.pressRowAction('Two-factor', 'Turn On Two-Factor');
    await acceptChoice(window, 'Turn On Two-Factor');
    const tab = findTwoFactorTab(page);
    await tab.heading.filter({ hasText: 'Set up two-factor authentication' }).waitFor();
    await inEachLook(window, 'two-factor-setup');
    await tab.typeCode(codeFrom(await tab.scan()));
    await tab.heading.filter({ hasText: 'Recovery codes' }).waitFor();
    await window.tidy();
    await notifications.closeAll();

    // The first check also reads this machine's public address.
    await view.pressRowAction('DevUser', 'Verify Session');
    await window.statusBarItem('DevUser: valid, checked just now').locator.waitFor();
    for (const fault of faults) {
      await stage.server.removeFaults();
      await stage.server.fault('verifyAuthToken', fault);
      await view.pressRowAction('DevUser', 'Verify Session');
      await notifications.waitFor('DevUser: ');
      await view.locator.locator('.codicon-modifier-spin').waitFor({ state: 'detached' });
      await inEachWidth(window, `state-${fault.replace(':', '-')}`);
      await notifications.closeAll();
    }
    await stage.server.removeFaults();
    await window.runCommand('VRChat Auth: Sign Out');
    await quickInput.pick('Plain User');
    await dialog.text();
    await inEachLook(window, 'sign-out');
    await dialog.press('Sign Out');
    await view.waitForRow('Plain User', /signed out/);
    await window.runCommand('VRChat Auth: Start Local API Emulator');
    await notifications.waitFor('Local VRChat API running at');
    await notifications.closeAll();
    await view.waitForRow('Clock');
    await inEachWidth(window, 'emulator');
  });
});
