import { describe, expect, it } from 'vitest';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';
import { installExtension } from './installExtension.ts';
import { answerRemember, demo, nameProgram, signIn, typeCredentials, useVSCode } from './stage.ts';

describe('another extension', () => {
  const stage = useVSCode('newest', { dataDir: installExtension('consumer') });

  /** The session that the other extension shows, and how many change events it got. VS Code also sends them for changed consents. */
  async function look(window: WorkbenchWindow): Promise<{ account: string; token: string; events: number }> {
    const status = window.statusBarItem('sessionConsumer.status');
    await window.runCommand('Session Consumer: Look Silently');
    await status.waitForText(/^seen: /);
    const [, account = '', token = '', events] = /^seen: (.+ \([\da-f]{8,}\)) ([\da-f]{8}), (\d+) events$/.exec(await status.text()) ?? [];
    return { account, token, events: Number(events) };
  }

  it('signs the user in only with consent, and is notified of a renewal, a second account and a sign-out from the Accounts menu', async () => {
    const window = await stage.openWindow(await stage.openBrowser());
    const { dialog, quickInput, page } = window;
    const status = window.statusBarItem('sessionConsumer.status');

    await window.runCommand('Session Consumer: Use VRChat Session');
    expect(await dialog.text()).toContain("The extension 'Session Consumer' wants to sign in using VRChat.");
    await window.screenshot('consumer-consent');
    await dialog.press('Cancel');
    await status.waitForText('used: User did not consent');
    await window.runCommand('Session Consumer: Use VRChat Session');
    await dialog.press('Allow');
    await quickInput.waitForPlaceholder('User name or email');
    await quickInput.cancel();
    await status.waitForText('used: Sign-in to VRChat wasn’t completed');
    expect(await stage.server.requests(), 'no request after two refusals').toEqual([]);

    await window.runCommand('Session Consumer: Use VRChat Session');
    await dialog.press('Allow');
    await typeCredentials(window, demo('plainuser'));
    await answerRemember(window);
    await status.waitForText(/: Plain User, emulator \d+ \([\da-f]{8,}\) [\da-f]{8}, /);
    await window.view().waitForRow('Plain User', /valid/);
    const first = await look(window);
    expect(first.token).not.toBe('');
    await window.runCommand('Session Consumer: Ask VRChat');
    await window.notifications.waitFor('Session Consumer: VRChat says Plain User');
    const before = (await stage.server.requests()).length;

    await window.runCommand('VRChat Auth: Verify Session');
    await expect.poll(() => stage.server.requests()).toHaveLength(before + 1);
    expect(await look(window), 'no change event for the same session').toEqual(first);
    await stage.server.fault('verifyAuthToken', 'rotateSession', 1);
    await window.runCommand('VRChat Auth: Verify Session');
    await status.waitForText('changed: Plain User');
    const renewed = await look(window);
    expect(renewed).toEqual({ account: first.account, token: expect.not.stringMatching(first.token) as string, events: first.events + 1 });

    await signIn(window, stage.server, 'DevUser');
    await status.waitForText(`, ${renewed.events + 1} events`);
    await window.runCommand('Session Consumer: Add VRChat Account');
    await dialog.press('Allow');
    await quickInput.waitForTitle("The extension 'Session Consumer' wants to access a VRChat account");
    await quickInput.locator.locator('.quick-input-list .monaco-list-row', { hasText: 'DevUser, emulator' }).click();
    await status.waitForText(/: DevUser, emulator \d+ \([\da-f]{8,}\) [\da-f]{8}, /);
    const second = await look(window);
    expect(second.account).not.toBe(first.account);

    await page
      .locator('.activitybar .action-item')
      .filter({ has: page.locator('a[aria-label^="Accounts"]') })
      .click();
    const menu = page.locator('.monaco-menu');
    await menu.locator('.action-item', { hasText: second.account }).first().hover();
    const signOut = page.locator('.monaco-submenu .action-menu-item', { hasText: 'Sign Out' });
    await signOut.waitFor();
    await window.screenshot('accounts-menu');
    // A menu ignores the mouse button for the first tenth of a second, but not the keyboard.
    await signOut.hover();
    await page.keyboard.press('Enter');
    expect(await dialog.text()).toContain(second.account);
    await window.screenshot('accounts-sign-out');
    await dialog.press('Sign Out');
    await window.view().waitForRow('DevUser', 'signed out');
    expect(await stage.server.sessions('DevUser')).toBe(0);
    expect(await stage.server.sessions('plainuser')).toBe(1);
    await window.runCommand('Session Consumer: Look Silently');
    await expect.poll(() => status.text()).toMatch(/^seen: (?:no session|Plain User)/);
  });

  it('sends nothing for an agent that the user has not seen and allowed, each time', async () => {
    const window = await stage.freshWindow();
    const { dialog, page, notifications } = window;
    const sent = async (): Promise<readonly string[]> =>
      (await stage.server.state()).requests.flatMap(({ method, path }) => (method === 'PUT' ? [path] : []));
    await signIn(window, stage.server, 'plainuser');
    await notifications.closeAll();
    await window.runCommand('Session Consumer: Send as an Agent');
    await nameProgram(window);
    expect(await dialog.text()).toContain('Let agents in “');
    await window.screenshot('agent-access-light');
    await dialog.press('Allow');
    const question = 'Let an agent send PUT /users/usr_of_somebody as Plain User (emulator ';
    expect(await dialog.text()).toContain(question);
    expect(await dialog.text()).toContain('{"statusDescription":"Trying my bot"}');
    await window.screenshot('agent-request-light');
    await dialog.press('Cancel');
    await notifications.waitFor('The user did not allow this request.');
    expect(await sent()).toEqual([]);

    await notifications.closeAll();
    await window.runCommand('Preferences: Toggle between Light/Dark Themes');
    await page.locator('.monaco-workbench.vs-dark').waitFor();
    await window.runCommand('Session Consumer: Send as an Agent');
    expect(await dialog.text()).toContain(question);
    await window.screenshot('agent-request-dark');
    await dialog.press('Send');
    await notifications.waitFor(/PUT \/users\/usr_of_somebody was answered with status 40\d/);
    expect(await sent()).toEqual(['/api/1/users/usr_of_somebody']);
  });

  it('gets the account that the user signs in to, whichever is renewed meanwhile', async () => {
    const window = await stage.freshWindow();
    const { dialog, quickInput } = window;
    const consumer = window.statusBarItem('sessionConsumer.status');
    await signIn(window, stage.server, 'plainuser');
    await window.notifications.closeAll();
    await window.runCommand('Session Consumer: Add VRChat Account');
    await dialog.press('Allow');
    await quickInput.waitForTitle("The extension 'Session Consumer' wants to access a VRChat account");
    await quickInput.pick('Sign in to another account');
    await typeCredentials(window, demo('DevUser'));
    await quickInput.waitForPlaceholder('123456');
    await stage.server.fault('verifyAuthToken', 'rotateSession', 1);
    const before = (await stage.server.requests()).length;
    await window.view().pressRowAction('Plain User', 'Verify Session');
    await expect.poll(() => stage.server.requests()).toHaveLength(before + 1);
    await quickInput.type(await stage.server.authenticatorCode('DevUser'));
    await quickInput.accept();
    await answerRemember(window);
    await consumer.waitForText(/: DevUser, emulator \d+ \([\da-f]{8,}\) [\da-f]{8}, /);
    await window.notifications.waitFor('Signed in as DevUser. Plain User stays active.');
  });
});
