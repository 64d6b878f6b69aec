import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, lstat, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { replaceFile } from '../../../../src/handoff/environmentFile/replaceFile.ts';

const isWindows = process.platform === 'win32';

describe('replacing a file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'replace-file-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
  });

  it.skipIf(isWindows)('creates a file that only its owner can read, and keeps the mode of an existing one', async () => {
    const path = join(folder, '.env');
    await replaceFile(path, Buffer.from('A=1'));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await chmod(path, 0o640);
    await replaceFile(path, Buffer.from('A=2'));
    expect(await readFile(path, 'utf8')).toBe('A=2');
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await readdir(folder)).toEqual(['.env']);
  });

  it.skipIf(isWindows)('follows a symbolic link and keeps it', async () => {
    await mkdir(join(folder, 'shared'));
    await writeFile(join(folder, 'shared', 'env'), 'A=1');
    await symlink(join('shared', 'env'), join(folder, '.env'));
    await replaceFile(join(folder, '.env'), Buffer.from('A=2'));
    expect((await lstat(join(folder, '.env'))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, 'shared', 'env'), 'utf8')).toBe('A=2');
  });

  it('keeps the old content and leaves no temporary file if the new content cannot replace it', async () => {
    const path = join(folder, 'taken');
    await mkdir(path);
    await writeFile(join(path, 'inside'), 'old');
    await expect(replaceFile(path, Buffer.from('new'))).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['taken']);
    expect(await readFile(join(path, 'inside'), 'utf8')).toBe('old');
  });

  it('never leaves partial content when the process is killed', async () => {
    const path = join(folder, '.env');
    const size = 4 * 1024 * 1024;
    await writeFile(path, Buffer.alloc(size, 'a'));
    for (let kill = 0; kill < 5; kill++) {
      const script = `import { replaceFile } from ${JSON.stringify(resolve('src/handoff/environmentFile/replaceFile.ts'))};
        for (let turn = 0; ; turn++) await replaceFile(${JSON.stringify(path)}, Buffer.alloc(${size}, turn % 2 ? 'a' : 'b'));`;
      const writer = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' });
      await expect.poll(() => readdir(folder), { interval: 1, timeout: 10_000 }).toContainEqual(expect.stringMatching(/\.tmp$/));
      writer.kill('SIGKILL');
      await once(writer, 'exit');
      for (const name of await readdir(folder)) if (name.endsWith('.tmp')) await rm(join(folder, name));
      const content = await readFile(path);
      expect(content.length).toBe(size);
      expect(new Set(content).size, 'complete content').toBe(1);
    }
  });
});
