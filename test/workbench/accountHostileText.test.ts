import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AccountSeed } from '../../src/emulator/accountSeed.ts';
import { readDiagnosis } from './diagnosis.ts';
import { acceptChoice, answerRemember, typeCredentials, useVSCode } from './stage.ts';
import { findTwoFactorTab } from './twoFactorTab.ts';

/** What a malicious name can contain: links to commands, HTML, icons, reversed reading direction, and excessive length. */
const beginning =
  '[Free VRC+](command:workbench.action.closeActiveEditor) <img src=x onerror=alert(1)> **bold** $(error) \u202Eevil\u2066 🦊👩🏽‍💻';
const shownBeginning = '[Free VRC+] (command';
const hostile: AccountSeed = {
  username: 'hostile',
  password: 'a long password',
  twoFactor: 'none',
  emailVerified: false,
  email: 'h@<b>[x](command:a)</b>\u202E$(error).org',
  displayName: `${beginning} ${'long '.repeat(2000)}`,
};

/** A server that accepts any sign-in, returns a user whose every field is hostile, and rejects other requests with a hostile message. */
async function startHostileServer(): Promise<string> {
  const user = {
    id: 'usr_5f1b8e8c-2f0e-4d6a-9f5b-0c2f1a7d3e44',
    displayName: 'Nobody',
    tags: [beginning, 'system_trust_basic'],
    status: beginning,
    statusDescription: beginning,
    obfuscatedEmail: beginning,
    obfuscatedPendingEmail: `other ${beginning}`,
    emailVerified: false,
    date_joined: beginning,
    last_login: beginning,
    ageVerificationStatus: beginning,
    twoFactorAuthEnabled: false,
    twoFactorAuthEnabledDate: beginning,
    steamId: beginning,
  };
  const server = createServer((request, response) => {
    const isSignIn = request.url?.endsWith('/auth/user') === true;
    response.writeHead(isSignIn ? 200 : 400, {
      'content-type': 'application/json',
      ...(isSignIn && { 'set-cookie': 'auth=authcookie_x; Path=/; HttpOnly' }),
    });
    response.end(
      JSON.stringify(isSignIn ? user : { error: { message: JSON.stringify(`${beginning} ${'long '.repeat(2000)}`), status_code: 400 } }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/1`;
}

describe('hostile text', () => {
  const stage = useVSCode('newest', {}, { accounts: [hostile] });

  it('in a display name or an address is shown as plain text everywhere', async () => {
    const window = await stage.freshWindow();
    const { page } = window;
    await window.runCommand('VRChat Auth: Sign In');
    await typeCredentials(window, hostile);
    await answerRemember(window);
    const { notifications } = window;
    const row = window.view().locator.locator('.monaco-list-row').first();
    // A row has room for a name of VRChat's length.
    await row.filter({ hasText: '[Free VRC+] (co…' }).filter({ hasText: 'valid' }).waitFor();
    await notifications.closeAll();

    const places = new Map<string, string>();
    places.set('row', await row.locator('.label-name').innerText());
    places.set('row for screen readers', (await row.getAttribute('aria-label')) ?? '');
    const hover = page.locator('.monaco-hover:visible').last();
    await window.view().hover(row, hover.filter({ hasText: shownBeginning }));
    places.set('hover of the row', await hover.innerText());
    expect(await hover.locator('a, img, strong').count()).toBe(0);
    expect((await row.locator('.label-name').boundingBox())?.width).toBeGreaterThan(60);
    await window.screenshot('hostile-tree');

    places.set('status bar', await window.statusBarItem('vrchatAuth.status').text());
    expect(await window.statusBarItem('vrchatAuth.status').icons()).toEqual(['vrchat-auth']);
    await window.statusBarItem('vrchatAuth.status').tooltip();
    const tooltip = page.locator('.monaco-hover:visible', { hasText: 'More…' });
    places.set('hover of the status bar', await tooltip.innerText());
    expect(await tooltip.locator('a').allInnerTexts()).toEqual(['Verify Session', 'Programs', 'More…']);
    expect(await tooltip.locator('strong, img').count()).toBe(0);
    await window.screenshot('hostile-status-bar');

    await window.view().expand('Details');
    await window.view().expand('Profile');
    const address = window.view().row('Email').locator('.label-description');
    expect(await address.innerText()).toContain('h***@<b>[x] (command:a)</b>');

    await window.runCommand('VRChat Auth: Resend Email Confirmation');
    await acceptChoice(window, 'Resend Email Confirmation');
    const toast = notifications.find('a confirmation email');
    await toast.waitFor();
    places.set('notification', await toast.locator('.notification-list-item-message').innerText());
    expect(await toast.locator('.notification-list-item-message a').count()).toBe(0);
    await window.screenshot('hostile-notification');
    await notifications.closeAll();

    await window.runCommand('VRChat Auth: Delete Account');
    places.set('dialog', await window.dialog.text());
    expect(await window.dialog.locator.locator('.dialog-message-container a, .dialog-message-container img').count()).toBe(0);
    await window.screenshot('hostile-dialog');
    await window.dialog.press('Delete…');
    await window.quickInput.waitForPlaceholder('Display name');
    places.set('input box', await window.quickInput.prompt());
    expect(await window.quickInput.locator.locator('.quick-input-message a').count()).toBe(0);
    await window.quickInput.cancel();

    await window.runCommand('VRChat Auth: Turn On Two-Factor');
    await acceptChoice(window, 'Turn On Two-Factor');
    const tab = findTwoFactorTab(page);
    places.set('page', await tab.heading.innerText());
    expect(await tab.frame.locator('h1 *').count()).toBe(0);
    expect(await tab.frame.locator('img').count()).toBe(1);
    await window.screenshot('hostile-page');
    await tab.press('Cancel Setup');

    for (const [place, text] of places) {
      expect(text.replaceAll('\u00a0', ' '), place).toContain(place === 'row' ? '[Free VRC+] (co…' : '[Free VRC+] (command');
      expect(text, place).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
      expect(text.length, place).toBeLessThan(900);
    }
    expect(await readDiagnosis(window)).not.toContain('Free VRC');
  });

  it('from a server is shown as plain text in messages and fields, and ignored in tags', async () => {
    const window = await stage.freshWindow({ viewport: { width: 1280, height: 900 } });
    await window.changeSettings({ 'vrchatAuth.server': await startHostileServer() });
    onTestFinished(() => window.changeSettings({ 'vrchatAuth.server': stage.server.address }));
    await window.runCommand('VRChat Auth: Sign In');
    await typeCredentials(window, hostile);
    await answerRemember(window);
    await window.view().waitForRow('Nobody', /valid/);
    await window.notifications.closeAll();
    await window.view().expand('Details');
    await window.view().expand('Profile');
    await window.view().waitForRow('Trust rank', 'New User');
    const rows = await window.view().rows();
    expect(rows.map(({ label }) => label)).not.toContain('Joined');
    for (const label of ['Email', 'New email']) {
      const shown = rows.find((row) => row.label === label)?.description ?? '';
      expect(shown).toContain('[Free VRC+] (command:workbench.action.closeActiveEditor) <img src=x onerror=alert(1)>');
      expect(shown).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    }
    expect(JSON.stringify(rows)).not.toContain('Invalid Date');
    expect(await window.view().locator.locator('.monaco-list-row img, .monaco-list-row a[href^="command"]').count()).toBe(0);

    await window.runCommand('VRChat Auth: Resend Email Confirmation');
    await acceptChoice(window, 'Resend Email Confirmation');
    const toast = window.notifications.find('VRChat rejected the request');
    await toast.waitFor();
    expect(await toast.locator('.notification-list-item-message').innerText()).toContain('[Free VRC+] (command:workbench');
    expect(await toast.locator('.notification-list-item-message').locator('a, img, .codicon').count()).toBe(0);
    await window.screenshot('hostile-server');
    const log = await window.outputChannelText('VRChat Auth');
    expect(log).not.toContain('Free VRC');
  });
});
