import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../host/repository.ts';
import { signIn, useVSCode } from './stage.ts';

describe('another extension', () => {
  // A window takes one extension from its sources; the other one is installed.
  const dataDir = mkdtempSync(join(tmpdir(), 'with-consumer-'));
  cpSync(join(repositoryRoot, 'test', 'consumer'), join(dataDir, 'extensions', 'vrchat-auth-tests.session-consumer-0.0.1'), { recursive: true });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
  const stage = useVSCode('newest', { dataDir });

  it('gets the session with consent only, hears of its renewal and its end, and of a second account', async () => {
    const window = await stage.openWindow(await stage.openBrowser());
    const { dialog, quickInput } = window;
    const status = window.statusBarItem('sessionConsumer.status');
    const useAccount = async (name: string): Promise<void> => {
      await dialog.press('Allow');
      await quickInput.waitForTitle("The extension 'Session Consumer' wants to access a VRChat account");
      await quickInput.locator.locator('.quick-input-list .monaco-list-row', { hasText: `${name} (` }).click();
    };
    /** What it has now, and how many changes it has heard of. VS Code tells it of changed consents, too. */
    const look = async (): Promise<{ account: string; token: string; events: number }> => {
      await window.runCommand('Session Consumer: Look Silently');
      await status.waitForText(/^seen: /);
      const [, account = '', token = '', events] = /^seen: (.+ \([\da-f]{6}\)) ([\da-f]{8}), (\d+) events$/.exec(await status.text()) ?? [];
      return { account, token, events: Number(events) };
    };
    await signIn(window, stage.server, 'DevUser');
    await window.runCommand('Session Consumer: Look Silently');
    await status.waitForText('seen: no session, 1 events');

    await window.runCommand('Session Consumer: Use VRChat Session');
    expect(await dialog.text()).toContain("The extension 'Session Consumer' wants to sign in using VRChat.");
    await window.screenshot('consumer-consent');
    await dialog.press('Cancel');
    await status.waitForText('used: User did not consent');
    await window.runCommand('Session Consumer: Look Silently');
    await status.waitForText('seen: no session');

    const before = (await stage.server.requests()).length;
    await window.runCommand('Session Consumer: Use VRChat Session');
    await useAccount('DevUser');
    await status.waitForText(/: DevUser \([\da-f]{6}\) [\da-f]{8}, /);
    const first = await look();
    expect((await stage.server.requests()).length, 'asking costs no request').toBe(before);

    await window.runCommand('VRChat Auth: Verify Session');
    await expect.poll(() => stage.server.requests()).toHaveLength(before + 1);
    expect(await look(), 'a session that is still the same is no news').toEqual(first);

    await stage.server.fault('verifyAuthToken', 'rotateSession', 1);
    await window.runCommand('VRChat Auth: Verify Session');
    await status.waitForText('changed: DevUser');
    const renewed = await look();
    expect(renewed).toEqual({ account: first.account, token: expect.not.stringMatching(first.token) as string, events: first.events + 1 });

    await signIn(window, stage.server, 'plainuser');
    await status.waitForText(`, ${renewed.events + 1} events`);
    await window.runCommand('Session Consumer: Add VRChat Account');
    await useAccount('Plain User');
    await status.waitForText(/: Plain User \([\da-f]{6}\) [\da-f]{8}, /);
    const second = await look();
    expect(second.account).not.toBe(first.account);

    await window.view().pressRowAction('Plain User', 'Sign Out');
    await status.waitForText(`, ${second.events + 1} events`);
  });
});
