import { mkdtempSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { installExtension } from '../workbench/installExtension.ts';
import { openWorkspace } from '../workbench/openWorkspace.ts';
import { nameProgram, signIn, signOut, useVSCode } from '../workbench/stage.ts';

describe('another extension', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
  afterAll(() => rm(elsewhere, { recursive: true }));
  const stage = useVSCode('newest', { dataDir: installExtension('consumer'), env: { ELSEWHERE: elsewhere } });

  it('with a virtual file system gets its .env file written atomically, and unchanged if the write fails', async () => {
    const folder = join(elsewhere, 'files', 'bot');
    const readIt = (): Promise<string> => readFile(join(folder, '.env'), 'utf8');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '.env'), 'A=1\n');
    const workspace = join(elsewhere, 'bot.code-workspace');
    await writeFile(workspace, JSON.stringify({ folders: [{ uri: 'elsewhere:/bot' }] }));
    const window = await openWorkspace(await stage.openBrowser(), { folder: workspace, development: stage.development }, 'bot');
    await window.openView('VRChat Auth');
    await signIn(window, stage.server, 'plainuser');

    for (const change of ['write', 'rename']) {
      await writeFile(join(elsewhere, 'breaks'), change);
      await window.runCommand('VRChat Auth: Write Session to .env…');
      await window.quickInput.pick('.env');
      await window.quickInput.pick('With the session’s cookies');
      if (change === 'write') await nameProgram(window);
      expect(await window.dialog.text()).toContain('Couldn’t check whether Git');
      await window.dialog.press('Write Anyway');
      await window.notifications.waitFor('Couldn’t write .env. It was not changed.');
      await window.notifications.closeAll();
      expect(await readIt(), change).toBe('A=1\n');
      expect(await readdir(folder), 'nothing of a partial write').toEqual(['.env']);
    }
    await rm(join(elsewhere, 'changes'));

    await rm(join(elsewhere, 'breaks'));
    await window.runCommand('VRChat Auth: Write Session to .env…');
    await window.quickInput.pick('.env');
    await window.quickInput.pick('With the session’s cookies');
    await window.dialog.press('Write Anyway');
    await window.notifications.waitFor('Session written to .env. It is kept up to date.');
    expect(await readIt()).toMatch(
      /^A=1\nVRCHAT_AUTH_COOKIE=authcookie_[\w-]{36}\nVRCHAT_USER_AGENT="[^"]+"\nVRCHAT_API_URL=\S+\nVRCHAT_PIPELINE_URL=\S+\n$/,
    );
    expect(await readFile(join(elsewhere, 'changes'), 'utf8')).toBe(
      'write .gitignore\nwrite draft\nrename draft .env over what is there\n',
    );
    expect(await readdir(folder), 'nothing of the draft').toEqual(['.env']);
    await signOut(window);
    await expect.poll(readIt).toBe('A=1\n');
  });
});
