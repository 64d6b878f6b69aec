import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { VSCodeVersion } from '../host/vscodeInstall.ts';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';
import { storedText } from '../leftovers.ts';
import { iconContrasts } from './iconContrast.ts';
import { acceptChoice, demo, signIn, useVSCode } from './stage.ts';
import { codeFrom, findTwoFactorTab } from './twoFactorTab.ts';

const themes = ['dark', 'highContrast', 'light'] as const;

/** Shows what is open in each theme, the default one last. */
async function inEveryTheme(
  version: VSCodeVersion,
  window: WorkbenchWindow,
  look: (theme: (typeof themes)[number]) => Promise<void>,
): Promise<void> {
  // As named in the theme picker; recent releases renamed some.
  const labels = {
    highContrast: 'Dark High Contrast',
    ...(version === 'newest' ? { dark: 'Dark 2026', light: 'Light 2026' } : { dark: 'Dark Modern', light: 'Light Modern' }),
  };
  const kinds = { light: 'vscode-light', dark: 'vscode-dark', highContrast: 'vscode-high-contrast' } as const;
  for (const theme of themes) {
    await window.runCommand('Preferences: Color Theme');
    await window.quickInput.type(labels[theme]);
    await window.quickInput.pick(labels[theme]);
    await window.quickInput.waitClosed();
    await findTwoFactorTab(window.page).frame.locator(`body[data-vscode-theme-kind="${kinds[theme]}"]`).waitFor();
    await look(theme);
  }
}

/** Tries to load what a page must block. @returns how each attempt ended */
function lettingIn(body: Locator, address: string): Promise<unknown> {
  return body.evaluate(`(async () => {
    const refused = new Promise((resolve) => document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => resolve(violatedDirective), { once: true }));
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
    const handler = document.createElement('div');
    handler.innerHTML = '<img src="x" onerror="window.ran = true">';
    document.body.append(handler);
    const load = (element) => new Promise((resolve) => {
      element.onload = () => resolve('loaded');
      element.onerror = () => resolve('refused');
      element.src = '${address}';
      document.body.append(element);
    });
    return {
      refused: await refused,
      image: await load(document.createElement('img')),
      script: await load(document.createElement('script')),
      request: await fetch('${address}').then(() => 'loaded', () => 'refused'),
      ran: window.ran === true,
    };
  })()`);
}

describe('the user', () => {
  const stage = useVSCode('newest');

  it('sets up an authenticator with a QR code, across a reload, and saves codes and secret', async () => {
    const { server } = stage;
    const window = await stage.freshWindow();
    const { page } = window;
    await signIn(window, server, 'plainuser');
    await window.view().waitForRow('Two-factor', 'no app · set one up');
    await window.view().pressRowAction('Two-factor', 'Turn On Two-Factor');
    await acceptChoice(window, 'Turn On Two-Factor');
    let tab = findTwoFactorTab(page);
    await tab.heading.filter({ hasText: 'Set up two-factor authentication for Plain User' }).waitFor();
    const address = await tab.scan();
    const key = await tab.key();
    expect(address).toBe(`otpauth://totp/VRChat:plain.user@example.org?secret=${key}&issuer=VRChat`);
    expect(await tab.frame.locator('#key').innerText()).toMatch(/^(?:[A-Z2-7]{4} )+[A-Z2-7]{1,4}$/);
    await tab.press('Copy Key');
    await tab.status('Copied');
    expect(await window.clipboard()).toBe(key);

    await tab.typeCode('12 34');
    await tab.problem('Enter a six-digit code.');
    await tab.typeCode('000 000');
    await tab.problem('This code is incorrect');
    await window.screenshot('two-factor-wrong-code');

    await window.runCommand('View: Close Editor');
    await window.notifications.waitFor('Finish setting up two-factor authentication for Plain User later?');
    await window.screenshot('two-factor-keep');
    await window.notifications.press('Finish setting up two-factor authentication', 'Keep for Later');
    await window.view().waitForRow('Two-factor', 'enter the app’s code');
    expect(await page.evaluate<string>(storedText)).not.toContain(key);
    await window.reload();
    await window.openView('VRChat Auth');
    expect(await page.locator('iframe.webview').count()).toBe(0);
    expect(await page.evaluate<string>(storedText)).not.toContain(key);
    await window.view().pressRowAction('Two-factor', 'Turn On Two-Factor');
    await acceptChoice(window, 'Turn On Two-Factor');
    tab = findTwoFactorTab(page);
    await tab.heading.waitFor();
    expect(await tab.key()).toBe(key);
    expect((await server.requests()).filter((operation) => operation === 'enable2FA')).toHaveLength(1);

    await tab.typeCode(codeFrom(await tab.scan()));
    await tab.heading.filter({ hasText: 'Recovery codes for Plain User' }).waitFor();
    const codes = await tab.codes();
    expect(codes).toHaveLength(10);
    for (const code of codes) expect(code).toMatch(/^[a-z0-9]{4}-[a-z0-9]{4}$/);
    await tab.press('Copy Unused Codes');
    await tab.status('Copied');
    expect(await window.clipboard()).toBe(codes.join('\n'));
    await tab.press('Store Authenticator Secret');
    await tab.status('Stored');

    const folder = await mkdtemp(join(tmpdir(), 'codes-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'before.txt'), '');
    await tab.press('Save to File…');
    expect(await window.dialog.text()).toContain('isn’t encrypted');
    await window.screenshot('recovery-codes-save');
    await window.dialog.press('Choose Where to Save');
    await window.quickInput.waitForTitle('Save Recovery Codes');
    // Not in the workspace, where it could be committed.
    await expect.poll(() => window.quickInput.value()).toBe(join(homedir(), 'VRChat recovery codes.txt'));
    await window.quickInput.type(`${folder}/`);
    await window.quickInput.locator.getByText('before.txt').waitFor();
    await window.page.keyboard.type('codes.txt');
    await window.quickInput.accept();
    await window.notifications.waitFor(/Recovery codes are saved in .*codes\.txt/);
    for (const code of codes) expect(await readFile(join(folder, 'codes.txt'), 'utf8')).toContain(code);
    if (process.platform !== 'win32') expect((await stat(join(folder, 'codes.txt'))).mode & 0o777, 'for the user only').toBe(0o600);

    // The dialog took focus, so the codes are hidden.
    await tab.frame.getByText('Codes hidden.').waitFor();
    expect(await tab.frame.locator('body').innerHTML()).not.toContain(codes[0]);
    await window.screenshot('recovery-codes-hidden');
    // The code that was typed is over, so that copying one need not wait for the next.
    await server.advance(30);
    await tab.press('Show Again');
    expect(await tab.codes()).toEqual(codes);
    await window.view().waitForRow('Two-factor', /^app · trusted \d+ days/);
    await window.view().expand('Two-factor');
    await window.view().waitForRow('Recovery codes', '10 of 10 left');
    await window.runCommand('View: Close Editor');

    const codeBefore = await server.authenticatorCode('plainuser');
    await window.view().pressRowAction('One-time code', 'Copy One-Time Code');
    await acceptChoice(window, 'Copy One-Time Code');
    await window.notifications.waitFor(/Copied the one-time code for Plain User \(valid for \d+ seconds?\)/);
    // A code can expire between the copy and this check.
    expect([codeBefore, await server.authenticatorCode('plainuser')]).toContain(await window.clipboard());
    await window.screenshot('two-factor-on');
    const log = await window.outputChannelText('VRChat Auth');
    for (const hidden of [key, ...codes]) expect(log).not.toContain(hidden);
  });

  it('cancels a setup with its button and from the tree', async () => {
    const { server } = stage;
    const window = await stage.freshWindow();
    await signIn(window, server, 'plainuser');
    await window.runCommand('VRChat Auth: Turn On Two-Factor');
    await acceptChoice(window, 'Turn On Two-Factor');
    const tab = findTwoFactorTab(window.page);
    await tab.heading.waitFor();
    await tab.press('Cancel Setup');
    await window.notifications.waitFor('Canceled two-factor setup for Plain User');
    await window.view().waitForRow('Two-factor', 'no app · set one up');

    await window.runCommand('VRChat Auth: Turn On Two-Factor');
    await acceptChoice(window, 'Turn On Two-Factor');
    await tab.heading.waitFor();
    const first = await tab.key();
    await tab.press('Start Again with a New Key');
    await expect.poll(() => tab.key()).not.toBe(first);
    await window.view().pressRowAction('Two-factor', 'Cancel Pending Two-Factor');
    await acceptChoice(window, 'Cancel Pending Two-Factor');
    await window.view().waitForRow('Two-factor', 'no app · set one up');
    await expect.poll(() => window.page.locator('iframe.webview').count()).toBe(0);
    expect((await server.requests()).slice(-4)).toEqual(['cancelPending2FA', 'enable2FA', 'enable2FA', 'cancelPending2FA']);
  });

  it('manages with the keyboard alone, a screen reader and every theme, on a page that loads nothing from outside', async () => {
    const { server } = stage;
    const window = await stage.freshWindow();
    const tab = findTwoFactorTab(window.page);
    const { keyboard } = window.page;
    await signIn(window, server, 'plainuser');
    await window.notifications.closeAll();
    await window.runCommand('VRChat Auth: Turn On Two-Factor');
    await acceptChoice(window, 'Turn On Two-Factor');
    await tab.heading.waitFor();
    expect(await tab.frame.getByRole('img').getAttribute('alt')).toContain('QR code');
    expect(await tab.focus()).toBe('Six-digit code from the authenticator app');
    await keyboard.type('000000');
    await keyboard.press('Enter');
    await tab.problem('This code is incorrect');
    // A low window shows the field without scrolling.
    await window.page.setViewportSize({ width: 1280, height: 600 });
    const { y = 600, height = 0 } = (await tab.frame.getByRole('textbox').boundingBox()) ?? {};
    expect(y + height).toBeLessThan(570);
    await window.screenshot('two-factor-low-window');
    await window.page.setViewportSize({ width: 1280, height: 800 });
    await inEveryTheme(stage.vscode.version, window, async (theme) => {
      await window.screenshot(`two-factor-set-up-${theme}`);
      for (const [color, contrast] of Object.entries(await iconContrasts(window.page)))
        expect(contrast, `${color}, ${theme}`).toBeGreaterThanOrEqual(3);
      expect(await tab.barriers()).toEqual([]);
    });
    await tab.frame.getByRole('textbox').focus();
    await keyboard.press('Shift+Tab');
    const order = [await tab.focus()];
    for (let step = 0; step < 4; step++) {
      await keyboard.press('Tab');
      order.push(await tab.focus());
    }
    expect(order).toEqual([
      'Copy Key',
      'Six-digit code from the authenticator app',
      'Turn On',
      'Start Again with a New Key',
      'Cancel Setup',
    ]);

    const code = codeFrom(await tab.scan());
    expect(await lettingIn(tab.frame.locator('body'), `${server.origin}/_emulator/state`)).toEqual({
      refused: expect.stringMatching(/^script-src/) as string,
      image: 'refused',
      script: 'refused',
      request: 'refused',
      ran: false,
    });

    await tab.frame.getByRole('textbox').fill('');
    await keyboard.type(code);
    await keyboard.press('Enter');
    await tab.heading.filter({ hasText: 'Recovery codes' }).waitFor();
    await keyboard.press('Enter');
    await tab.status('Copied');
    const codes = await tab.codes();
    expect(await window.clipboard()).toBe(codes.join('\n'));
    await inEveryTheme(stage.vscode.version, window, async (theme) => {
      // Choosing a theme took focus away from the page.
      await tab.frame.getByText('Codes hidden.').waitFor();
      expect(await tab.frame.locator('body').innerHTML()).not.toContain(codes[0]);
      expect(await tab.barriers()).toEqual([]);
      await tab.press('Show Again');
      expect(await tab.codes()).toEqual(codes);
      expect(await tab.barriers()).toEqual([]);
      await window.screenshot(`recovery-codes-first-${theme}`);
    });
    await window.runCommand('View: Close Editor');
    await expect.poll(() => window.page.locator('iframe.webview').count()).toBe(0);
  });

  it('sees recovery codes after a fresh code, used ones crossed out, and disables two-factor', async () => {
    const { server } = stage;
    const window = await stage.freshWindow();
    await window.runCommand('VRChat Auth: Sign In');
    await window.quickInput.waitForPlaceholder('User name or email');
    await window.quickInput.type('DevUser');
    await window.quickInput.accept();
    await window.quickInput.waitForPlaceholder('Password');
    await window.quickInput.type(demo('DevUser').password);
    await window.quickInput.accept();
    await window.quickInput.waitForPlaceholder('123456');
    await window.quickInput.button('Use a recovery code');
    await window.quickInput.waitForPlaceholder('xxxx-xxxx');
    await window.quickInput.type('dev1-code');
    await window.quickInput.accept();
    await window.view().waitForRow('DevUser', /valid/);

    await window.view().expand('Two-factor');
    await window.view().waitForRow('Recovery codes', 'not viewed yet');
    await server.advance(16 * 60);
    await window.view().pressRowAction('Recovery codes', 'Show Recovery Codes');
    await acceptChoice(window, 'Show Recovery Codes');
    await window.quickInput.waitForMessage('VRChat requires a new code');
    await window.screenshot('fresh-code');
    await window.quickInput.type('000000');
    await window.quickInput.accept();
    await window.quickInput.waitForMessage('This code is incorrect');
    await window.quickInput.type(await server.authenticatorCode('DevUser'));
    await window.quickInput.accept();
    const tab = findTwoFactorTab(window.page);
    expect(await tab.codes()).toEqual(['(dev1-code)', ...[2, 3, 4, 5, 6, 7, 8, 9, 0].map((number) => `dev${number}-code`)]);
    expect(await tab.barriers()).toEqual([]);
    await window.screenshot('recovery-codes-used');
    await window.view().waitForRow('Recovery codes', '9 of 10 left');
    await window.runCommand('View: Close Editor');

    await server.fault('getRecoveryCodes', 'stepUp', 1);
    await window.view().pressRowAction('Recovery codes', 'Show Recovery Codes');
    await acceptChoice(window, 'Show Recovery Codes');
    await window.notifications.waitFor('verify it’s you');
    await window.screenshot('step-up');
    await window.notifications.press('verify it’s you', 'Open vrchat.com');
    expect(await window.dialog.text()).toContain('https://vrchat.com/home/profile');
    await window.dialog.press('Cancel');

    await window.runCommand('VRChat Auth: Turn Off Two-Factor');
    expect(await window.dialog.text()).toContain('Your authenticator app and recovery codes will stop working');
    await window.screenshot('two-factor-disable');
    await window.dialog.press('Turn Off…');
    await window.quickInput.waitForPlaceholder('Display name');
    await window.quickInput.type('devuser');
    await window.quickInput.accept();
    await window.quickInput.waitForMessage('This is not the account’s display name');
    expect(await server.requests()).not.toContain('disable2FA');
    await window.quickInput.type('DevUser');
    await window.quickInput.accept();
    await window.notifications.waitFor('Two-factor authentication is off for DevUser');
    await window.view().waitForRow('Two-factor', 'no app · set one up');
    expect(await window.view().row('Recovery codes').count()).toBe(0);
  });

  it('stores an authenticator secret once VRChat accepts its code, and copies codes from palette and menu', async () => {
    const { server } = stage;
    const window = await stage.freshWindow();
    const { totpSecret = '' } = demo('DevUser');
    await signIn(window, server, 'DevUser');
    // The code that was typed is over, so that the next one need not be waited for.
    await server.advance(30);
    expect(await window.offersCommand('VRChat Auth: Copy One-Time Code')).toBe(false);
    await window.view().expand('Two-factor');
    await window.view().pressRowAction('One-time code', 'Store Authenticator Secret');
    await window.quickInput.waitForPlaceholder('abcd efgh ijkl mnop …');
    expect(await window.quickInput.isPassword()).toBe(true);
    for (const [typed, said] of [
      ['123456', 'not the key'],
      ['JBSW Y3DP', 'Part of the key is missing'],
      ['otpauth://totp/Bank?secret=JBSWY3DPEHPK3PXP&digits=8', 'isn’t a VRChat key'],
    ] as const) {
      await window.quickInput.type(typed);
      await window.quickInput.accept();
      await window.quickInput.waitForMessage(said);
    }
    await window.quickInput.type('AAAA BBBB CCCC DDDD EEEE FFFF GGGG HHHH');
    await window.quickInput.accept();
    await window.quickInput.waitForMessage('VRChat rejected a code generated from this secret');
    await window.screenshot('store-secret');
    await window.quickInput.type(totpSecret.toLowerCase().replace(/(.{4})/g, '$1-'));
    await window.quickInput.accept();
    await window.notifications.waitFor('Stored. VRChat accepted a code');
    // VRChat may take a code only once. Half a minute later by the server's clock, which the next answer tells, there is another.
    await server.advance(30);
    await window.runCommand('VRChat Auth: Verify Session');
    await window.page.locator('.statusbar-item', { hasText: 'checked just now' }).waitFor();
    const codeBefore = await server.authenticatorCode('DevUser');
    await window.notifications.press('Stored. VRChat accepted a code', 'Copy One-Time Code');
    await window.notifications.waitFor('the one-time code for DevUser');
    expect([codeBefore, await server.authenticatorCode('DevUser')]).toContain(await window.clipboard());

    await window.statusBarItem('vrchatAuth.status').click();
    await window.quickInput.locator.getByText('Copy One-Time Code').click();
    await window.notifications.waitFor('the one-time code for DevUser');
    await window.runCommand('VRChat Auth: Copy One-Time Code');
    await acceptChoice(window, 'Copy One-Time Code');
    await window.notifications.waitFor('the one-time code for DevUser');
    await window.screenshot('one-time-code');

    await window.changeSettings({ 'vrchatAuth.clipboardClearSeconds': 1 });
    await window.runCommand('VRChat Auth: Copy One-Time Code');
    await acceptChoice(window, 'Copy One-Time Code');
    await expect.poll(() => window.clipboard(), { timeout: 40_000 }).toBe('');

    await window.runCommand('VRChat Auth: Forget Authenticator Secret');
    await window.dialog.press('Forget');
    await window.view().waitForRow('One-time code', 'in your app');
  });
});
