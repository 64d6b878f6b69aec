import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { emulatorControl, type EmulatorControl } from '../emulatorControl.ts';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';
import { everyCase, useVSCode } from './stage.ts';
import { answerPick, goToRow, runFromMenu } from './treeKeys.ts';

const emulatorRow = 'Local API Emulator';

/** Every fault, as it is offered, with its argument as it is suggested. */
const everyFault = [
  ...['status:503', 'html502', 'webPage:503', 'missingCredentials:503', 'reset', 'timeout', 'truncate', 'slow:3000'],
  ...['wrongContentType', 'malformedJson', 'hugeBody', 'redirectElsewhere', 'rateLimit:60', 'vpnBlocked', 'userAgentBlocked'],
  ...['moderated', 'stepUp', 'expireSessions', 'otherNetwork', 'newAddress', 'rotateSession', 'newLocation', 'tooManyPlaces'],
  'tooManySessions',
];
const faults = everyCase ? everyFault : ['status:503', 'html502', 'reset', 'timeout', 'tooManySessions'];
/** A program that stays where it is when the emulator is moved. */
const fromHome = { 'User-Agent': 'Test/1.0 me@my-site.org', 'X-Emulator-Network': 'home' };
const withArgument = /^(?:status|webPage|missingCredentials|slow|redirectElsewhere|rateLimit|newAddress)\b/;

/** Starts the emulator of the window. @returns its controls, as another program has them */
async function startEmulator(window: WorkbenchWindow): Promise<EmulatorControl> {
  await window.runCommand('VRChat Auth: Start Local API Emulator');
  await window.notifications.waitFor('Local VRChat API running at');
  const row = window.view().row(emulatorRow).locator('.label-description');
  return emulatorControl(`http://${(await row.textContent()) ?? ''}/api/1`);
}

/** Adds a fault from a row's menu, which may know the operation already. */
async function failNextAnswer(window: WorkbenchWindow, row: string, fault: string, operation?: string): Promise<void> {
  await runFromMenu(window, row, 'Next Answer Fails with…');
  if (operation === undefined) await answerPick(window, 'Which request is to fail?');
  const [name = ''] = fault.split(':');
  await answerPick(window, `How does ${operation ?? 'any request'} fail?`, name);
  await answerPick(window, /How often does .+ fail\?/);
  if (withArgument.test(fault)) {
    await window.quickInput.waitForPlaceholder(name);
    await window.quickInput.accept();
  }
  await window.quickInput.waitClosed();
}

describe('the local API emulator', () => {
  const stage = useVSCode('newest');

  it('is steered from the Accounts view, with the keyboard alone', async () => {
    const window = await stage.freshWindow({ viewport: { width: 1280, height: 1000 } });
    const { page, notifications } = window;
    const view = window.view();
    const server = await startEmulator(window);
    // Another test may have the usual port.
    const { port } = new URL(server.origin);
    const signedIn = (name: string): string => (port === '8978' ? `${name} · emulator` : `${name} · emulator ${port}`);
    await view.waitForRow('DevUser', /^\d{3} \d{3} · until \d\d:\d\d:[03]0$/);
    await window.screenshot('emulator-light');
    await notifications.closeAll();

    // One click, or one entry of a menu, signs in.
    await runFromMenu(window, 'DevUser', 'Sign In at the Emulator…');
    await view.waitForRow(signedIn('DevUser'), /valid/);
    await runFromMenu(window, 'MailUser', 'Sign In at the Emulator…');
    await view.waitForRow(signedIn('MailUser'), /valid/);
    await notifications.closeAll();
    await runFromMenu(window, 'DevUser', 'Copy Code');
    await expect.poll(() => window.clipboard()).toMatch(/^\d{6}$/);
    await runFromMenu(window, 'DevUser', 'Copy Password');
    await expect.poll(() => window.clipboard()).toBe('dev-user-password');

    await goToRow(window, 'Emails');
    await page.keyboard.press('ArrowRight');
    await view.waitForRow('Your One-Time Code', 'MailUser · just now');
    await runFromMenu(window, 'Your One-Time Code', 'Copy Code');
    await expect.poll(() => window.clipboard()).toBe(await server.mailedCode());

    for (const [index, fault] of faults.entries()) {
      await failNextAnswer(window, 'Faults', fault);
      await view.waitForRow('Faults', String(index + 1));
    }
    const waiting = async (): Promise<string[]> =>
      (await server.control<{ readonly fault: string }[]>('GET', 'faults')).map(({ fault }) => fault);
    await expect.poll(waiting).toEqual(faults);
    await view.waitForRow('any request: status:503', 'once');
    await window.screenshot('emulator-faults-light');
    await window.runCommand('Preferences: Toggle between Light/Dark Themes');
    await page.locator('.monaco-workbench.vs-dark').waitFor();
    await goToRow(window, 'any request: html502');
    await window.screenshot('emulator-faults-dark');
    await page.keyboard.press('Delete');
    await expect.poll(waiting).toEqual(faults.filter((fault) => fault !== 'html502'));
    await view.waitForRow('Faults', String(faults.length - 1));
    await runFromMenu(window, 'any request: reset', 'Remove Fault');
    await expect.poll(waiting).not.toContain('reset');
    await server.removeFaults();
    await view.waitForRow('Faults', 'none wait');

    // A request that was seen fails the next time; the email that the answer speaks of arrives.
    await goToRow(window, 'Requests');
    await page.keyboard.press('ArrowRight');
    await view.waitForRow('getCurrentUser');
    await failNextAnswer(window, 'getCurrentUser', 'newLocation', 'getCurrentUser');
    await runFromMenu(window, 'Plain User', 'Sign In at the Emulator…');
    await notifications.waitFor('refused as one from somewhere new. Open the link under Emails');
    await window.screenshot('emulator-new-location-dark');
    await goToRow(window, 'Requests');
    await page.keyboard.press('ArrowLeft');
    await view.waitForRow('Emails', '2');
    const { subject = '' } = (await server.mailbox()).at(-1) ?? {};
    const [opened] = await Promise.all([page.context().waitForEvent('page'), runFromMenu(window, subject, 'Open Link')]);
    await opened.waitForLoadState();
    await opened.close();
    await runFromMenu(window, 'Plain User', 'Sign In at the Emulator…');
    await view.waitForRow(signedIn('Plain User'), /valid/);

    await goToRow(window, 'Network');
    await page.keyboard.press('Enter');
    await answerPick(window, /until you are back/, 'elsewhere');
    await view.waitForRow('Network', 'elsewhere');
    await goToRow(window, 'Clock');
    await page.keyboard.press('Enter');
    await answerPick(window, /goes back only when/, '31 days');
    await view.waitForRow('Clock', '31 days ahead');

    const program = new WebSocket(`${server.origin.replace('http', 'ws')}/?authToken=${await newToken(server)}`, {
      headers: fromHome,
    });
    onTestFinished(() => program.terminate());
    await view.waitForRow('Events', '1 connection');
    await goToRow(window, 'Events');
    await page.keyboard.press('Enter');
    const frame = once(program, 'message');
    await answerPick(window, 'Every program that listens gets it.', 'friend-offline');
    expect(String(await frame)).toContain('friend-offline');

    await goToRow(window, emulatorRow);
    await window.screenshot('emulator-dark');
    await runFromMenu(window, emulatorRow, 'Expire All Sessions');
    await expect.poll(async () => (await server.state()).accounts.flatMap(({ sessions }) => sessions)).toEqual([]);
    await window.changeSettings({ 'vrchatAuth.privacyMode': true });
    await goToRow(window, emulatorRow);
    for (const name of ['Account 1', 'Account 2', 'Account 3']) await view.waitForRow(name, /until|code by email|password only/);
    const rows = await view.rows();
    const shown = rows.slice(rows.findIndex(({ label }) => label === emulatorRow));
    expect(JSON.stringify(shown)).not.toMatch(/DevUser|MailUser|Plain User/);
    await window.screenshot('emulator-private-dark');

    await runFromMenu(window, emulatorRow, 'Reset Local API Emulator');
    await window.dialog.press('Reset');
    await view.waitForRow('Clock', 'same as this machine’s');
    await expect.poll(() => server.mailbox()).toEqual([]);

    // Stopped, it stays in sight of those who have used it.
    await runFromMenu(window, emulatorRow, 'Stop Local API Emulator');
    await view.waitForRow(emulatorRow, 'not running');
    expect(await window.offersCommand('VRChat Emulator: Expire All Sessions')).toBe(false);
    await runFromMenu(window, emulatorRow, 'Start Local API Emulator');
    await view.waitForRow(emulatorRow, /^127\.0\.0\.1:\d+$/);
  });
});

/** Signs in to an account without two-factor authentication, as a program does. @returns its token */
async function newToken({ address }: EmulatorControl): Promise<string> {
  const authorization = `Basic ${Buffer.from('plainuser:plain-user-password').toString('base64')}`;
  const { headers: answer } = await fetch(`${address}/auth/user`, { headers: { ...fromHome, Authorization: authorization } });
  return /auth=([^;]+)/.exec(answer.getSetCookie().join())?.[1] ?? '';
}
