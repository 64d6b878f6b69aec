import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from '../host/workbench.ts';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';
import { useClock } from './clock.ts';
import { comeBack } from './focus.ts';
import { cutStates, setSidebarWidth } from './narrowSidebar.ts';
import { answerRemember, demo, signIn, typeCredentials, useVSCode } from './stage.ts';

const status = 'vrchatAuth.status';

/** How often each of three windows is reloaded; `npm run soak` reloads a hundred times. */
const reloads = Number(process.env.SOAK_RELOADS ?? 1);

const clock = useClock();
const stage = useVSCode('newest', { env: clock.env }, { now: clock.now });

describe('several windows', () => {
  let browser: Workbench;
  let one: WorkbenchWindow;
  let two: WorkbenchWindow;

  beforeAll(async () => {
    browser = await stage.startBrowser();
    one = await stage.openWindow(browser);
    two = await stage.openWindow(browser);
    return () => browser.close();
  });

  it('switch, hide, sign out of and forget an account, and the other window follows', async () => {
    await one.page.bringToFront();
    await signIn(one, stage.server, 'DevUser');
    await signIn(one, stage.server, 'plainuser');
    await two.view().waitForRow('DevUser', /valid/);
    await two.view().waitForRow('DevUser', /active/);
    await one.page.bringToFront();
    await one.notifications.press('Signed in as Plain User. DevUser stays active.', 'Use Plain User');
    await one.statusBarItem(status).waitForText('Plain User');
    await two.view().waitForRow('Plain User', /active/);
    await one.notifications.closeAll();
    await one.screenshot('two-accounts');
    await setSidebarWidth(one, 250);
    expect(await cutStates(one, ['DevUser', 'Plain User'])).toEqual([]);
    await one.screenshot('two-accounts-narrow');
    await setSidebarWidth(one, 300);

    await one.runCommand('VRChat Auth: Switch Account');
    await one.quickInput.waitForTitle('Switch Account');
    await one.screenshot('switch-account');
    await one.quickInput.pick('DevUser');
    await one.statusBarItem(status).waitForText('DevUser');
    await two.page.bringToFront();
    await two.statusBarItem(status).waitForText('DevUser');

    await two.changeSettings({ 'vrchatAuth.privacyMode': true });
    await two.view().waitForRow('Account 1', /active/);
    await two.view().expand('Details');
    await two.view().expand('Profile');
    expect(JSON.stringify(await two.view().rows())).not.toMatch(/DevUser|Plain User|usr_|example/);
    await two.statusBarItem(status).waitForText('Account 1');
    await two.screenshot('privacy-mode');
    await two.changeSettings({ 'vrchatAuth.privacyMode': false });
    await two.view().waitForRow('DevUser');

    await one.page.bringToFront();
    await one.runCommand('VRChat Auth: Sign Out');
    await one.quickInput.pick('DevUser');
    await one.dialog.press('Sign Out');
    await two.view().waitForRow('DevUser', /signed out/);
    await one.notifications.waitFor('DevUser is signed out, and no other account takes its place.');
    await two.statusBarItem(status).waitForText('DevUser: signed out');
    expect((await stage.server.requests()).at(-1), 'no request from the other window').toBe('logout');
    await one.runCommand('VRChat Auth: Forget Everything');
    expect(await one.dialog.text()).toContain(
      'Removes all accounts, cookies, stored passwords, authenticator secrets and unfinished sign-ins',
    );
    await one.screenshot('forget-everything');
    await one.dialog.press('Forget Everything');
    expect(await one.view().welcomeText()).toContain('Sign in to VRChat once');
    expect(await two.view().welcomeText()).toContain('Sign in to VRChat once');
  });

  it(
    'close the box in the other window after a sign-in, and reload without a login or a check',
    { timeout: 120_000 + reloads * 30_000 },
    async () => {
      const windows = [one, two];
      for (const window of windows) {
        await window.page.bringToFront();
        await window.tidy();
        await window.runCommand('VRChat Auth: Sign In');
        await typeCredentials(window, demo('DevUser'));
        await window.quickInput.waitForPlaceholder('123456');
      }
      expect(await stage.server.logins('DevUser')).toBe(1);
      await one.page.bringToFront();
      await one.quickInput.type(await stage.server.authenticatorCode('DevUser'));
      await one.quickInput.accept();
      await answerRemember(one);
      await one.view().waitForRow('DevUser', /valid/);
      await two.quickInput.waitClosed();
      await two.view().waitForRow('DevUser', /valid/);

      const before = await stage.server.requests();
      const since = clock.now();
      const loginsBefore = await stage.server.logins('DevUser');
      const all = [...windows, await stage.openWindow(browser)];
      const count = async (name: string) => (await stage.server.requests()).filter((operation) => operation === name).length;
      const checks = () => count('verifyAuthToken');
      /** The earliest time for a check: the shortest length of a 15-minute interval with jitter. */
      const intervals = () => Math.floor((clock.now() - since) / (12 * 60_000));
      for (let round = 1; round <= reloads; round++) {
        await Promise.all(
          all.map(async (window) => {
            await window.reload();
            await window.openView('VRChat Auth');
            await window.statusBarItem(status).waitForText('DevUser');
          }),
        );
        if (reloads === 1) continue;
        const cost = {
          minutes: (clock.now() - since) / 60_000,
          checks: await checks(),
          logins: (await stage.server.logins('DevUser')) - loginsBefore,
        };
        console.log(`${round} of ${reloads} reloads of three windows: ${JSON.stringify(cost)}`);
        if (process.env.SOAK_RESULTS !== undefined)
          writeFileSync(process.env.SOAK_RESULTS, JSON.stringify({ windows: all.length, restartsPerWindow: round, ...cost }));
      }
      if (intervals() === 0) expect(await stage.server.requests()).toEqual(before);
      expect(await stage.server.logins('DevUser')).toBe(1);
      const checked = await checks();
      // If a window is reloaded during a check, the response is lost and another window checks again.
      expect(checked).toBeLessThanOrEqual(2 * intervals());

      // The first window checks for all, whether they come back one by one or at once.
      clock.advance({ minutes: 20 });
      for (const window of all) {
        await comeBack(window);
        await window.view().waitForRow('DevUser', /just now/);
        await expect.poll(checks).toBe(checked + 1);
      }
      // Wait for what follows the check's response, which could otherwise get the timestamp of the next step.
      await expect.poll(() => count('getConfig')).toBe(1);
      clock.advance({ minutes: 20 });
      await Promise.all(all.map(comeBack));
      await expect.poll(checks).toBe(checked + 2);
      for (const window of all) {
        await comeBack(window);
        await window.view().waitForRow('DevUser', /just now/);
      }
      await one.runCommand('VRChat Auth: Verify Session');
      await expect.poll(checks).toBe(checked + 3);
      // One window also reads the terms of service for all.
      expect(await count('getConfig')).toBe(1);
    },
  );
});
