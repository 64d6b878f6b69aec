import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { writeStartWorkspace } from '../../scripts/startWorkspace.ts';

const run = promisify(execFile);

it('npm start leads through the sample in words, keeps what the user has changed, and finds the SDK without a network', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'start-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

  await writeStartWorkspace(folder, 'http://127.0.0.1:8978/api/1');
  expect(await read('README.md')).toContain('| DevUser | dev-user-password | [authenticator](http://127.0.0.1:8978/_emulator/codes) |');
  expect(JSON.parse(await read('.vscode/launch.json'))).toMatchObject({
    configurations: [{ name: 'Bot' }, { name: 'Bot with the SDK' }, { name: 'Bot in Python' }],
  });
  expect(JSON.parse(await read('.vscode/tasks.json')), 'a task that starts without a question').toMatchObject({
    tasks: [{ label: 'Expire all sessions', args: ['-e', expect.stringContaining('expireSessions')], problemMatcher: [] }],
  });
  await expect(run(process.execPath, ['sdk.mjs'], { cwd: folder, env: {} })).rejects.toMatchObject({
    stderr: expect.stringContaining('VRCHAT_API_URL is not set') as unknown,
  });

  await writeFile(join(folder, 'bot.mjs'), '// mine');
  await writeStartWorkspace(folder, undefined);
  expect(await read('bot.mjs')).toBe('// mine');
  expect(await read('README.md')).toContain('It is the real VRChat');
  await expect(read('.vscode/tasks.json')).rejects.toThrow();
});
