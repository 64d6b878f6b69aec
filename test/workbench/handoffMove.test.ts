import { mkdtempSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { EmulatorControl } from '../emulatorControl.ts';
import { findSecrets } from '../leftovers.ts';
import { installExtension } from './installExtension.ts';
import { demo, nameProgram, signIn, signOut, useVSCode } from './stage.ts';

const passphrase = 'correct horse battery staple';

describe('an account', () => {
  const profileDir = mkdtempSync(join(tmpdir(), 'profile-'));
  afterAll(() => rm(profileDir, { recursive: true, force: true, maxRetries: 5 }));
  const stage = useVSCode('newest', { dataDir: installExtension('consumer') });

  it('leaves nothing behind when everything is forgotten, and returns from an encrypted file', async () => {
    const inFolder = (name: string): string => join(stage.folder, name);
    const files = { '.env': 'A=1\n', '.env.local': '# mine\n' };
    for (const [name, content] of Object.entries(files)) await writeFile(inFolder(name), content);
    const window = await stage.openWindow(await stage.openBrowser({ profileDir }));
    const { quickInput, dialog, notifications } = window;
    await signIn(window, stage.server, 'DevUser');

    await window.runCommand('Session Consumer: Use VRChat Session');
    await dialog.press('Allow');
    await quickInput.waitForTitle('wants to access a VRChat account');
    await quickInput.accept();
    await window.statusBarItem('sessionConsumer.status').waitForText('DevUser');
    await window.runCommand('VRChat Auth: Use Session in Terminals and Debugging');
    await quickInput.pick('With the session’s cookies');
    await nameProgram(window);
    await dialog.press('Allow');
    await notifications.press(/New terminals in “.+” get DevUser’s session/, 'Open Terminal');
    await window.page.locator('.terminal-wrapper.active .xterm-helper-textarea').waitFor({ state: 'attached' });
    const writeTo = async (name: string): Promise<void> => {
      await window.runCommand('VRChat Auth: Write Session to .env…');
      await quickInput.pick(name);
      await quickInput.pick('With the session’s cookies');
      await dialog.press('Write Anyway');
      await notifications.waitFor(`Session written to ${name}.`);
    };
    await writeTo('.env');
    await notifications.waitFor('Session written to .env. It is kept up to date.');
    await notifications.closeAll();
    await writeTo('.env.local');
    await notifications.press('Session written to .env.local.', 'Don’t Keep Up to Date');
    await notifications.closeAll();
    const secrets = (await readFile(inFolder('.env'), 'utf8')).match(/authcookie_[\w-]{36}|eyJ[\w.-]+/g) ?? [];
    expect(secrets).toHaveLength(2);

    await window.runCommand('VRChat Auth: Export Account…');
    await quickInput.waitForTitle('Export DevUser');
    await quickInput.type('too short');
    await quickInput.accept();
    await quickInput.waitForMessage('Use at least 15 characters');
    await quickInput.type(passphrase);
    await quickInput.accept();
    await quickInput.waitForMessage('Repeat the passphrase.');
    await window.screenshot('export-passphrase');
    await quickInput.type(passphrase);
    await quickInput.accept();
    await quickInput.waitForTitle('Export DevUser');
    await window.page.locator('.quick-input-widget .monaco-button', { hasText: 'OK' }).click();
    await notifications.waitFor('Exported DevUser to account.vrchat-account (encrypted).');

    await window.runCommand('VRChat Auth: Forget Everything');
    await dialog.press('Forget Everything');
    await expect.poll(() => window.view().welcomeText()).toContain('Sign in to VRChat once');
    await expect.poll(() => readFile(inFolder('.env'), 'utf8')).toBe(files['.env']);
    await notifications.press('.env.local still contains the VRChat session you removed.', 'Remove It');
    await expect.poll(() => readFile(inFolder('.env.local'), 'utf8')).toBe(files['.env.local']);
    await window.runCommand('Session Consumer: Look Silently');
    await window.statusBarItem('sessionConsumer.status').waitForText('seen: no session');
    expect(await window.offersCommand('VRChat Auth: Stop Using Session in Terminals and Debugging')).toBe(false);
    expect(await findSecrets([...secrets, passphrase, demo('DevUser').password], [stage.vscode.dataDir, stage.folder, profileDir])).toEqual(
      [],
    );

    await window.runCommand('VRChat Auth: Import Account…');
    await quickInput.waitForTitle('Import Account');
    // The dialog fills its box once it has read the folder.
    await expect.poll(() => quickInput.value()).toContain(stage.folder);
    await quickInput.locator.getByText('account.vrchat-account').waitFor();
    await quickInput.type(inFolder('account.vrchat-account'));
    await quickInput.accept();
    await quickInput.waitForMessage('Passphrase for account.vrchat-account');
    await quickInput.type('another passphrase');
    await quickInput.accept();
    await quickInput.waitForMessage('Wrong passphrase.');
    await window.screenshot('import-passphrase');
    await quickInput.type(passphrase);
    await quickInput.accept();
    await notifications.press('Imported DevUser.', 'Verify Session');
    await window.view().waitForRow('DevUser', /valid/);
    expect(await stage.server.logins('DevUser'), 'no further login').toBe(1);
  });
});

describe('a session in the environment of VS Code', () => {
  const environment: Record<string, string> = {};
  const stage = useVSCode('newest', { env: async (server) => Object.assign(environment, await signInOutside(server)) });

  it('is offered and used, and becomes a normal account only on request', async () => {
    const window = await stage.openWindow(await stage.openBrowser());
    const view = window.view();
    const labels = async (): Promise<string[]> => (await view.rows()).map(({ label }) => label);
    const leftovers = (): Promise<string[]> => findSecrets(Object.values(environment), [stage.vscode.dataDir, stage.folder]);
    const before = await stage.server.requests();
    await view.waitForRow('Environment', 'not checked');
    await window.screenshot('environment');
    await view.pressRowAction('Environment', 'Copy Session As…');
    await window.quickInput.pick('Auth cookie');
    await expect.poll(() => window.clipboard()).toBe(environment.VRCHAT_AUTH_COOKIE);
    expect(await stage.server.requests()).toEqual(before);

    await stage.server.fault('getCurrentUser', 'status:401', 1);
    await view.pressRowAction('Environment', 'Store Account from Environment');
    await window.dialog.press('Verify and Store');
    await window.notifications.waitFor('VRChat no longer accepts this session');
    expect(await labels()).toEqual(['Environment', 'Programs']);
    await window.notifications.closeAll();

    await view.pressRowAction('Environment', 'Store Account from Environment');
    await window.dialog.press('Verify and Store');
    await view.waitForRow('DevUser', /valid/);
    expect(await labels()).not.toContain('Environment');
    await window.reload();
    await window.openView('VRChat Auth');
    await view.waitForRow('DevUser', /valid/);
    await view.waitForRow('Two-factor', /^app · trusted \d+ days/);

    await window.runCommand('VRChat Auth: Forget Account');
    await window.dialog.press('Forget');
    await view.waitForRow('Environment');
    expect(await stage.server.sessions('DevUser'), 'forgotten, not ended').toBe(1);
    await view.pressRowAction('Environment', 'Store Account from Environment');
    await window.dialog.press('Verify and Store');
    await view.waitForRow('DevUser', /valid/);
    await signOut(window);
    await view.waitForRow('DevUser', 'signed out');
    expect(await labels(), 'an ended session is not offered').not.toContain('Environment');
    expect(await stage.server.sessions('DevUser')).toBe(0);
    expect(await stage.server.logins('DevUser')).toBe(1);
    expect(await leftovers()).toEqual([]);
  });
});

/** @returns the environment variables of a session that was created elsewhere */
async function signInOutside(server: EmulatorControl): Promise<Record<string, string>> {
  const { username, password } = demo('DevUser');
  const agent = { 'user-agent': 'Test/1.0 tests@vrchat-auth.org' };
  const cookie = (response: Response, name: string): string =>
    new RegExp(`${name}=([^;]+)`).exec(response.headers.getSetCookie().join('\n'))?.[1] ?? '';
  const login = await fetch(`${server.address}/auth/user`, {
    headers: { ...agent, authorization: `Basic ${btoa(`${username}:${password}`)}` },
  });
  const auth = cookie(login, 'auth');
  const verified = await fetch(`${server.address}/auth/twofactorauth/totp/verify`, {
    method: 'POST',
    headers: { ...agent, cookie: `auth=${auth}`, 'content-type': 'application/json' },
    body: JSON.stringify({ code: await server.authenticatorCode(username) }),
  });
  return { VRCHAT_AUTH_COOKIE: auth, VRCHAT_TWO_FACTOR_AUTH: cookie(verified, 'twoFactorAuth') };
}
