import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findSecrets } from './leftovers.ts';
import { signIn, useVSCode } from './stage.ts';

const passphrase = 'correct horse battery staple';

describe('an account', () => {
  const stage = useVSCode('newest');

  it('goes from one machine to another in a sealed file, and leaves nothing behind when everything is forgotten', async () => {
    const file = join(stage.folder, 'account.vrchat-account');
    onTestFinished(() => rm(file, { force: true }));
    const here = await stage.openWindow(await stage.openBrowser());
    await signIn(here, stage.server, 'DevUser');
    await here.runCommand('VRChat Auth: Copy Session As…');
    await here.quickInput.pick('Cookie header');
    await expect.poll(() => here.clipboard()).toContain('authcookie_');
    const secrets = (await here.clipboard()).split('; ').map((pair) => pair.replace(/^\w+=/, ''));

    await here.runCommand('VRChat Auth: Export Account…');
    await here.quickInput.waitForTitle('Export DevUser');
    await here.quickInput.type('too short');
    await here.quickInput.accept();
    await here.quickInput.waitForMessage('Use at least 15 characters');
    await here.quickInput.type(passphrase);
    await here.quickInput.accept();
    await here.quickInput.waitForMessage('Type the passphrase once more.');
    await here.screenshot('export-passphrase');
    await here.quickInput.type(passphrase);
    await here.quickInput.accept();
    await here.quickInput.waitForTitle('Export DevUser');
    await here.page.locator('.quick-input-widget .monaco-button', { hasText: 'OK' }).click();
    await here.notifications.waitFor('DevUser is exported to account.vrchat-account, encrypted.');
    expect((await readFile(file)).subarray(0, 10).toString()).toBe('VRCHATAUTH');

    const there = await stage.openWindow(await stage.openBrowser());
    await there.runCommand('VRChat Auth: Import Account…');
    await there.quickInput.waitForTitle('Import Account');
    // The dialog writes the folder into its box when it has read it.
    await expect.poll(() => there.quickInput.value()).toContain(stage.folder);
    await there.quickInput.locator.getByText('account.vrchat-account').waitFor();
    await there.quickInput.type(file);
    await there.quickInput.accept();
    await there.quickInput.waitForMessage('Passphrase of account.vrchat-account');
    await there.quickInput.type('another passphrase');
    await there.quickInput.accept();
    await there.quickInput.waitForMessage('The passphrase is wrong.');
    await there.quickInput.type(passphrase);
    await there.quickInput.accept();
    await there.notifications.press('DevUser has been imported.', 'Verify Session');
    await there.view().waitForRow('DevUser', /valid/);
    expect(await stage.server.logins('DevUser'), 'no further login').toBe(1);

    await there.runCommand('VRChat Auth: Sign Out');
    await there.view().waitForRow('DevUser', 'signed out');
    await there.runCommand('VRChat Auth: Forget Everything');
    await there.dialog.press((await there.dialog.buttons()).find((label) => label.startsWith('Forget')) ?? 'Forget Everything');
    await expect.poll(() => there.view().welcomeText()).toContain('You are not signed in');
    const folders = [stage.vscode.dataDir, stage.folder];
    expect((await Promise.all(folders.map((folder) => readdir(folder)))).flat()).not.toEqual([]);
    expect(await findSecrets([...secrets, passphrase], folders)).toEqual([]);
  });
});

describe('a session in the environment of VS Code', () => {
  const cookie = 'authcookie_00000000-1111-4222-8333-444444444444';
  const stage = useVSCode('newest', { env: { VRCHAT_AUTH_COOKIE: cookie } });

  it('is offered, used, and not stored', async () => {
    const window = await stage.openWindow(await stage.openBrowser());
    await window.view().waitForRow('Environment', 'not stored · VRCHAT_AUTH_COOKIE');
    await window.screenshot('environment');
    await window.view().pressRowAction('Environment', 'Copy Session As…');
    await window.quickInput.pick('Auth cookie');
    await expect.poll(() => window.clipboard()).toBe(cookie);
    expect(await stage.server.requests()).toEqual([]);

    await window.view().pressRowAction('Environment', 'Store Account from Environment');
    await window.notifications.waitFor('VRChat does not accept this session');
    expect((await window.view().rows()).map(({ label }) => label)).toEqual(['Environment']);
    expect(await findSecrets([cookie], [stage.vscode.dataDir, stage.folder])).toEqual([]);
  });
});
