import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { storedText } from '../leftovers.ts';
import { demo, signIn, typeCredentials, useInTerminals, useVSCode } from '../workbench/stage.ts';
import { goToRow, readMenu, runFromMenu, startFromMenus, type RowMenu } from '../workbench/treeKeys.ts';

const file = '.env';

const beforeTheCode: readonly RowMenu[] = [
  ['DevUser', ['Enter Two-Factor Code', 'Discard Sign-In']],
  ['Plain User', ['Sign In', 'Open Keyring Help', 'Forget Account']],
  ['Environment', ['Store Account from Environment', 'Copy Session As…', 'Write Session to .env…']],
];

const granted: readonly RowMenu[] = [
  ['Terminals and debugging', ['Use Session in Terminals and Debugging', 'Write Session to .env…', 'Revoke Access…']],
];

describe('with the keyboard alone', () => {
  const stage = useVSCode('newest', { env: { VRCHAT_AUTH_COOKIE: `authcookie_${crypto.randomUUID()}` } });

  it('a waiting sign-in, a lost account, the environment, a program and a stale file are reached, opened and left', async () => {
    onTestFinished(() => rm(join(stage.folder, file), { recursive: true, force: true }));
    const browser = await stage.openBrowser({ viewport: { width: 1280, height: 900 } });
    // Each window gets another key, so that none can read earlier secrets.
    const mintKey = '**/mint-key';
    await browser.context.route(mintKey, (route) => route.fulfill({ body: randomBytes(32) }));
    const window = await stage.openWindow(browser);
    const { page, dialog, quickInput, notifications } = window;
    const view = window.view();
    const requests = () => stage.server.requests();
    await signIn(window, stage.server, 'plainuser');
    await expect.poll(() => page.evaluate(storedText)).toMatch(/knownAccounts.*Plain User/);
    await window.reload();
    await window.openView('VRChat Auth');
    await view.waitForRow('Plain User', 'keyring lost it');
    await notifications.closeAll();

    await window.runCommand('VRChat Auth: Sign In');
    await typeCredentials(window, demo('DevUser'));
    await quickInput.waitForPlaceholder('123456');
    await quickInput.cancel();
    await view.waitForRow('DevUser', /2FA code/);
    await startFromMenus(window, beforeTheCode, requests);

    // Enter leads on, and Delete asks.
    const asked = (await requests()).length;
    for (const [row, shown] of [
      ['Plain User', quickInput.locator.getByPlaceholder('User name or email')],
      ['Environment', dialog.locator],
    ] as const) {
      await goToRow(window, row);
      await page.keyboard.press('Enter');
      await shown.waitFor();
      await page.keyboard.press('Escape');
      await shown.waitFor({ state: 'hidden' });
    }
    await goToRow(window, 'Plain User');
    await page.keyboard.press('Delete');
    expect(await dialog.text()).toContain('Plain User');
    await page.keyboard.press('Escape');
    await dialog.waitClosed();
    expect((await requests()).slice(asked), 'none of it asks VRChat').toEqual([]);
    await goToRow(window, 'DevUser');
    await page.keyboard.press('Enter');
    await quickInput.waitForPlaceholder('123456');
    await quickInput.type(await stage.server.authenticatorCode('DevUser'));
    await quickInput.accept();
    await view.waitForRow('DevUser', /valid/);

    await useInTerminals(window);
    await window.runCommand('VRChat Auth: Write Session to .env…');
    await quickInput.locator.locator('.monaco-list-row', { hasText: 'new, in' }).click();
    await quickInput.pick('With the session’s cookies');
    await dialog.press('Write');
    await notifications.waitFor('Session written to .env.');
    await notifications.closeAll();
    await goToRow(window, 'Programs');
    await page.keyboard.press('ArrowRight');
    await view.waitForRow('Terminals and debugging');
    await startFromMenus(window, granted, requests);
    await goToRow(window, 'Terminals and debugging');
    await page.keyboard.press('Enter');
    await expect.poll(() => window.clipboard()).toContain('VRCHAT_AUTH_COOKIE');
    await page.keyboard.press('Delete');
    expect(await dialog.text()).toContain('Revoke access for Terminals and debugging');
    await page.keyboard.press('Escape');
    await dialog.waitClosed();
    await goToRow(window, file);
    await page.keyboard.press('Enter');
    await page.locator('.tab.active', { hasText: file }).waitFor();
    await window.tidy();

    await goToRow(window, 'Programs');
    await page.keyboard.press('ArrowLeft');
    await rm(join(stage.folder, file));
    await mkdir(join(stage.folder, file));
    await stage.server.fault('verifyAuthToken', 'rotateSession', 1);
    await window.runCommand('VRChat Auth: Verify Session');
    await view.waitForRow(file, 'not up to date');
    expect(await readMenu(window, file)).toEqual(['Write Session to .env…', 'Remove Session from .env']);
    await runFromMenu(window, file, 'Remove Session from .env');
    await notifications.waitFor('No .env file in this workspace contains a VRChat session.');
  });
});
