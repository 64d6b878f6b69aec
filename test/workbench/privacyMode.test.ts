import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AccountSeed } from '../../src/emulator/accountSeed.ts';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';
import { acceptChoice, nameProgram, signOut, typeCredentials, useVSCode } from './stage.ts';
import { findTwoFactorTab } from './twoFactorTab.ts';

const secretive: AccountSeed = {
  username: 'secretstar',
  password: 'a long password',
  twoFactor: 'totp',
  totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  emailVerified: false,
  email: 'secret.star@example.org',
  displayName: 'Secret Star',
};

/** Watches a window for anything that says who the user is. @returns where it was seen so far */
async function watchForNames({ page }: WorkbenchWindow): Promise<() => Promise<string[]>> {
  await page.evaluate(`{
    const names = /secret ?star|secret\\.star|s\\*+@example|usr_[0-9a-f]/i;
    window.seenNames = [];
    const look = (text, node) => {
      if (text && names.test(text)) window.seenNames.push((node.className || node.nodeName) + ': ' + text.slice(0, 200));
    };
    const lookAt = (element) => {
      look(element.textContent, element);
      if (element.attributes) for (const { value } of element.attributes) look(value, element);
    };
    const observer = new MutationObserver((changes) => {
      for (const { type, target, addedNodes } of changes) {
        if (type === 'childList') {
          for (const node of addedNodes) {
            lookAt(node);
            if (node.querySelectorAll) node.querySelectorAll('[aria-label], [title]').forEach(lookAt);
          }
        } else lookAt(type === 'characterData' ? target.parentElement ?? target : target);
      }
    });
    observer.observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['aria-label', 'title', 'placeholder'] });
    document.addEventListener('input', ({ target }) => { if (target.type !== 'password') look(target.value, target); }, true);
  }`);
  return () => page.evaluate<string[]>('window.seenNames');
}

describe('in privacy mode', () => {
  const stage = useVSCode('newest', { settings: { 'vrchatAuth.privacyMode': true } }, { accounts: [secretive] });

  it('no box, dialog, notification, label or page says who the user is', async () => {
    const { server } = stage;
    const window = await stage.freshWindow({ viewport: { width: 1280, height: 900 } });
    const { quickInput, dialog, notifications } = window;
    const seen = await watchForNames(window);
    const exported = join(stage.folder, 'account.vrchat-account');
    await writeFile(join(stage.folder, '.env'), '');
    onTestFinished(async () => {
      for (const file of [exported, join(stage.folder, '.env')]) await rm(file, { force: true });
    });

    await window.runCommand('VRChat Auth: Sign In');
    await typeCredentials(window, secretive);
    await quickInput.waitForMessage('your account from your authenticator app');
    await window.screenshot('privacy-code');
    await quickInput.type(await server.authenticatorCode('secretstar'));
    await quickInput.accept();
    await quickInput.waitForPlaceholder('Remember the password for Account 1?');
    await quickInput.pick('Remember password');
    const view = window.view();
    await view.waitForRow('Account 1', /valid/);
    await view.expand('Details');
    await view.expand('Profile');
    await window.statusBarItem('vrchatAuth.status').click();
    await quickInput.items();
    await quickInput.cancel();
    await quickInput.waitClosed();

    await window.runCommand('VRChat Auth: Copy Session As…');
    await quickInput.waitForTitle('Copy Account 1’s Session As…');
    await quickInput.cancel();
    await window.runCommand('VRChat Auth: Write Session to .env…');
    await quickInput.waitForTitle('Write Account 1’s Session to .env');
    await quickInput.pick('.env');
    await quickInput.pick('With the session’s cookies');
    await nameProgram(window, 'my-bot/1.0 (secret.star@my-site.org)');
    expect(await dialog.text()).toMatch(/Write the session of Account 1 \(emulator .+\) to \.env\?/);
    await dialog.press('Cancel');
    await window.runCommand('VRChat Auth: Resend Email Confirmation');
    await acceptChoice(window, 'Resend Email Confirmation');
    await notifications.waitFor('VRChat sent Account 1 a confirmation email.');

    await window.runCommand('VRChat Auth: Check Name or Email Availability');
    await quickInput.pick('Email address');
    await quickInput.waitForPlaceholder('Email address');
    await quickInput.type('secret.star@example.org');
    await quickInput.accept();
    await quickInput.waitForMessage('“•••” is available.');
    await window.screenshot('privacy-availability');
    await quickInput.cancel();

    for (const [command, button] of [
      ['Turn Off Two-Factor', 'Turn Off…'],
      ['Delete Account', 'Delete…'],
    ] as const) {
      await window.runCommand(`VRChat Auth: ${command}`);
      expect(await dialog.text()).toContain('Account 1');
      await dialog.press(button);
      await quickInput.waitForMessage('Enter the display name “Account 1” to confirm.');
      await quickInput.type('Secret Star!');
      await quickInput.accept();
      await quickInput.waitForMessage('This is not the account’s display name');
      await quickInput.cancel();
    }
    await window.runCommand('VRChat Auth: Show Recovery Codes');
    await acceptChoice(window, 'Show Recovery Codes');
    const tab = findTwoFactorTab(window.page);
    expect(await tab.heading.innerText()).toBe('Recovery codes for Account 1');
    expect(await tab.frame.locator('body').innerText()).not.toMatch(/secret/i);
    await window.runCommand('View: Close Editor');

    await window.runCommand('VRChat Auth: Export Account…');
    for (const message of ['Choose a passphrase', 'Repeat the passphrase.']) {
      await quickInput.waitForMessage(message);
      await quickInput.type('correct horse battery staple');
      await quickInput.accept();
    }
    await quickInput.waitForTitle('Export Account 1');
    await window.page.locator('.quick-input-widget .monaco-button', { hasText: 'OK' }).click();
    await notifications.waitFor('Exported Account 1 to account.vrchat-account (encrypted).');
    await window.runCommand('VRChat Auth: Import Account…');
    await quickInput.waitForTitle('Import Account');
    await expect.poll(() => quickInput.value()).toContain(stage.folder);
    await quickInput.locator.getByText('account.vrchat-account').waitFor();
    await quickInput.type(exported);
    await quickInput.accept();
    await quickInput.waitForMessage('Passphrase for account.vrchat-account');
    await quickInput.type('correct horse battery staple');
    await quickInput.accept();
    expect(await dialog.text()).toContain('Replace the stored account?');
    await window.screenshot('privacy-import');
    await dialog.press('Replace');
    await notifications.waitFor('Imported VRChat account.');

    await signOut(window);
    await view.waitForRow('Account 1', 'signed out');
    await window.runCommand('VRChat Auth: Forget Account');
    expect(await dialog.text()).toContain('Forget Account 1?');
    await dialog.press('Cancel');
    expect(await seen()).toEqual([]);

    await window.changeSettings({ 'vrchatAuth.privacyMode': false });
    onTestFinished(() => window.changeSettings({ 'vrchatAuth.privacyMode': true }));
    await view.waitForRow('Secret Star', 'signed out');
    expect(await seen(), 'the watch sees a name once it is shown').not.toEqual([]);
  });
});
