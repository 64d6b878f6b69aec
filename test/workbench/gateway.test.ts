import { spawn } from 'node:child_process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { repositoryRoot } from '../host/repository.ts';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';
import { colorThemes, nameProgram, signIn, useVSCode } from './stage.ts';

/** Starts the gateway and allows it. @returns the address that is copied */
async function startGateway(window: WorkbenchWindow): Promise<string> {
  await window.runCommand('VRChat Auth: Start Session Gateway');
  await nameProgram(window);
  await window.dialog.press('Allow');
  await window.notifications.press('The session gateway runs at 127.0.0.1:', 'Copy Address');
  await expect.poll(() => window.clipboard()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/api\/1$/);
  return window.clipboard();
}

/** Runs the sample project's bot until it has greeted its user and counted the friends. */
async function runSampleBot(api: string): Promise<void> {
  const bot = spawn(process.execPath, ['samples/javascript/bot.mjs'], {
    cwd: repositoryRoot,
    env: { ...process.env, VRCHAT_API_URL: api },
  });
  onTestFinished(() => void bot.kill());
  let printed = '';
  bot.stdout.on('data', (data: Buffer) => (printed += data.toString()));
  await expect.poll(() => printed).toMatch(/^Signed in as Plain User\n.+friends online: 0\n/);
  bot.kill();
}

const requestsOf = async (window: WorkbenchWindow): Promise<string[]> =>
  (await window.view('Requests').rows()).map(({ label, description }) => `${label} ${description}`.replace(/ · [\d,]+ ms/, ''));

describe('the session gateway', () => {
  const stage = useVSCode('newest');

  it('lends the session to a program that holds no secret, and lists its requests', async () => {
    for (const colorTheme of colorThemes) {
      const window = await stage.freshWindow({ colorTheme, viewport: { width: 1280, height: 900 } });
      const { dialog, notifications } = window;
      await signIn(window, stage.server, 'plainuser');
      await notifications.closeAll();

      await window.runCommand('VRChat Auth: Start Session Gateway');
      await nameProgram(window);
      const question = await dialog.text();
      expect(question).toMatch(/Let programs in “my-vrchat-bot-\w+” work as Plain User \(emulator 127\.0\.0\.1:\d+\)\?/);
      expect(question).toContain('User-Agent: my-vrchat-bot/1.0 (me@my-site.org)');
      await window.screenshot(`gateway-consent-${colorTheme}`);
      await dialog.press('Cancel');
      await dialog.waitClosed();
      expect(await window.offersCommand('VRChat Auth: Stop Session Gateway')).toBe(false);
      await window.runCommand('VRChat Auth: Start Session Gateway');
      await dialog.press('Allow');
      await notifications.press('The session gateway runs at 127.0.0.1:', 'Copy Address');
      await expect.poll(() => window.clipboard()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/api\/1$/);
      const api = await window.clipboard();
      const send = (path: string, method = 'GET'): Promise<Response> => fetch(api + path, { method });

      await runSampleBot(api);
      const { userId } = await stage.server.account('plainuser');
      expect((await send('/logout', 'PUT')).status).toBe(403);
      expect((await send(`/users/${userId}`)).status).toBe(200);
      expect((await send('/no/such/path')).status).toBe(404);
      expect(await stage.server.sessions('plainuser'), 'the program could not sign out').toBe(1);
      await expect
        .poll(() => requestsOf(window))
        .toEqual([
          'GET /no/such/path 404',
          `GET /users/${userId.slice(0, 8)}… 200`,
          'PUT /logout not allowed · 403',
          'GET /auth/user/friends 200',
          'GET /auth/user 200',
        ]);
      const tooltip = async (): Promise<string> => {
        await window.page.mouse.move(640, 300);
        return window.statusBarItem('vrchatAuth.status').tooltip();
      };
      await expect.poll(tooltip, { interval: 500, timeout: 10_000 }).toMatch(/Session\sgateway\s*\d+\sopen\sconnection/);
      await window.screenshot(`requests-${colorTheme}`);

      await window.runCommand('VRChat Auth: Show Only Problems');
      await expect.poll(() => requestsOf(window)).toEqual(['GET /no/such/path 404', 'PUT /logout not allowed · 403']);
      await window.view('Requests').expand('PUT /logout');
      expect((await window.view('Requests').rows()).map(({ label }) => label)).toContain('Programs may not do this');
      await window.screenshot(`requests-problem-${colorTheme}`);
      await window.view('Requests').row('Copy as curl').click();
      await expect.poll(() => window.clipboard()).toBe(`curl -X PUT "${api}/logout"`);
      await window.runCommand('VRChat Auth: Show All Requests');
      await window.runCommand('VRChat Auth: Clear Requests');
      await expect.poll(() => requestsOf(window)).toEqual([]);

      await window.runCommand('VRChat Auth: Stop Session Gateway');
      expect(await dialog.text()).toContain('Session gateway in “my-vrchat-bot-');
      await window.screenshot(`gateway-stop-${colorTheme}`);
      await dialog.press('Stop');
      await expect.poll(async () => (await send('/auth/user')).status).toBe(403);
    }
  });

  it('answers after a reload at the same address, and ends with the session', async () => {
    const window = await stage.freshWindow();
    await signIn(window, stage.server, 'plainuser');
    const api = await startGateway(window);
    const status = (): Promise<number | string> =>
      fetch(`${api}/auth/user`).then(
        (answer) => answer.status,
        () => 'no answer',
      );
    expect(await status()).toBe(200);
    await window.reload();
    await window.view().waitForRow('Plain User', /valid/);
    await expect.poll(status, { timeout: 20_000 }).toBe(200);
    expect(await stage.server.logins('plainuser')).toBe(1);
    await window.runCommand('VRChat Auth: Sign Out');
    expect(await window.dialog.text()).toContain('Session gateway in “my-vrchat-bot-');
    await window.dialog.press('Sign Out');
    await expect.poll(status).toBe(403);
  });
});
