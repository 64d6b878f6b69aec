import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { AccountSeed } from '../../src/emulator/accountSeed.ts';
import { useClock } from './clock.ts';
import { comeBack } from './focus.ts';
import { startFromMenus, type RowMenu } from './treeKeys.ts';
import { acceptChoice, answerRemember, everyCase, typeCredentials, useVSCode } from './stage.ts';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';

const common = { password: 'a long password', twoFactor: 'none' } as const;
const newcomer: AccountSeed = {
  ...common,
  username: 'newcomer',
  email: 'new.comer@example.org',
  displayName: 'New Comer',
  emailVerified: false,
};
const veteran: AccountSeed = {
  ...common,
  username: 'veteran',
  email: 'veteran@example.org',
  displayName: 'Old Fox',
  acceptedTOSVersion: 8,
};

const wanderer: AccountSeed = {
  username: 'wanderer',
  email: 'far.star@example.org',
  password: 'a long password',
  displayName: 'Far Star',
  twoFactor: 'totp',
  emailVerified: false,
  acceptedTOSVersion: 8,
  usesGeneratedPassword: true,
};

async function signInAs(window: WorkbenchWindow, account: AccountSeed): Promise<void> {
  await window.runCommand('VRChat Auth: Sign In');
  await typeCredentials(window, account);
  await answerRemember(window);
  await window.view().waitForRow(account.displayName, /valid/);
}

/** Goes through the rows of Far Star with the keyboard alone: each opens, copies or expands, and asks nothing of the network. */
async function walkByKeyboard(window: WorkbenchWindow): Promise<void> {
  const { keyboard } = window.page;
  const focused = window.view().locator.locator('.monaco-list-row.focused .label-name');
  const goTo = async (label: string): Promise<void> => {
    await keyboard.press('Home');
    for (let step = 0; (await focused.innerText()) !== label; step++) {
      expect(step, `${label} is reached with the arrow keys`).toBeLessThan(40);
      await keyboard.press('ArrowDown');
    }
  };
  await window.runCommand('VRChat Auth: Focus on Accounts View');
  await goTo('Two-factor');
  await keyboard.press('Enter');
  await window.view().waitForRow('Recovery codes');
  await goTo('Details');
  await keyboard.press('Enter');
  await window.view().waitForRow('Signed in');
  await goTo('Signed in');
  await keyboard.press('Enter');
  await expect.poll(() => window.clipboard()).toMatch(/\d/);
  await goTo('Auth cookie');
  await keyboard.press('Enter');
  await window.quickInput.waitForTitle(/Copy .*Session As…/);
  await window.quickInput.cancel();
  await goTo('Profile');
  await keyboard.press('ArrowRight');
  await window.view().waitForRow('User ID');
  await goTo('User ID');
  await keyboard.press('Enter');
  await expect.poll(() => window.clipboard()).toMatch(/^usr_/);
  await goTo('Terms changed');
  await keyboard.press('Enter');
  expect(await window.dialog.text()).toContain('https://vrchat.com/home/tosupdated');
  await window.dialog.press('Cancel');

  // Delete signs out, after a question.
  await window.runCommand('VRChat Auth: Focus on Accounts View');
  await goTo('Far Star');
  await keyboard.press('Delete');
  expect(await window.dialog.text()).toContain('Sign out');
  await window.dialog.press('Cancel');
}

/** What Far Star's rows offer beside what Enter does. */
const menus: readonly RowMenu[] = [
  [
    'Far Star',
    [
      'Verify Session',
      'Use in This Project…',
      'Copy Session As…',
      'Use Session in Terminals and Debugging',
      'Write Session to .env…',
      'Start Session Gateway',
      'Export Account…',
      'Refresh Profile',
      'Sign Out',
      'Forget Account',
    ],
  ],
  [
    'Two-factor',
    [
      'Show Recovery Codes',
      'Renew Two-Factor Trust',
      'Store Authenticator Secret',
      'Open Account Page on vrchat.com',
      'Turn Off Two-Factor',
    ],
  ],
  ['One-time code', ['Store Authenticator Secret']],
  ['Recovery codes', ['Show Recovery Codes']],
  ['Email not verified', ['Confirm Email with Link', 'Resend Email Confirmation']],
  ['Terms changed', ['Open Terms of Service on vrchat.com']],
  ['Trust expires', ['Renew Two-Factor Trust']],
  ['Password generated', ['Open Account Page on vrchat.com']],
  ['Details', ['Verify Session', 'Diagnose']],
  ['Auth cookie', ['Copy Session As…']],
  ['Last check', ['Verify Session', 'Copy']],
  ['Signed in', ['Copy']],
  [
    'Profile',
    [
      'Refresh Profile',
      'Check Name or Email Availability',
      'Resend Email Confirmation',
      'Open Account Page on vrchat.com',
      'Delete Account',
    ],
  ],
  ['User ID', ['Copy']],
  ['Programs', ['Use Session in Terminals and Debugging', 'Write Session to .env…']],
];

/** Copy, link and move, the effects that browsers and email programs allow for a link. */
const anyOperation = 1 | 2 | 16;

/** Drops a link as an email program or another browser window would. */
async function drop({ page }: WorkbenchWindow, target: Locator, link: string): Promise<void> {
  const { x, y, width, height } = (await target.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const devTools = await page.context().newCDPSession(page);
  const data = {
    items: [
      { mimeType: 'text/uri-list', data: link },
      { mimeType: 'text/plain', data: link },
    ],
    dragOperationsMask: anyOperation,
  };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devTools.send('Input.dispatchDragEvent', { type, x: x + width / 2, y: y + height / 2, data });
  }
  await devTools.detach();
}

describe('the user', () => {
  const clock = useClock();
  const stage = useVSCode('newest', { env: clock.env }, { accounts: [newcomer, veteran, wanderer], now: clock.now });
  const open = () => stage.freshWindow({ viewport: { width: 1280, height: 900 } });

  it('confirms an email address with its link, and continues a sign-in from a new location', async () => {
    const { server } = stage;
    const window = await open();
    await server.fault('getCurrentUser', 'newLocation', 1);
    await window.runCommand('VRChat Auth: Sign In');
    await typeCredentials(window, newcomer);
    await window.quickInput.waitForMessage('this sign-in comes from a new location');
    await window.screenshot('new-location-link');
    await window.quickInput.button('Paste the link from the email');
    await window.quickInput.waitForTitle('Confirm New Sign-In Location with Link');
    const place = await server.mailedLink();
    await window.quickInput.type(place.replace(/^http:\/\/[^/]+/, 'https://vrchat.com.evil.org'));
    await window.quickInput.accept();
    await window.quickInput.waitForMessage('This link goes to vrchat.com.evil.org, not VRChat');
    await window.screenshot('link-of-another-host');
    await window.quickInput.type(`Open <${place.replaceAll('&', '&amp;')}> and log in again.`);
    await window.quickInput.accept();
    await window.view().waitForRow('New Comer', /valid/);
    expect(await server.requests()).toEqual(['getCurrentUser', 'verifyLoginPlace', 'getCurrentUser']);

    await window.view().waitForRow('Needs attention', '1');
    await window.badge('VRChat Auth', '1').waitFor();
    await window.view().pressRowAction('Email not verified', 'Resend Email Confirmation');
    await acceptChoice(window, 'Resend Email Confirmation');
    await window.notifications.press('a confirmation email', 'Confirm Email with Link');
    await window.quickInput.waitForTitle('Confirm Email with Link');
    const link = await server.mailedLink();
    await window.quickInput.type('https://u1.ct.sendgrid.net/ls/click?upn=u001');
    await window.quickInput.accept();
    await window.quickInput.waitForMessage('open it from the email itself');
    await window.quickInput.type(`https://nam02.safelinks.protection.outlook.com/?url=${encodeURIComponent(link)}&data=05`);
    await window.quickInput.accept();
    await window.notifications.waitFor('Email address of New Comer verified');
    await window.view().row('Needs attention').waitFor({ state: 'hidden' });
    await window.badge('VRChat Auth', '1').waitFor({ state: 'hidden' });
    await window.view().pressRowAction('Two-factor', 'Dismiss Suggestion');
    await window.view().waitForRow('Two-factor', 'code by email');

    await window.view().expand('Details');

    await window.view().expand('Profile');
    await window.view().waitForRow('Email', 'n********@example.org');
    await window.view().waitForRow('Email verified', 'yes');
    await window.view().pressRowAction('User ID', 'Copy');
    const { userId } = await server.account('newcomer');
    await expect.poll(() => window.clipboard()).toBe(userId);

    // The same link again, now used up, and dropped on the view while VRChat is down.
    await server.fault('confirmEmail', 'status:500', 1);
    await drop(window, window.view().row('New Comer'), link);
    await window.notifications.press('VRChat is having problems', 'Try Again');
    await window.notifications.waitFor('VRChat rejected this link');
  });

  it('continues a sign-in whose link an email scanner has opened before, and sees that a link is used up', async () => {
    const { server } = stage;
    const window = await open();
    const { quickInput } = window;
    const paste = async (link: string): Promise<void> => {
      await quickInput.button('Paste the link from the email');
      await quickInput.waitForTitle('Confirm New Sign-In Location with Link');
      await fetch(link, { redirect: 'manual', headers: { 'user-agent': 'EmailScanner/1.0' } });
      await quickInput.type(link);
      await quickInput.accept();
    };
    await server.fault('getCurrentUser', 'newLocation', 2);
    await window.runCommand('VRChat Auth: Sign In');
    await typeCredentials(window, newcomer);
    await quickInput.waitForMessage('this sign-in comes from a new location');
    await paste(await server.mailedLink());
    // It was tried, and VRChat wants another link.
    await quickInput.waitForPlaceholder('Password');
    await quickInput.waitForMessage('this sign-in comes from a new location');
    const link = await server.mailedLink();
    await paste(link);
    await window.view().waitForRow('New Comer', /valid/);
    const tried = ['getCurrentUser', 'verifyLoginPlace', 'verifyLoginPlace'];
    expect(await server.requests()).toEqual([...tried, ...tried, 'getCurrentUser']);

    await window.runCommand('VRChat Auth: Confirm New Sign-In Location with Link');
    await quickInput.waitForTitle('Confirm New Sign-In Location with Link');
    await quickInput.type(link);
    await quickInput.accept();
    await window.notifications.waitFor('VRChat rejected this link: it was already used');
  });

  it('checks whether a name is taken, available or not allowed, without the account’s own name', async () => {
    const window = await open();
    await signInAs(window, veteran);
    await window.runCommand('VRChat Auth: Check Name or Email Availability');
    await window.quickInput.pick('Display name');
    for (const [typed, said] of [
      ['New Comer', '“New Comer” is taken.'],
      ['Somebody Else', '“Somebody Else” is available.'],
      ['xy', 'doesn’t allow it as a name'],
      ['Old Fox', '“Old Fox” is already yours.'],
    ] as const) {
      await window.quickInput.waitForPlaceholder('Display name');
      await window.quickInput.type(typed);
      await window.quickInput.accept();
      await window.quickInput.waitForMessage(said);
    }
    await window.screenshot('availability');
    await window.quickInput.cancel();
    await window.runCommand('VRChat Auth: Check Name or Email Availability');
    await window.quickInput.pick('Email address');
    await window.quickInput.waitForPlaceholder('Email address');
    await window.quickInput.type('new.comer@example.org');
    await window.quickInput.accept();
    await window.quickInput.waitForMessage('is taken');
    await window.quickInput.cancel();
  });

  it('deletes an account, which then makes no request, and cancels the deletion', async () => {
    const { server } = stage;
    const window = await open();
    const deletionAt = async () => (await server.account('veteran')).deletionAt;
    await signInAs(window, veteran);
    await window.runCommand('VRChat Auth: Delete Account');
    const text = await window.dialog.text();
    for (const fact of ['14 days', 'VRC+ ends immediately', 'cancels the deletion']) expect(text).toContain(fact);
    await window.screenshot('delete-account');
    await window.dialog.press('Delete…');
    await window.quickInput.waitForMessage('Enter the display name “Old Fox”');
    await window.quickInput.type('old fox');
    await window.quickInput.accept();
    await window.quickInput.waitForMessage('This is not the account’s display name');
    await window.quickInput.type('Old Fox');
    await window.quickInput.accept();
    await window.notifications.waitFor('VRChat will delete Old Fox on');
    expect(await window.notifications.buttons('VRChat will delete Old Fox on')).toEqual(['Cancel Deletion']);
    await window.view().waitForRow('Deletion scheduled');
    expect(await deletionAt()).not.toBeNull();
    await window.screenshot('deletion-scheduled');

    await window.reload();
    await window.openView('VRChat Auth');
    await window.runCommand('VRChat Auth: Resend Email Confirmation');
    await acceptChoice(window, 'Resend Email Confirmation');
    await window.notifications.waitFor('Any request cancels the deletion');
    expect((await server.requests()).at(-1)).toBe('deleteUser');
    await window.view().pressRowAction('Deletion scheduled', 'Cancel Deletion');
    await acceptChoice(window, 'Cancel Deletion');
    await window.notifications.waitFor('Canceled the deletion of Old Fox');
    expect(await deletionAt()).toBeNull();
    await window.view().row('Deletion scheduled').waitFor({ state: 'hidden' });
    expect(await window.offersCommand('VRChat Auth: Cancel Deletion')).toBe(false);
  });

  it('sees what needs attention, each with a fix', async () => {
    const { server } = stage;
    const window = await open();
    await window.runCommand('VRChat Auth: Sign In');
    await typeCredentials(window, wanderer);
    await window.quickInput.waitForPlaceholder('123456');
    await window.quickInput.type(await server.authenticatorCode('wanderer'));
    await window.quickInput.accept();
    await answerRemember(window);
    await window.view().waitForRow('Far Star', /valid/);
    await window.notifications.waitFor('Signed in as Far Star.');
    await window.notifications.closeAll();
    await window.view().waitForRow('Needs attention', '2');

    // The first check of a day also reads the terms; later checks that day do not.
    const asked = async (operation: string) => (await server.requests()).filter((candidate) => candidate === operation).length;
    expect(await asked('getConfig')).toBe(0);
    clock.advance({ days: 27.5 });
    await comeBack(window);
    await window.view().waitForRow('Needs attention', '4');
    await window.badge('VRChat Auth', '4').waitFor();
    clock.advance({ minutes: 20 });
    await comeBack(window);
    await expect.poll(() => asked('verifyAuthToken')).toBe(2);
    await window.runCommand('VRChat Auth: Refresh Profile');
    await expect.poll(() => asked('getCurrentUser')).toBe(3);
    expect(await asked('getConfig')).toBe(1);
    await window.view().waitForRow('Far Star', /valid/);
    await window.screenshot('needs-attention');
    const rows = await window.view().rows();
    const first = rows.findIndex(({ label }) => label === 'Needs attention') + 1;
    expect(rows.slice(first, first + 4).map(({ label, description }) => [label, description])).toEqual([
      ['Email not verified', 'check email'],
      ['Terms changed', 'accept terms'],
      ['Trust expires', 'in 2 days'],
      ['Password generated', 'change it'],
    ]);
    for (const [row, page] of [
      ['Terms changed', 'tosupdated'],
      ['Password generated', 'profile'],
    ] as const) {
      await window.view().row(row).click();
      expect(await window.dialog.text()).toContain(`https://vrchat.com/home/${page}`);
      await window.dialog.press('Cancel');
    }

    await walkByKeyboard(window);
    await startFromMenus(window, everyCase ? menus : menus.slice(0, 1), () => server.requests());

    await window.view().row('Trust expires').click();
    await window.quickInput.waitForMessage('VRChat requires a code to keep this machine trusted.');
    await window.screenshot('renew-trust');
    await window.quickInput.type(await server.authenticatorCode('wanderer'));
    await window.quickInput.accept();
    await window.notifications.waitFor('VRChat trusts this machine for Far Star until');
    await window.view().waitForRow('Needs attention', '3');
    await window.badge('VRChat Auth', '3').waitFor();
    await window.view().waitForRow('Two-factor', /^app · trusted \d+ days/);
    expect((await server.requests()).at(-1)).toBe('verify2FA');
    expect(await server.logins('wanderer')).toBe(1);
  });

  it('learns why accounts are created on vrchat.com only', async () => {
    const window = await open();
    await window.runCommand('VRChat Auth: Register on vrchat.com');
    expect(await window.dialog.text()).toContain('Terms of Service (§13.2) don’t allow programs');
    await window.screenshot('register');
    await window.dialog.press('Open vrchat.com');
    await expect.poll(() => window.dialog.text()).toContain('https://vrchat.com/home/register');
    await window.dialog.press('Cancel');
  });
});
