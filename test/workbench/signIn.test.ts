import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { reloadBeforeCode, signInAfterWrongCode } from './signInScenarios.ts';
import { answerRemember, demo, signIn, signOut, typeCredentials, useVSCode } from './stage.ts';

const status = 'vrchatAuth.status';

// The oldest VS Code has its own tests: floor.test.ts.
const stage = useVSCode('newest');
const open = () => stage.freshWindow();

describe('the user', () => {
  it('signs in with password, a wrong code and then the right one, in three requests', async () => {
    await signInAfterWrongCode(await open(), stage.server, '');
  });

  it('signs in with a recovery code', async () => {
    const window = await open();
    await stage.server.fault('getCurrentUser', 'slow:4000', 1);
    await window.runCommand('VRChat Auth: Sign In');
    await typeCredentials(window, demo('DevUser'));
    await window.quickInput.waitForMessage('Still waiting for an answer.');
    await window.screenshot('sign-in-takes-long');
    await window.quickInput.waitForPlaceholder('123456');
    await window.quickInput.button('Use a recovery code');
    await window.quickInput.waitForPlaceholder('xxxx-xxxx');
    await window.screenshot('recovery-code');
    await window.quickInput.type('DEV1');
    await window.quickInput.accept();
    await window.quickInput.waitForMessage('eight letters and digits');
    await window.quickInput.type('dev1 code');
    await window.quickInput.accept();
    await window.view().waitForRow('DevUser', /valid/);
  });

  it('signs in with an emailed code, after requesting another one', async () => {
    const { server } = stage;
    const window = await open();
    await window.runCommand('VRChat Auth: Sign In');
    await typeCredentials(window, demo('MailUser'));
    await window.quickInput.waitForMessage('VRChat emailed to');
    await window.screenshot('e-mail-code');
    await window.quickInput.button('Send a new code (uses up another sign-in)');
    await window.quickInput.waitForMessage('sent a new code');
    await window.quickInput.type(await server.mailedCode());
    await window.quickInput.accept();
    await window.view().waitForRow('MailUser', /valid/);
    expect(await server.logins('MailUser')).toBe(2);
  });

  it('signs in with a pasted cookie, in one request', async () => {
    const { server } = stage;
    const window = await open();
    const { username, password } = demo('plainuser');
    const elsewhere = await fetch(`${server.address}/auth/user`, {
      headers: { 'user-agent': 'Browser/1.0 someone@vrchat-auth.org', authorization: `Basic ${btoa(`${username}:${password}`)}` },
    });
    await window.runCommand('VRChat Auth: Sign In with Cookie');
    await window.quickInput.waitForPlaceholder('authcookie_…');
    expect(await window.quickInput.isPassword()).toBe(true);
    await window.screenshot('cookie');
    // The page that it names is one click away, and the box is still there afterwards.
    await window.quickInput.locator.locator('.quick-input-message').getByText('vrchat.com/api/1/auth', { exact: true }).waitFor();
    await window.quickInput.button('Open vrchat.com/api/1/auth');
    expect(await window.dialog.text()).toContain('https://vrchat.com/api/1/auth');
    await window.dialog.press('Cancel');
    await window.quickInput.waitForPlaceholder('authcookie_…');
    await window.quickInput.type('not a cookie');
    await window.quickInput.accept();
    await window.quickInput.waitForMessage('No VRChat session found');
    await window.quickInput.type(`Cookie: ${elsewhere.headers.getSetCookie()[0] ?? ''}`);
    await window.quickInput.accept();
    await window.view().waitForRow('Plain User', /valid/);
    expect(await server.requests()).toEqual(['getCurrentUser', 'getCurrentUser']);
  });

  it('reloads the window before the code, and continues without another login', async () => {
    await reloadBeforeCode(await open(), stage.server, '');
  });

  it('signs out, here and at the server', async () => {
    const { server } = stage;
    const window = await open();
    await signIn(window, server, 'DevUser');
    expect(await server.sessions('DevUser')).toBe(1);
    await signOut(window);
    await window.view().waitForRow('DevUser', /signed out/);
    await window.statusBarItem(status).waitForText('VRChat: Sign In');
    expect(await server.sessions('DevUser')).toBe(0);
    await window.view().expand('Details');
    await window.view().waitForRow('Auth cookie', 'none');
    await window.view().waitForRow('Last sign-in');
    await window.screenshot('signed-out');
    await window.reload();
    await window.statusBarItem(status).waitForText('VRChat: Sign In');
  });

  it('restarts and is still signed in, with one login in total', async () => {
    const { server } = stage;
    const profileDir = await mkdtemp(join(tmpdir(), 'profile-'));
    onTestFinished(() => rm(profileDir, { recursive: true, maxRetries: 5 }));
    const browser = await stage.openBrowser({ profileDir });
    const window = await stage.openWindow(browser);
    await signIn(window, server, 'DevUser');
    await window.reload();
    await window.statusBarItem(status).waitForText('DevUser');
    expect(await window.statusBarItem(status).text()).toBe('DevUser · LOCAL');
    await browser.close();

    const later = await stage.openWindow(await stage.openBrowser({ profileDir }));
    await later.view().waitForRow('DevUser', /valid/);
    await later.runCommand('VRChat Auth: Verify Session');
    await expect.poll(async () => (await server.requests()).at(-1)).toBe('verifyAuthToken');
    await later.view().waitForRow('DevUser', /valid · just now/);
    expect(await server.logins('DevUser')).toBe(1);
    expect(await server.requests()).toHaveLength(4);
  });
});

/** In this order because the last ones pause further logins of the account. */
const loginTroubles = [
  ['html502', 'is having problems'],
  ['vpnBlocked', 'VPN'],
  ['userAgentBlocked', 'User-Agent'],
  ['moderated', 'has blocked this account'],
  ['reset', 'cut off'],
  ['rateLimit:600', 'no requests are sent for 10 min'],
] as const;

describe('a failed sign-in', () => {
  it('keeps the box open with a wrong password in it', async () => {
    const window = await open();
    await window.runCommand('VRChat Auth: Sign In');
    await typeCredentials(window, { username: 'DevUser', password: ' wrong pässwörd' });
    await window.quickInput.waitForMessage('Wrong user name or password; after many tries, VRChat rejects the right one for a while, too.');
    expect(await window.quickInput.value()).toBe(' wrong pässwörd');
    await window.screenshot('wrong-password');
    await window.quickInput.back();
    await window.quickInput.waitForPlaceholder('User name or email');
    expect(await window.quickInput.value()).toBe('DevUser');
    await window.quickInput.cancel();
    await window.quickInput.waitClosed();
    expect(await window.view().welcomeText()).toContain('Sign in to VRChat once');
  });

  it('continues from a new location after opening the link, without retyping', async () => {
    const { server } = stage;
    const window = await open();
    await server.fault('getCurrentUser', 'newLocation', 1);
    await window.runCommand('VRChat Auth: Sign In');
    await typeCredentials(window, demo('plainuser'));
    await window.quickInput.waitForMessage('a new location');
    await window.screenshot('new-location');
    await fetch(await server.mailedLink(), { redirect: 'manual', headers: { 'user-agent': 'Browser/1.0 someone@vrchat-auth.org' } });
    await window.quickInput.accept();
    await window.view().waitForRow('Plain User', /valid/);
  });

  it('keeps the box open with the password in it at every error', async () => {
    const window = await open();
    await window.runCommand('VRChat Auth: Sign In');
    await typeCredentials(window, { ...demo('plainuser'), password: 'wrong' });
    await window.quickInput.waitForMessage('Wrong user name or password; after many tries, VRChat rejects the right one for a while, too.');
    for (const [fault, message] of loginTroubles) {
      await stage.server.fault('getCurrentUser', fault, 1);
      await window.quickInput.type(demo('plainuser').password);
      await window.quickInput.accept();
      await window.quickInput.waitForMessage(message);
      expect(await window.quickInput.value()).toBe(demo('plainuser').password);
      await window.screenshot(`sign-in-${fault.split(':')[0]}`);
    }
  });

  it('starts a local VRChat API, and signs in there beside an account of the other server with the same ID', async () => {
    const window = await open();
    await signIn(window, stage.server, 'DevUser');
    await window.runCommand('VRChat Auth: Start Local API Emulator');
    await window.notifications.waitFor('Local VRChat API running at http://127.0.0.1:');
    await window.runCommand('VRChat Auth: Sign In');
    await window.quickInput.waitForPlaceholder('Where do you want to sign in?');
    expect((await window.quickInput.items()).map(({ label }) => label)).toEqual(['Your own server', 'Local API Emulator']);
    await window.screenshot('sign-in-where');
    const before = await stage.server.requests();
    const { host = '' } =
      (await window.quickInput.items()).map(({ description }) => URL.parse(`http://${description}`)).findLast(Boolean) ?? {};
    const beside = host.endsWith(':8978') ? 'DevUser · emulator' : `DevUser · emulator ${host.split(':')[1] ?? ''}`;
    await window.quickInput.pick('Local API Emulator');
    await window.quickInput.waitForPlaceholder('User name or email');
    await window.quickInput.type('DevUser');
    await window.quickInput.accept();
    await window.quickInput.waitForMessage(/Sent to 127\.0\.0\.1:\d+ \(emulator\) only/);
    await window.quickInput.type(demo('DevUser').password);
    await window.quickInput.accept();
    await window.quickInput.waitForPlaceholder('123456');
    await window.quickInput.type(await stage.server.authenticatorCode('DevUser'));
    await window.quickInput.accept();
    await answerRemember(window);
    await window.view().waitForRow(beside, /valid/);
    await window.view().waitForRow('DevUser', /valid/);
    await window.screenshot('two-servers');
    expect(await stage.server.requests()).toEqual(before);

    await window.runCommand('VRChat Auth: Stop Local API Emulator');
    await window.view().waitForRow(beside, /not running/);
    await window.view().waitForRow('DevUser', /valid/);
    await window.screenshot('emulator-stopped');
    expect(await window.offersCommand('VRChat Auth: Start Local API Emulator')).toBe(true);
  });

  it('rejects an address without https before anything is sent, and names an address where nothing is listening', async () => {
    const window = await open();
    onTestFinished(() => stage.vscode.writeSettings({ 'vrchatAuth.server': stage.server.address }));
    await window.changeSettings({ 'vrchatAuth.server': 'http://api.vrchat.cloud/api/1' });
    const refusal = window.notifications.find('must start with https://');
    const box = window.quickInput.locator.getByPlaceholder('User name or email');
    const signInUntil = async (wanted: Locator, other: Locator) => {
      // The extension may hear of a changed setting a moment later.
      for (let isShown = false; !isShown; isShown = await wanted.isVisible()) {
        if (await box.isVisible()) await window.quickInput.cancel();
        await window.runCommand('VRChat Auth: Sign In');
        await wanted.or(other).first().waitFor();
      }
    };
    await signInUntil(refusal, box);
    await window.screenshot('insecure-server');
    expect(await stage.server.requests()).toEqual([]);
    await window.notifications.closeAll();
    await window.changeSettings({ 'vrchatAuth.server': 'http://127.0.0.1:8989/api/1' });
    await signInUntil(box, refusal);
    await typeCredentials(window, demo('plainuser'));
    await window.quickInput.waitForMessage('Nothing is listening at http://127.0.0.1:8989/api/1.');
    await window.screenshot('nobody-answers');
  });
});
