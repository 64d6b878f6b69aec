import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { showHover, type Surroundings } from './surfaceWalk.ts';

/** What a program can get, and a program that is copied. */
export async function showCopying({ window, walk, extension: { say, manifest } }: Surroundings): Promise<void> {
  const { quickInput } = window;
  const firstRow = quickInput.locator.locator('.monaco-list-row').first();
  await walk.run('useInProject');
  await firstRow.waitFor();
  await walk.look('use-in-project');
  await quickInput.cancel();
  await window.view().pressRowAction('DevUser', manifest('command.copySessionAs'));
  await quickInput.waitForTitle(say('Copy {0}’s Session As…', 'DevUser'));
  await firstRow.waitFor();
  await walk.look('copy-through-gateway');
  await walk.pick('With the session’s cookies…');
  await walk.asked('Choose a format');
  await walk.look('copy-formats');
  await walk.answer('JavaScript');
  await walk.asked('MyTool/1.0 (me@my-site.org)');
  await walk.answer('nothing');
  await quickInput.locator.locator('.monaco-inputbox.error').waitFor();
  await walk.look('program-name');
  await walk.answer('my-vrchat-bot/1.0 (me@my-site.org)');
  await walk.asked('How should the code get the session?');
  await firstRow.waitFor();
  await walk.look('where-the-secret-comes-from');
  await quickInput.accept();
  await walk.asked('Where should the code go?');
  await firstRow.waitFor();
  await walk.look('where-the-code-goes');
  await quickInput.accept();
  await window.notifications.find(/./).waitFor();
  await walk.look('copied');
}

/** What is asked before a program gets a session, and what is listed then. */
export async function showPrograms({ window, walk, folder, extension: { say, manifest } }: Surroundings): Promise<void> {
  const { page, quickInput, notifications, dialog } = window;
  const view = window.view();
  const firstRow = quickInput.locator.locator('.monaco-list-row').first();
  await walk.run('useInTerminals');
  await walk.asked('How do programs get to VRChat?');
  await firstRow.waitFor();
  await walk.look('carrier');
  await walk.pick('With the session’s cookies');
  await walk.question('consent-cookies', say('Allow'));
  await notifications.find(/./).waitFor();
  await walk.look('used-in-terminals');
  await notifications.closeAll();

  await writeFile(join(folder, '.env'), 'A=1\n');
  await walk.run('writeEnvironmentFile');
  await quickInput.pick('.env');
  await walk.pick('With the session’s cookies');
  await dialog.text();
  await walk.look('env-preview');
  await page.keyboard.press('Enter');
  await dialog.waitClosed();
  await notifications.press(/\.env/, say('Open File'));
  await page.locator('.editor-instance .codelens-decoration').first().waitFor();
  await walk.look('env-written');
  await notifications.closeAll();

  await walk.run('startGateway');
  await walk.question('consent-gateway', say('Allow'));
  await notifications.press(/127\.0\.0\.1:\d+/, say('Copy Address'));
  await expect.poll(() => window.clipboard()).toMatch(/^http.+\/api\/1$/);
  const api = await window.clipboard();
  await fetch(`${api}/auth/user`);
  await fetch(`${api}/logout`, { method: 'PUT' });
  await fetch(`${api}/no/such/path`);
  const requests = window.view(manifest('view.requests'));
  await requests.waitForRow('PUT /logout');
  await requests.expand('PUT /logout');
  await view.expand(say('Programs'));
  await walk.look('programs-and-requests');
  await view.collapse(say('Programs'));
  await walk.run('revokeAccess');
  await firstRow.waitFor();
  await walk.look('revoke');
  await quickInput.cancel();
  await walk.runOn('signOut', 'DevUser');
  await walk.question('sign-out', 'Cancel');
  await walk.run('stopGateway');
  await walk.question('stop-gateway', say('Stop'));
}

/** The states in which a session doesn't work, each with what is said of it, and privacy mode. */
export async function showTroubles({ window, walk, server, extension: { say, manifest } }: Surroundings): Promise<void> {
  const { page, quickInput, notifications } = window;
  const view = window.view();
  const verify = manifest('command.verifySession');
  const problem = page.locator('.notifications-toasts .codicon-warning, .notifications-toasts .codicon-error').first();
  await view.pressRowAction('MailUser', manifest('command.discardSignIn'));
  await quickInput.locator.locator('.monaco-list-row.focused').first().waitFor();
  await walk.look('discard');
  await quickInput.accept();
  await view.row('MailUser').waitFor({ state: 'hidden' });
  for (const fault of ['status:503', 'reset', 'vpnBlocked', 'moderated', 'rateLimit:600'] as const) {
    await server.fault('verifyAuthToken', fault);
    await view.pressRowAction('Plain User', verify);
    await problem.waitFor();
    await walk.look(`trouble-${fault.replace(':', '-')}`);
    await notifications.closeAll();
    await problem.waitFor({ state: 'hidden' });
    await server.removeFaults();
  }
  await server.fault('verifyAuthToken', 'expireSessions', 1);
  await view.pressRowAction('DevUser', verify);
  await view.waitForRow('DevUser', say('expired'));
  await problem.waitFor();
  await walk.look('expired');
  await notifications.closeAll();
  await showHover(window, say('More…'));
  await walk.look('expired-hover');
  await page.mouse.move(640, 300);
  await window.changeSettings({ 'vrchatAuth.privacyMode': true });
  await view.waitForRow(say('Account {0}', '1'));
  await view.waitForRow(say('Account {0}', '2'));
  await view.expand(say('Account {0}', '1'));
  await walk.look('privacy-mode');
  await walk.run('signOut');
  await quickInput.locator.locator('.monaco-list-row').first().click();
  await walk.question('privacy-mode-question', 'Cancel');
  await window.changeSettings({ 'vrchatAuth.privacyMode': false });
  await view.waitForRow('DevUser');
}

/** The local emulator, with a fault that waits. */
export async function showEmulator({ window, walk, extension: { say } }: Surroundings): Promise<void> {
  const { quickInput, notifications } = window;
  const view = window.view();
  const category = 'VRChat Emulator';
  await walk.run('tryEmulator');
  await walk.question('try-emulator', say('Try It'));
  await view.waitForRow(`DevUser · ${say('emulator')}`, say('valid'));
  await notifications.find(/./).waitFor();
  await walk.look('emulator-signed-in');
  await notifications.closeAll();
  await walk.run('failNextAnswer', category);
  await walk.asked('Which request is to fail?');
  await walk.look('which-request');
  await walk.pick('any request');
  await quickInput.locator.locator('.monaco-list-row', { hasText: 'html502' }).first().waitFor();
  await walk.look('which-fault');
  await quickInput.pick('html502');
  await quickInput.locator
    .locator('.monaco-list-row', { hasText: say('Until Removed') })
    .first()
    .waitFor();
  await walk.look('how-often');
  await walk.pick('Until Removed');
  await view.expand(say('Faults'));
  await walk.look('emulator');
  await walk.run('advanceClock', category);
  await quickInput.locator.locator('.monaco-list-row').first().waitFor();
  await walk.look('clock');
  await quickInput.cancel();
  await walk.run('resetEmulator', category);
  await walk.question('reset-emulator', 'Cancel');
}

/** The report of Diagnose, which is English for bug reports, and the settings. */
export async function showPages({ window, walk, extension: { manifest } }: Surroundings): Promise<void> {
  const { page } = window;
  await walk.run('diagnose');
  await page.locator('iframe.webview.ready').contentFrame().locator('iframe#active-frame').contentFrame().locator('h1').waitFor();
  await walk.look('diagnosis');
  await window.tidy();
  await window.runCommand('Preferences: Open Settings (UI)');
  await page.locator('.settings-editor .suggest-input-container .view-lines').click();
  await page.keyboard.type('@ext:vrchat-auth.vrchat-auth');
  await page.locator('.settings-editor').getByText(manifest('setting.privacyMode').slice(0, 12)).first().waitFor();
  await walk.look('settings');
}
