import { describe, expect, it } from 'vitest';
import { useClock } from '../workbench/clock.ts';
import { comeBack } from '../workbench/focus.ts';
import { demo, signIn, typeCredentials, useVSCode } from '../workbench/stage.ts';

const status = 'vrchatAuth.status';

describe('an extension host that is killed', () => {
  const clock = useClock();
  const stage = useVSCode('newest', { env: clock.env }, { now: clock.now });

  it('keeps the sign-in, before and after the code', async () => {
    const window = await stage.freshWindow();
    await window.runCommand('VRChat Auth: Sign In');
    await typeCredentials(window, demo('DevUser'));
    await window.quickInput.waitForPlaceholder('123456');
    stage.vscode.killExtensionHosts();
    await window.reload();
    await window.statusBarItem(status).waitForText('DevUser: 2FA code');

    // The code is accepted, and the host is killed before it knows the user.
    await stage.server.fault('getCurrentUser', 'timeout');
    await window.statusBarItem(status).click();
    await window.quickInput.waitForPlaceholder('123456');
    await window.quickInput.type(await stage.server.authenticatorCode('DevUser'));
    await window.quickInput.accept();
    await expect.poll(() => stage.server.requests()).toEqual(['getCurrentUser', 'verify2FA', 'getCurrentUser']);
    stage.vscode.killExtensionHosts();
    await stage.server.removeFaults();
    await window.reload();
    await window.statusBarItem(status).click();
    await window.openView('VRChat Auth');
    await window.view().waitForRow('DevUser', /valid/);
    expect(await stage.server.logins('DevUser')).toBe(1);
  });

  it('keeps the renewal at each of its steps, without a second login', async () => {
    const window = await stage.freshWindow();
    const item = window.statusBarItem(status);
    await signIn(window, stage.server, 'DevUser', 'Remember password');

    let renewalBegan = 0;
    const isLastRequest = (operation: string) =>
      expect
        .poll(async () => (await stage.server.requests()).slice(renewalBegan).findLast((asked) => asked !== 'getConfig'), {
          timeout: 15_000,
        })
        .toBe(operation);
    /** A month later the session and the trust have expired. Kills the window once the renewal has reached this step. */
    const dieDuringRenewal = async (untilThen: () => Promise<void>): Promise<void> => {
      // Set up first, because the check can start as soon as the clock has moved.
      await stage.server.fault('verifyAuthToken', 'expireSessions', 1);
      renewalBegan = (await stage.server.requests()).length;
      clock.advance({ days: 31 });
      await comeBack(window);
      await untilThen();
      stage.vscode.killExtensionHosts();
      await stage.server.removeFaults();
      await window.reload();
      await window.openView('VRChat Auth');
      await item.waitForText('DevUser: ');
    };
    const typeCode = async (): Promise<void> => {
      await item.click();
      await window.quickInput.waitForPlaceholder('123456');
      await window.quickInput.type(await stage.server.authenticatorCode('DevUser'));
      await window.quickInput.accept();
    };
    const isValid = () => expect.poll(() => item.text(), { timeout: 15_000 }).toBe('DevUser · LOCAL');

    // Between the login and the code, which the user has to enter.
    await dieDuringRenewal(() => item.waitForText('DevUser: 2FA code'));
    await window.view().waitForRow('DevUser', /2FA code/);
    await window.screenshot('renewal-needs-code');
    await typeCode();
    await isValid();
    expect(await stage.server.logins('DevUser')).toBe(2);

    await window.runCommand('VRChat Auth: Store Authenticator Secret');
    await window.quickInput.waitForTitle('Store Authenticator Secret');
    await window.quickInput.type(demo('DevUser').totpSecret ?? '');
    await window.quickInput.accept();
    await window.notifications.waitFor('Stored.');

    // While the code is being sent.
    await stage.server.fault('verify2FA', 'timeout');
    await dieDuringRenewal(() => isLastRequest('verify2FA'));
    await item.waitForText('DevUser: 2FA code');
    await typeCode();
    await isValid();
    expect(await stage.server.logins('DevUser')).toBe(3);

    // After the code, before the user is known.
    await stage.server.fault('verify2FA', 'slow:1500');
    await dieDuringRenewal(async () => {
      await isLastRequest('verify2FA');
      await stage.server.fault('getCurrentUser', 'timeout');
      await isLastRequest('getCurrentUser');
    });
    await item.click();
    await isValid();
    expect(await stage.server.logins('DevUser')).toBe(4);

    // During the login: it had no result, and is not repeated immediately.
    await stage.server.fault('getCurrentUser', 'timeout');
    await dieDuringRenewal(() => isLastRequest('getCurrentUser'));
    await item.waitForText('DevUser: expired');
    const before = await stage.server.requests();
    await comeBack(window);
    await window.view().waitForRow('DevUser', /expired/);
    expect(await stage.server.requests()).toEqual(before);
    clock.advance({ minutes: 20 });
    await comeBack(window);
    await isValid();
    expect(await stage.server.logins('DevUser')).toBe(5);
  });
});
