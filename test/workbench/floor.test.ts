import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { reloadBeforeCode, signInAfterWrongCode } from './signInScenarios.ts';
import { nameProgram, signIn, signOut, useInTerminals, useVSCode } from './stage.ts';
import { useEnvironmentProbe } from './environmentProbe.ts';

const status = 'vrchatAuth.status';

/** The features that depend most on VS Code itself. `WORKBENCH_VERSION=floor` runs all tests on it, as before every release. */
describe('in the oldest supported VS Code, the user', () => {
  const stage = useVSCode('floor');
  const probe = useEnvironmentProbe();
  const open = () => stage.freshWindow({ colorTheme: 'dark' });

  it('signs in with password, a wrong code and then the right one', async () => {
    await signInAfterWrongCode(await open(), stage.server, 'floor-');
  });

  it('reloads the window before and after the code, without another login', async () => {
    const { server } = stage;
    const window = await open();
    await reloadBeforeCode(window, server, 'floor-');
    await window.reload();
    await window.openView('VRChat Auth');
    await window.view().waitForRow('DevUser', /valid/);
    expect(await window.statusBarItem(status).icons()).toEqual(['vrchat-auth']);
    expect(await server.logins('DevUser')).toBe(1);
    expect(await server.requests()).toHaveLength(3);
  });

  it('gives the session to a terminal, a file and the clipboard, and ends that by signing out', async () => {
    const file = join(stage.folder, '.env');
    onTestFinished(() => rm(file, { force: true }));
    const window = await open();
    const { quickInput, dialog, notifications } = window;
    await signIn(window, stage.server, 'plainuser');
    await window.view().pressRowAction('Plain User', 'Copy Session As…');
    await quickInput.pick('With the session’s cookies…');
    await quickInput.pick('Cookie header');
    await expect.poll(() => window.clipboard()).toMatch(/^auth=authcookie_[\w-]{36}$/);
    await window.runCommand('VRChat Auth: Write Session to .env…');
    await quickInput.pick('.env');
    await quickInput.pick('With the session’s cookies');
    await nameProgram(window);
    await dialog.press('Write');
    await notifications.waitFor('Session written to .env. It is kept up to date.');
    const written = await readFile(file, 'utf8');
    expect(written).toMatch(/^VRCHAT_AUTH_COOKIE=authcookie_[\w-]{36}\n/);
    await useInTerminals(window, { isNamed: true });
    const { VRCHAT_AUTH_COOKIE: inTerminal = '' } = await probe.inNewTerminal(window);
    expect(written).toContain(`VRCHAT_AUTH_COOKIE=${inTerminal}\n`);

    await signOut(window);
    await window.view().waitForRow('Plain User', 'signed out');
    await expect.poll(() => readFile(file, 'utf8')).toBe('');
    expect(await probe.inNewTerminal(window)).not.toHaveProperty('VRCHAT_AUTH_COOKIE');
    expect(await stage.server.sessions('plainuser')).toBe(0);
  });
});
