import { randomBytes } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';
import { useClock } from './clock.ts';
import { readDiagnosis } from './diagnosis.ts';
import { comeBack } from './focus.ts';
import { storedText } from '../leftovers.ts';
import { acceptChoice, answerRemember, demo, signIn, useVSCode } from './stage.ts';

const status = 'vrchatAuth.status';

const clock = useClock();
const stage = useVSCode('newest', { env: clock.env }, { now: clock.now });

// Tests with their own windows come first, because the shared window stays open from its first use.

describe('a keyring that forgets', () => {
  it('is distinguished from a sign-out, with a fix', async () => {
    const browser = await stage.openBrowser();
    // Each window gets another key, so that none can read earlier secrets.
    await browser.context.route('**/mint-key', (route) => route.fulfill({ body: randomBytes(32) }));
    const window = await stage.openWindow(browser);
    await signIn(window, stage.server, 'plainuser');
    // VS Code writes what extensions remember a moment later.
    await expect.poll(() => window.page.evaluate(storedText)).toMatch(/knownAccounts.*Plain User/);
    await window.reload();
    // Checked first, because VS Code hides it after 15 seconds.
    await window.notifications.waitFor('no longer has Plain User’s session');
    expect(await window.notifications.buttons('no longer has Plain User’s session')).toEqual(['Help with Keyring', 'Don’t Show Again']);
    await window.openView('VRChat Auth');
    await window.view().waitForRow('Plain User', /keyring lost it/);
    await window.badge('VRChat Auth', '1').waitFor();
    await window.screenshot('keyring-lost');
    await window.notifications.closeAll();
    await signIn(window, stage.server, 'plainuser');
  });
});

describe('a session that was made on another machine', () => {
  it('is shown as that, is not used by itself, and is used here when the user says so', async () => {
    const browser = await stage.openBrowser();
    const window = await stage.openWindow(browser);
    await signIn(window, stage.server, 'plainuser');
    const files = await readdir(stage.vscode.dataDir, { recursive: true });
    const file = files.find((path) => path.endsWith(join('vrchat-auth.vrchat-auth', 'host')));
    // A remote extension host has the same secrets and another folder.
    await writeFile(join(stage.vscode.dataDir, file ?? ''), 'another-machine');
    const before = await stage.server.requests();
    await window.reload();
    await window.openView('VRChat Auth');
    await window.view().waitForRow('Plain User', 'other machine');
    await window.screenshot('another-machine');
    expect(await stage.server.requests()).toEqual(before);

    await window.view().pressRowAction('Plain User', 'Use It Here');
    await window.quickInput.pick('Plain User');
    await window.view().waitForRow('Plain User', /valid/);
    expect((await stage.server.requests()).slice(before.length)).toEqual(['getCurrentUser']);
    await window.reload();
    await window.openView('VRChat Auth');
    await window.view().waitForRow('Plain User', /valid/);
  });
});

describe('the state of a session', () => {
  async function verifyUnder(window: WorkbenchWindow, fault: string): Promise<void> {
    await stage.server.removeFaults();
    await stage.server.fault('verifyAuthToken', fault);
    await window.runCommand('VRChat Auth: Verify Session');
  }

  it('is shown as it is, and ended only by the server', async () => {
    const window = await stage.freshWindow();
    const item = window.statusBarItem(status);
    await signIn(window, stage.server, 'DevUser');
    await window.notifications.closeAll();
    // The first check also reads this machine's public address.
    await window.runCommand('VRChat Auth: Verify Session');
    await expect.poll(async () => (await stage.server.requests()).at(-1)).toBe('verifyAuthToken');

    const states = [
      ['status:500', 'DevUser: VRChat outage', 'none', ['Open Status Page', 'Try Again', 'Show Log']],
      ['reset', 'DevUser: offline', 'none', ['Try Again', 'Show Log']],
      ['webPage', 'DevUser: offline', 'none', ['Try Again', 'Show Log']],
      ['vpnBlocked', 'DevUser: network blocked', 'warning', ['Try Again', 'Show Log']],
      ['userAgentBlocked', 'DevUser: bad User-Agent', 'error', ['Open Settings', 'Try Again', 'Show Log']],
      ['otherNetwork', 'DevUser: other network', 'warning', ['Sign In Again', 'Don’t Show Again']],
    ] as const;
    for (const [fault, text, background, buttons] of states) {
      await verifyUnder(window, fault);
      await expect.poll(() => item.text(), { timeout: 15_000 }).toBe(`${text} · LOCAL`);
      expect(await item.backgroundKind()).toBe(background);
      await window.view().waitForRow('DevUser', /· (?:just now|\d min ago)|blocked/);
      // The message and the state use the same words, and what helps comes before the log.
      await window.notifications.waitFor(`${text}. `);
      expect(await window.notifications.buttons(`${text}. `)).toEqual(buttons);
      await window.screenshot(`state-${fault.replace(':', '-')}`);
      if (fault !== 'otherNetwork') await window.notifications.closeAll();
    }
    // One message at a time: the next one waits until the user has closed the first.
    await verifyUnder(window, 'moderated');
    await item.waitForText('DevUser: blocked · LOCAL');
    expect(await item.backgroundKind()).toBe('error');
    expect(await window.notifications.texts()).toEqual([expect.stringMatching(/^DevUser: other network\./)]);
    await window.notifications.close('DevUser: other network. ');
    await window.notifications.waitFor('DevUser: blocked. ');
    await window.screenshot('state-moderated');
    await window.notifications.closeAll();
    // Back on its own network, the session is valid again.
    await stage.server.removeFaults();
    await window.runCommand('VRChat Auth: Verify Session');
    await expect.poll(() => item.text()).toBe('DevUser · LOCAL');
    await window.statusBarItem('DevUser: valid, checked just now').locator.waitFor();

    // No answer: the user sees that after a second, a second request joins the first, and both can be given up.
    const asked = (await stage.server.requests()).length;
    await verifyUnder(window, 'slow:60000');
    await window.runCommand('VRChat Auth: Verify Session');
    await window.notifications.waitFor('Verifying DevUser’s session…');
    await window.screenshot('verify-takes-long');
    expect(await window.notifications.texts()).toEqual(['Verifying DevUser’s session…']);
    await window.notifications.press('Verifying DevUser’s session…', 'Cancel');
    await window.notifications.find('Verifying').waitFor({ state: 'detached' });
    await expect.poll(() => item.text()).toBe('DevUser · LOCAL');
    expect((await stage.server.requests()).slice(asked)).toEqual(['verifyAuthToken']);

    // The problem has just started; the last answer of the server is older.
    clock.advance({ minutes: 7 });
    await verifyUnder(window, 'status:500');
    await window.view().waitForRow('DevUser', 'VRChat outage · just now');
    await window.view().expand('Details');
    await window.view().waitForRow('Last check', '7 min ago');
    await window.notifications.closeAll();

    await verifyUnder(window, 'expireSessions');
    await item.waitForText('DevUser: expired');
    expect(await item.backgroundKind()).toBe('error');
    await window.notifications.waitFor('no longer accepts this session');
    expect(await window.notifications.texts()).toHaveLength(1);
    await window.view().waitForRow('DevUser', /expired/);
    await window.screenshot('state-expired');
    await stage.server.removeFaults();
    await item.click();
    await window.quickInput.waitForPlaceholder('Password');
    await window.quickInput.type(demo('DevUser').password);
    await window.quickInput.accept();
    await expect.poll(() => item.text()).toBe('DevUser · LOCAL');
    await answerRemember(window);
    // VS Code lets nobody withdraw a message, so nothing is put beside one that is over: the status bar and a dialog speak.
    await window.statusBarItem('Signed in as DevUser.').locator.waitFor();

    const limitedAt = clock.now();
    await verifyUnder(window, 'rateLimit:660');
    await item.waitForText('DevUser: wait 11 min');
    await window.view().waitForRow('DevUser', /wait 11 min/);
    expect(await window.dialog.text()).toContain('DevUser: wait 11 min. ');
    expect((await window.notifications.texts()).filter((text) => !text.startsWith('DevUser: expired.'))).toEqual([]);
    await window.screenshot('one-message');
    await window.dialog.press('Cancel');
    await window.dialog.waitClosed();
    await window.notifications.closeAll();
    await window.screenshot('state-rate-limited');
    const before = await stage.server.requests();
    await window.runCommand('VRChat Auth: Verify Session');
    await window.notifications.waitFor('DevUser: wait 11 min. ');
    /** Advances the clock to the given number of seconds before the end of the pause. */
    const waitUntilLeft = async (seconds: number): Promise<void> => {
      clock.advance({ seconds: 660 - seconds - (clock.now() - limitedAt) / 1000 });
      await comeBack(window);
    };
    await waitUntilLeft(63);
    await item.waitForText('DevUser: wait 2 min');
    await item.waitForText('DevUser: wait 1 min');
    await waitUntilLeft(3);
    await expect.poll(() => item.text(), { timeout: 15_000 }).toBe('DevUser · LOCAL');
    await window.view().waitForRow('DevUser', /valid/);
    expect(await stage.server.requests()).toEqual(before);
  });

  it('asks the user once if automatic sign-in needs a code, and spends no login until then', async () => {
    const window = await stage.freshWindow();
    await signIn(window, stage.server, 'DevUser', 'Remember password');
    expect(await window.notifications.texts()).toEqual([]);
    await window.view().expand('Details');
    await window.view().waitForRow('When it expires', /automatic sign-in/);
    await stage.server.fault('verifyAuthToken', 'expireSessions', 1);
    clock.advance({ days: 31 });
    await comeBack(window);
    await window.notifications.waitFor('Automatic sign-in needs a two-factor code.');
    await window.view().waitForRow('When it expires', /paused/);
    await window.screenshot('renewal-asks');
    clock.advance({ days: 1 });
    await comeBack(window);
    await window.view().waitForRow('DevUser', /1 day ago/);
    expect(await stage.server.logins('DevUser')).toBe(2);
    expect(await window.notifications.texts()).toEqual([expect.stringContaining('DevUser: expired.')]);
    await window.notifications.press('Automatic sign-in needs a two-factor code.', 'Enter Two-Factor Code');
    await window.quickInput.waitForPlaceholder('123456');
    await window.quickInput.cancel();

    await window.runCommand('VRChat Auth: Forget Password');
    await acceptChoice(window, 'Forget Password');
    await window.notifications.waitFor('Removed the stored password.');
    await window.view().row('When it expires').waitFor({ state: 'detached' });
    expect(await window.offersCommand('VRChat Auth: Forget Password')).toBe(false);
  });

  it('is in a report without secrets', async () => {
    const window = await stage.freshWindow();
    await signIn(window, stage.server, 'DevUser');
    const report = await readDiagnosis(window);
    await window.notifications.closeAll();
    await window.screenshot('diagnose');
    expect(report).toContain('VRChat can be reached, the clock is right, and the session is fine.');
    expect(report).toContain('Account 1 (usr_');
    expect(report).toContain('Reachability: reachable (200)');
    expect(report).toContain('getCurrentUser: 200');
    const { userId } = await stage.server.account('DevUser');
    for (const secret of ['authcookie_', 'eyJ', 'DevUser', 'example.org', demo('DevUser').password, userId])
      expect(report).not.toContain(secret);
  });
});
