import { expect } from 'vitest';
import type { EmulatorControl } from '../emulatorControl.ts';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';
import { demo, typeCredentials } from './stage.ts';

const status = 'vrchatAuth.status';

/** Signs in like a new user, with a wrong code first. Used in the oldest and the newest VS Code. */
export async function signInAfterWrongCode(window: WorkbenchWindow, server: EmulatorControl, pictures: string): Promise<void> {
  expect(await window.view().welcomeText()).toContain('stored only in VS Code’s secret storage');
  expect(await window.statusBarItem(status).text()).toBe('VRChat: Sign In');
  expect(await server.requests()).toEqual([]);
  await window.screenshot(`${pictures}welcome`);

  await window.view().pressWelcomeButton('Sign In');
  expect(await window.quickInput.title()).toBe('Sign in to VRChat');
  expect(await window.quickInput.step()).toBe('1/3');
  await window.screenshot(`${pictures}sign-in-name`);
  await typeCredentials(window, demo('DevUser'));

  await window.quickInput.waitForPlaceholder('123456');
  expect(await window.quickInput.step()).toBe('3/3');
  await window.statusBarItem(status).waitForText('DevUser: 2FA code');
  expect(await window.statusBarItem(status).backgroundKind()).toBe('warning');
  await window.quickInput.type('000 000');
  await window.quickInput.accept();
  await window.quickInput.waitForMessage('This code is incorrect');
  expect(await window.quickInput.value()).toBe('000 000');
  await window.screenshot(`${pictures}wrong-code`);

  // The box has focus again, so the user can type on.
  await window.page.keyboard.press('ControlOrMeta+A');
  await window.page.keyboard.type(await server.authenticatorCode('DevUser'));
  await window.page.keyboard.press('Enter');
  await window.quickInput.waitForPlaceholder('Remember the password for DevUser?');
  expect((await window.quickInput.items()).map(({ label }) => label)).toEqual([
    'Don’t remember',
    'Remember password',
    'Don’t remember, and don’t ask again',
  ]);
  await window.screenshot(`${pictures}remember-password`);
  // The first one is chosen already, and one message says who is signed in and what is next.
  await window.page.keyboard.press('Enter');
  await window.quickInput.waitClosed();
  await window.notifications.waitFor('Signed in as DevUser.');
  expect(await window.notifications.texts()).toEqual(['Signed in as DevUser.']);
  await window.screenshot(`${pictures}signed-in-message`);
  await window.notifications.press('Signed in as DevUser.', 'Use in This Project…');
  await window.quickInput.waitForTitle('Use DevUser in This Project');
  expect((await window.quickInput.items()).map(({ label }) => label).slice(0, 3)).toEqual([
    'Session gateway',
    'Terminals and debugging',
    '.env file',
  ]);
  await window.screenshot(`${pictures}use-in-project`);
  await window.quickInput.cancel();
  expect(await window.notifications.texts(), 'Escape says nothing').toEqual([]);
  await window.screenshot(`${pictures}after-escape`);
  await window.view().waitForRow('DevUser', /valid/);
  expect(await window.statusBarItem(status).text()).toBe('DevUser · LOCAL');
  expect(await window.statusBarItem(status).icons()).toEqual(['vrchat-auth']);
  expect(await window.statusBarItem(status).ariaLabel()).toBe('VRChat: DevUser’s session: valid.');
  expect(await server.requests()).toEqual(['getCurrentUser', 'verify2FA', 'verify2FA', 'getCurrentUser']);
  await window.view().expand('Details');
  await window.view().expand('Profile');
  expect(await window.view().rows()).toContainEqual({
    level: 4,
    label: 'Permissions',
    description: 'VRC+ · upload rights',
  });
  await window.screenshot(`${pictures}signed-in`);

  const log = await window.outputChannelText('VRChat Auth');
  expect(log).toContain('getCurrentUser');
  expect(log).not.toMatch(/authcookie_\w|dev-user-password|dev\.user@|eyJ/i);
}

/** Reloads the window while the sign-in needs its code, and finishes it without another login. */
export async function reloadBeforeCode(window: WorkbenchWindow, server: EmulatorControl, pictures: string): Promise<void> {
  await window.runCommand('VRChat Auth: Sign In');
  await typeCredentials(window, demo('DevUser'));
  await window.quickInput.waitForPlaceholder('123456');
  await window.reload();
  await window.statusBarItem(status).waitForText('DevUser: 2FA code');
  await window.openView('VRChat Auth');
  await window.view().waitForRow('DevUser', /2FA code/);
  await window.screenshot(`${pictures}code-needed`);
  await window.statusBarItem(status).click();
  await window.quickInput.waitForPlaceholder('123456');
  await window.quickInput.type(await server.authenticatorCode('DevUser'));
  await window.quickInput.accept();
  await window.view().waitForRow('DevUser', /valid/);
  expect(await server.logins('DevUser')).toBe(1);
  expect(await server.requests()).toHaveLength(3);
}
