import { execFile } from 'node:child_process';
import { appendFile, chmod, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';
import { demo, nameProgram, signIn, signOut, typeCredentials, useVSCode } from './stage.ts';

const run = promisify(execFile);
const noSession = 'A=1\r\n# mine\r\nNAME="two words"';

describe('a session', () => {
  const stage = useVSCode('newest', { settings: { 'vrchatAuth.clipboardClearSeconds': 3 } });
  const inFolder = (name: string): string => join(stage.folder, name);

  /** Runs a command while nobody is signed in, and signs in where it leads. The command goes on by itself. */
  async function runSignedOut(window: WorkbenchWindow, command: string, username: 'DevUser' | 'plainuser'): Promise<void> {
    const { notifications, quickInput } = window;
    await window.runCommand(command);
    await notifications.press('No VRChat session available. Sign in first.', 'Sign In');
    await typeCredentials(window, demo(username));
    if (username === 'DevUser') {
      await quickInput.waitForPlaceholder('123456');
      await quickInput.type(await stage.server.authenticatorCode('DevUser'));
      await quickInput.accept();
    }
    await quickInput.waitForPlaceholder('Remember the password for');
    await quickInput.pick('Don’t remember');
  }

  it('is copied in the chosen format, and cleared from the clipboard after a while', async () => {
    const window = await stage.freshWindow();
    const { quickInput } = window;
    await writeFile(inFolder('package.json'), '{}');
    onTestFinished(() => rm(inFolder('package.json')));
    await runSignedOut(window, 'VRChat Auth: Copy Session As…', 'DevUser');
    await quickInput.waitForTitle('Copy DevUser’s Session As…');
    await window.screenshot('copy-through-gateway');
    await quickInput.pick('With the session’s cookies…');
    await quickInput.waitForPlaceholder('Choose a format');
    const items = await quickInput.items();
    // The workspace's language comes first, and most of the rest is in sight.
    expect(items.map(({ label }) => label).slice(0, 5)).toEqual(['JavaScript', 'JavaScript', 'Auth cookie', 'Cookie header', '.env lines']);
    expect(items.length).toBeGreaterThan(10);
    expect(await quickInput.locator.innerText()).not.toMatch(/authcookie_[\w-]{5}/);
    await window.screenshot('copy-session-as');
    await quickInput.pick('Cookie header');
    await expect.poll(() => window.clipboard()).toMatch(/^auth=authcookie_[\w-]{36}; twoFactorAuth=eyJ[\w.-]+$/);
    await window.statusBarItem(/Copied Cookie header/).locator.waitFor();
    await expect.poll(() => window.clipboard(), { timeout: 10_000 }).toBe('');

    await window.view().pressRowAction('DevUser', 'Copy Session As…');
    await quickInput.pick('With the session’s cookies…');
    await quickInput.waitForPlaceholder('Choose a format');
    await quickInput.type('Node.js fetch');
    await quickInput.accept();
    await window.screenshot('program-name');
    await nameProgram(window);
    await quickInput.waitForPlaceholder('How should the code get the session?');
    await window.screenshot('copy-session-secrets');
    await quickInput.accept();
    await quickInput.waitForPlaceholder('Where should the code go?');
    expect((await quickInput.items()).map(({ label }) => label)).toEqual(['Copy', 'Open as File']);
    await window.screenshot('copy-session-place');
    await quickInput.accept();
    await window.notifications.waitFor(
      'It reads the session from VRCHAT_AUTH_COOKIE. With the session in .env, it runs with: node --env-file=.env bot.mjs',
    );
    const program = await window.clipboard();
    expect(program).toContain('process.env.VRCHAT_AUTH_COOKIE');
    expect(program).not.toContain('authcookie_');
    await window.screenshot('copied-program');

    // What runs in VS Code sees no variable of a terminal; a file beside it is read, though.
    for (const [source, buttons, place, done] of [
      ['Read the session from the .env file', ['Write to .env…'], 'Open as File', 'Opened .http request as a new file.'],
      ['Read the session from environment variables', [], 'Insert at Cursor', 'Inserted .http request.'],
      ['Read the session from environment variables', [], 'Copy', 'Copied .http request.'],
    ] as const) {
      await window.notifications.closeAll();
      await window.runCommand('VRChat Auth: Copy Session As…');
      await quickInput.pick('With the session’s cookies…');
      await quickInput.waitForPlaceholder('Choose a format');
      await quickInput.type('.http request');
      await quickInput.accept();
      await quickInput.pick(source);
      await quickInput.pick(place);
      await window.notifications.waitFor(done);
      expect(await window.notifications.buttons(done)).toEqual(buttons);
    }
    expect(await window.clipboard()).toContain('{{$processEnv VRCHAT_AUTH_COOKIE}}');

    await window.statusBarItem('vrchatAuth.status').click();
    await quickInput.locator.getByText('Copy Session As…').click();
    await quickInput.pick('With the session’s cookies…');
    await quickInput.waitForPlaceholder('Choose a format');
    await quickInput.type('curl');
    await quickInput.accept();
    await quickInput.pick('Include the session');
    await expect
      .poll(() => window.clipboard())
      .toMatch(/^curl -A '.+' -b 'auth=authcookie_[\w-]{36}; twoFactorAuth=eyJ[\w.-]+' '.+\/auth\/user'\n$/);

    await stage.server.fault('verifyAuthToken', 'expireSessions', 1);
    await window.runCommand('VRChat Auth: Verify Session');
    await window.view().waitForRow('DevUser', /expired/);
    await window.notifications.closeAll();
    await window.runCommand('VRChat Auth: Copy Session As…');
    await quickInput.pick('With the session’s cookies…');
    expect(await window.dialog.text(), 'before anything is copied').toContain('DevUser’s session doesn’t work.');
    expect(await window.notifications.texts(), 'one message').toEqual([]);
    await window.screenshot('copy-dead-session');
    await window.dialog.press('Sign In and Continue');
    await quickInput.waitForPlaceholder('Password');
    await quickInput.type(demo('DevUser').password);
    await quickInput.accept();
    await quickInput.waitForPlaceholder('Remember the password for');
    await quickInput.pick('Don’t remember');
    await quickInput.waitForPlaceholder('Choose a format');
    await quickInput.pick('Auth cookie');
    await expect.poll(() => window.clipboard()).toMatch(/^authcookie_[\w-]{36}$/);
    const { status } = await fetch(`${stage.server.address}/auth`, {
      headers: { 'user-agent': 'Test/1.0 tests@vrchat-auth.org', cookie: `auth=${await window.clipboard()}` },
    });
    expect(status, 'the new session').toBe(200);
  });

  it('is written to a .env file, kept up to date, and removed when it ends', async () => {
    await run('git', ['init', '-q'], { cwd: stage.folder });
    await writeFile(inFolder('.env'), noSession);
    onTestFinished(async () => {
      for (const name of ['.env', '.gitignore', '.git']) await rm(inFolder(name), { recursive: true, force: true });
    });
    const window = await stage.freshWindow();
    const { quickInput, dialog, notifications } = window;
    await signIn(window, stage.server, 'DevUser');

    await window.runCommand('VRChat Auth: Write Session to .env…');
    await quickInput.waitForTitle('Write DevUser’s Session to .env');
    await window.screenshot('write-env-file');
    await quickInput.pick('.env');
    await quickInput.pick('With the session’s cookies');
    await nameProgram(window);
    const text = await dialog.text();
    expect(text).toMatch(/Write the session of DevUser \(emulator 127\.0\.0\.1:\d+\) to \.env\?/);
    expect(text).toMatch(/Folder: my-vrchat-bot-\w+/);
    expect(text).toContain('User-Agent: my-vrchat-bot/1.0 (me@my-site.org)');
    expect(text).toContain('Git would commit it');
    expect(text).toMatch(/\+ VRCHAT_AUTH_COOKIE=authcookie_\w{4}…/);
    expect(text).toContain(`+ VRCHAT_API_URL=${stage.server.address}`);
    await window.screenshot('write-env-summary');
    await dialog.press('Write and Add to .gitignore');
    await notifications.waitFor('Session written to .env.');
    const written = await readFile(inFolder('.env'), 'utf8');
    expect(written).toMatch(
      /^A=1\r\n# mine\r\nNAME="two words"\r\nVRCHAT_AUTH_COOKIE=authcookie_[\w-]{36}\r\nVRCHAT_TWO_FACTOR_AUTH=eyJ[\w.-]+\r\nVRCHAT_USER_AGENT="my-vrchat-bot\/1\.0 \(me@my-site\.org\)"\r\nVRCHAT_API_URL=http:\S+\/api\/1\r\nVRCHAT_PIPELINE_URL=ws:\S+\/pipeline$/,
    );
    expect(await readFile(inFolder('.gitignore'), 'utf8')).toBe('/.env\n');
    await expect(run('git', ['check-ignore', '-q', '.env'], { cwd: stage.folder })).resolves.toBeDefined();
    await notifications.waitFor('Session written to .env. It is kept up to date.');

    // Opened, the file says whose session it holds.
    await notifications.press('Session written to .env.', 'Open File');
    const lenses = window.page.locator('.editor-instance .codelens-decoration');
    await lenses.filter({ hasText: /DevUser · verified just now\s\|\sUpdate\s\|\sRemove/ }).waitFor();
    await window.screenshot('env-file-hint');

    // Another server is chosen and goes away again, which is no end of the session.
    await window.runCommand('VRChat Auth: Start Local API Emulator');
    await notifications.waitFor('Local VRChat API running at');
    const emulator = (await window.view().row('Local API Emulator').locator('.label-description').textContent()) ?? '';
    await window.changeSettings({ 'vrchatAuth.server': `http://${emulator}/api/1` });
    await lenses.filter({ hasText: 'DevUser · verified' }).waitFor();
    await window.runCommand('VRChat Auth: Stop Local API Emulator');
    await window.view().waitForRow('Local API Emulator', 'not running');
    await window.changeSettings({ 'vrchatAuth.server': stage.server.address });
    expect(await readFile(inFolder('.env'), 'utf8')).toBe(written);
    await lenses.filter({ hasText: 'DevUser · verified' }).waitFor();
    expect((await notifications.texts()).filter((text) => text.includes('.env'))).toEqual([]);
    await window.screenshot('A2');

    await stage.server.fault('verifyAuthToken', 'rotateSession', 1);
    await window.runCommand('VRChat Auth: Verify Session');
    await expect.poll(() => readFile(inFolder('.env'), 'utf8')).not.toBe(written);
    const renewed = await readFile(inFolder('.env'), 'utf8');
    const cookie = /authcookie_[\w-]{36}/;
    expect(renewed.replace(cookie, '')).toBe(written.replace(cookie, ''));
    expect(
      (
        await fetch(`${stage.server.address}/auth`, {
          headers: { 'user-agent': 'Test/1.0 tests@vrchat-auth.org', cookie: `auth=${cookie.exec(renewed)?.[0] ?? ''}` },
        })
      ).status,
    ).toBe(200);

    // What took the file's place is left alone, and the user sees that the file is not up to date.
    await rm(inFolder('.env'));
    await mkdir(inFolder('.env'));
    await stage.server.fault('verifyAuthToken', 'rotateSession', 1);
    await window.runCommand('VRChat Auth: Verify Session');
    await window.view().waitForRow('.env', 'not up to date');
    const hover = window.page.locator('.monaco-hover:visible', { hasText: 'couldn’t be brought up to date' });
    await window.view().hover(window.view().row('.env'), hover);
    expect(await hover.innerText()).toContain('.env is a folder. Choose a file.');
    await window.screenshot('file-not-up-to-date');
    await rm(inFolder('.env'), { recursive: true });
    await writeFile(inFolder('.env'), renewed);
    await stage.server.fault('verifyAuthToken', 'rotateSession', 1);
    await window.runCommand('VRChat Auth: Verify Session');
    await window.view().row('.env').waitFor({ state: 'hidden' });
    expect(await readFile(inFolder('.env'), 'utf8')).not.toBe(renewed);

    await signOut(window);
    await expect.poll(() => readFile(inFolder('.env'), 'utf8')).toBe(noSession);
  });

  it('is written to a file only as the user was asked about it, and made readable by its owner only', async () => {
    onTestFinished(async () => {
      for (const name of ['.env', 'other', '.git']) await rm(inFolder(name), { recursive: true, force: true });
    });
    const window = await stage.freshWindow();
    const { dialog } = window;
    const isPosix = process.platform !== 'win32';
    await signIn(window, stage.server, 'plainuser');
    await writeFile(inFolder('.env'), 'A=1\n');
    await chmod(inFolder('.env'), 0o644);
    await writeFile(inFolder('other'), 'B=1\n');
    await run('git', ['init', '-q'], { cwd: stage.folder });
    await run('git', ['add', 'other'], { cwd: stage.folder });
    await writeFile(inFolder('.git/info/exclude'), '.env\n');

    await window.runCommand('VRChat Auth: Write Session to .env…');
    await window.quickInput.pick('.env');
    await window.quickInput.pick('With the session’s cookies');
    await nameProgram(window);
    if (isPosix) expect(await dialog.text()).toContain('Other users of this machine can read it now');
    await appendFile(inFolder('.env'), 'ADDED=1\n');
    await dialog.press(isPosix ? 'Write Anyway' : 'Write');
    await dialog.locator.getByText('The file has changed since you were asked.').waitFor();
    await window.screenshot('file-changed');
    await rm(inFolder('.env'));
    await symlink('other', inFolder('.env'));
    await dialog.press('Write Anyway');
    await dialog.locator.getByText('It is a link to other').waitFor();
    expect(await dialog.text(), 'the file that would be changed, not the link').toContain('Git already tracks this file');
    await window.screenshot('file-became-a-link');
    await dialog.press('Cancel');
    await dialog.waitClosed();
    expect(await readFile(inFolder('other'), 'utf8')).toBe('B=1\n');

    await rm(inFolder('.env'));
    await writeFile(inFolder('.env'), 'A=1\n');
    await chmod(inFolder('.env'), 0o644);
    await window.runCommand('VRChat Auth: Write Session to .env…');
    await window.quickInput.pick('.env');
    await window.quickInput.pick('With the session’s cookies');
    await dialog.locator.getByText('All other lines are left unchanged.').waitFor();
    await appendFile(inFolder('.env'), 'ADDED=1\n');
    await dialog.press(isPosix ? 'Write Anyway' : 'Write');
    await dialog.locator.getByText('The file has changed since you were asked.').waitFor();
    await dialog.press('Write Anyway');
    await window.notifications.waitFor('Session written to .env.');
    expect(await readFile(inFolder('.env'), 'utf8')).toMatch(/^A=1\nADDED=1\nVRCHAT_AUTH_COOKIE=/);
    if (isPosix) expect((await stat(inFolder('.env'))).mode & 0o777).toBe(0o600);

    const encrypted = 'DOTENV_PUBLIC_KEY="02ab"\nA="encrypted:BE9Y"\n';
    await writeFile(inFolder('.env'), encrypted);
    await window.runCommand('VRChat Auth: Write Session to .env…');
    await window.quickInput.pick('.env');
    await window.quickInput.pick('With the session’s cookies');
    await dialog.locator.getByText('encrypted with dotenvx').waitFor();
    await window.screenshot('file-encrypted');
    await dialog.press('Cancel');
    expect(await readFile(inFolder('.env'), 'utf8')).toBe(encrypted);
  });

  it('is written to a new file, which says once the session is dead, and removed on request', async () => {
    onTestFinished(async () => {
      for (const name of ['.env', '.git']) await rm(inFolder(name), { recursive: true, force: true });
    });
    const window = await stage.freshWindow();
    await runSignedOut(window, 'VRChat Auth: Write Session to .env…', 'plainuser');
    await window.quickInput.waitForTitle('Write Plain User’s Session to .env');
    await window.quickInput.pick('.env');
    await window.quickInput.pick('With the session’s cookies');
    await nameProgram(window);
    expect(await window.dialog.text()).not.toContain('Git');
    await window.dialog.press('Write');
    await window.notifications.waitFor('Session written to .env.');
    expect(await readFile(inFolder('.env'), 'utf8')).toMatch(
      /^VRCHAT_AUTH_COOKIE=authcookie_[\w-]{36}\nVRCHAT_USER_AGENT="[^"]+"\nVRCHAT_API_URL=\S+\nVRCHAT_PIPELINE_URL=\S+\n$/,
    );

    // Opened, the file says that its session no longer works and that Git would take it.
    await run('git', ['init', '-q'], { cwd: stage.folder });
    await stage.server.fault('verifyAuthToken', 'expireSessions', 1);
    await window.runCommand('VRChat Auth: Verify Session');
    await window.view().waitForRow('Plain User', /expired/);
    await window.notifications.press('Session written to .env.', 'Open File');
    const lens = window.page.locator('.editor-instance .codelens-decoration');
    await lens.filter({ hasText: 'Plain User · expired' }).waitFor();
    await window.runCommand('Problems: Focus on Problems View');
    const problems = window.page.locator('.markers-panel');
    await problems.getByText('VRChat no longer accepts this session.').or(problems.getByText('VRChat rejected this session.')).waitFor();
    await problems.getByText('so Git would commit it together with your session').waitFor();
    await window.notifications.closeAll();
    await window.screenshot('env-file-dead');
    await window.runCommand('Preferences: Toggle between Light/Dark Themes');
    await window.page.locator('.monaco-workbench.vs-dark').waitFor();
    await window.screenshot('env-file-dead-dark');
    await window.runCommand('Preferences: Toggle between Light/Dark Themes');

    await lens.getByText('Remove').click();
    await window.dialog.press('Remove');
    await expect.poll(() => readFile(inFolder('.env'), 'utf8')).toBe('');
  });

  it('is replaced in a file by the gateway’s address, which is kept up to date and ends with its grant', async () => {
    onTestFinished(() => rm(inFolder('.env'), { force: true }));
    await writeFile(inFolder('.env'), 'A=1\n', { mode: 0o600 });
    const read = (): Promise<string> => readFile(inFolder('.env'), 'utf8');
    const window = await stage.freshWindow();
    const { dialog, notifications, quickInput } = window;
    await signIn(window, stage.server, 'plainuser');
    for (const answer of ['Cancel', 'Write']) {
      await window.runCommand('VRChat Auth: Write Session to .env…');
      await quickInput.pick('.env');
      await quickInput.waitForPlaceholder('How do programs get to VRChat?');
      await window.screenshot('carrier');
      await quickInput.pick('Through the session gateway');
      if (answer === 'Cancel') await nameProgram(window);
      const question = await dialog.text();
      expect(question).toMatch(/Write the gateway’s address for Plain User \(emulator 127\.0\.0\.1:\d+\) to \.env\?/);
      expect(question).toContain('+ VRCHAT_API_URL=http…');
      await window.screenshot('environment-file-address');
      await dialog.press(answer);
      await dialog.waitClosed();
    }
    await notifications.waitFor('Gateway address written to .env.');
    await notifications.closeAll();
    const written = await read();
    const lines =
      /^A=1\nVRCHAT_API_URL=(http:\S+\/api\/1)\nVRCHAT_PIPELINE_URL=ws:\S+\/pipeline\nVRCHAT_USER_AGENT="my-vrchat-bot\/1\.0 \(me@my-site\.org\)"\n$/;
    expect(written).toMatch(lines);
    const status = async (): Promise<number> => (await fetch(`${lines.exec(await read())?.[1] ?? ''}/auth/user`)).status;
    await expect.poll(status).toBe(200);

    await window.runCommand('VRChat Auth: Replace Gateway Key');
    await quickInput.waitForPlaceholder('Choose whose address is replaced');
    await quickInput.accept();
    await expect.poll(read).not.toBe(written);
    expect(await read()).toMatch(lines);
    expect(await status()).toBe(200);

    await window.runCommand('VRChat Auth: Copy Session As…');
    await quickInput.pick('Program…');
    await quickInput.locator.locator('.monaco-list-row', { hasText: 'Node.js fetch' }).waitFor();
    await window.screenshot('copy-through-gateway-programs');
    await quickInput.type('Node.js fetch');
    await quickInput.accept();
    expect(await dialog.text()).toMatch(/Let programs in “my-vrchat-bot-\w+” work as Plain User/);
    await dialog.press('Allow');
    await quickInput.waitForPlaceholder('Where should the code go?');
    await quickInput.pick('Copy');
    await notifications.waitFor('Copied JavaScript. It reads the gateway’s address from VRCHAT_API_URL');
    const program = await window.clipboard();
    expect(program).toContain('const api = process.env.VRCHAT_API_URL;');
    expect(program).not.toContain('127.0.0.1');
    await notifications.press('It reads the gateway’s address from VRCHAT_API_URL', 'Copy Address');
    const copied = /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/api\/1$/;
    await expect.poll(() => window.clipboard()).toMatch(copied);
    const address = await window.clipboard();
    expect(address, 'files and programs have keys of their own').not.toBe(lines.exec(await read())?.[1]);
    await expect.poll(() => window.clipboard(), { timeout: 10_000 }).toBe('');
    await window.runCommand('VRChat Auth: Copy Session As…');
    await quickInput.pick('Program…');
    await quickInput.waitForPlaceholder('Choose a program.');
    const [first] = await quickInput.items();
    expect(first?.description, 'what was used last').toContain('Node.js fetch');
    await window.screenshot('copy-through-gateway-used-last');
    await quickInput.cancel();
    await window.runCommand('VRChat Auth: Copy Session As…');
    await quickInput.pick('curl');
    await expect.poll(() => window.clipboard()).toBe(`curl --silent --fail --retry 5 --retry-connrefused "${address}/auth/user"\n`);

    await window.runCommand('VRChat Auth: Stop Session Gateway');
    await dialog.press('Stop');
    await expect.poll(read).toBe('A=1\n');
  });
});
