import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  type Stats,
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { chmod, chown, link, lstat, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { FileChangedError, openLocalFile, type LocalFile } from '../../../src/prompts/localFile.ts';
import { propertyRuns } from '../propertyRuns.ts';

const isWindows = process.platform === 'win32';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-file-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

async function openFile(path: string): Promise<LocalFile> {
  const file = await openLocalFile(path, { root: folder });
  if ('obstacle' in file) throw new Error(file.obstacle);
  return file;
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

describe('a plain file', () => {
  it.skipIf(isWindows)('is created readable by its owner only, and keeps its mode later', async () => {
    const path = join(folder, '.env');
    expect(await (await openFile(path)).write(Buffer.from('A=1'))).toEqual({ othersCanRead: false });
    expect(await modeOf(path)).toBe(0o600);
    await chmod(path, 0o640);
    expect(await (await openFile(path)).write(Buffer.from('A=2'))).toEqual({ othersCanRead: true });
    expect(await readFile(path, 'utf8')).toBe('A=2');
    expect(await modeOf(path)).toBe(0o640);
    await (await openFile(path)).write(Buffer.from('A=3'), { mode: 0o600 });
    expect(await modeOf(path)).toBe(0o600);
    expect(await readdir(folder)).toEqual(['.env']);
  });

  it('is left alone if it changed, went or came since it was read', async () => {
    const path = join(folder, '.env');
    const absent = await openFile(path);
    await writeFile(path, 'by another program');
    await expect(absent.write(Buffer.from('ours'))).rejects.toThrow(FileChangedError);
    const file = await openFile(path);
    await writeFile(path, 'by another program, again');
    await expect(file.write(Buffer.from('ours'))).rejects.toThrow(FileChangedError);
    expect(await readFile(path, 'utf8')).toBe('by another program, again');
    const gone = await openFile(path);
    await rm(path);
    await expect(gone.write(Buffer.from('ours'))).rejects.toThrow(FileChangedError);
    await symlink('/etc/hostname', path);
    await expect(gone.write(Buffer.from('ours'))).rejects.toThrow(FileChangedError);
    expect(await readdir(folder)).toEqual(['.env']);
  });

  it.skipIf(isWindows)('with several names gets the new content under all of them', async () => {
    await writeFile(join(folder, 'a'), 'a longer content');
    await link(join(folder, 'a'), join(folder, 'b'));
    const file = await openFile(join(folder, 'a'));
    expect(file.place).toMatchObject({ names: 2 });
    await file.write(Buffer.from('new'));
    expect(await readFile(join(folder, 'b'), 'utf8')).toBe('new');
  });

  it.skipIf(process.platform !== 'linux')('that is a mount point, as in a container, is rewritten where it is', () => {
    const source = join(folder, 'source');
    const path = join(folder, '.env');
    writeFileSync(source, 'a longer content');
    writeFileSync(path, '');
    const script = `import { openLocalFile } from ${JSON.stringify(resolve('src/prompts/localFile.ts'))};
      await (await openLocalFile(${JSON.stringify(path)})).write(Buffer.from('new'), { mode: 0o600 });`;
    const command = 'mount --bind "$1" "$2" && exec "$3" --input-type=module --eval "$4"';
    execFileSync('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', command, 'sh', source, path, process.execPath, script]);
    expect([readFileSync(source, 'utf8'), readFileSync(path, 'utf8')]).toEqual(['new', '']);
    expect(lstatSync(source).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).toSorted()).toEqual(['.env', 'source']);
  });

  it.skipIf(process.platform !== 'linux')('that Windows holds for a moment is replaced once it lets go', () => {
    const source = join(folder, 'source');
    const path = join(folder, '.env');
    writeFileSync(source, 'held');
    writeFileSync(path, 'old');
    // A mount point is as busy as a file that an antivirus reads.
    const script = `import { execFileSync } from 'node:child_process';
      import { replaceFile } from ${JSON.stringify(resolve('src/prompts/replaceFile.ts'))};
      Object.defineProperty(process, 'platform', { value: 'win32' });
      setTimeout(() => execFileSync('umount', [${JSON.stringify(path)}]), 300);
      await replaceFile(${JSON.stringify(path)}, Buffer.from('new'), { mode: 0o600, beforeRename: () => Promise.resolve() });`;
    const command = 'mount --bind "$1" "$2" && exec "$3" --input-type=module --eval "$4"';
    execFileSync('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', command, 'sh', source, path, process.execPath, script]);
    expect([readFileSync(source, 'utf8'), readFileSync(path, 'utf8')]).toEqual(['held', 'new']);
    expect(readdirSync(folder).toSorted()).toEqual(['.env', 'source']);
  });

  it('is never a part of anything when the process is killed in the middle', async () => {
    const path = join(folder, '.env');
    const size = 1024 * 1024;
    await writeFile(path, Buffer.alloc(size, 'a'));
    for (let kill = 0; kill < 5; kill++) {
      const script = `import { openLocalFile } from ${JSON.stringify(resolve('src/prompts/localFile.ts'))};
        for (let turn = 0; ; turn++) await (await openLocalFile(${JSON.stringify(path)})).write(Buffer.alloc(${size}, turn % 2 ? 'a' : 'b'));`;
      const writer = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' });
      await expect.poll(() => readdir(folder), { interval: 1, timeout: 10_000 }).toContainEqual(expect.stringMatching(/\.tmp$/));
      writer.kill('SIGKILL');
      await once(writer, 'exit');
      const content = await readFile(path);
      expect(content.length).toBe(size);
      expect(new Set(content).size, 'one content, not parts of two').toBe(1);
      for (const name of await readdir(folder)) {
        if (!name.endsWith('.tmp')) continue;
        if (!isWindows) expect(await modeOf(join(folder, name)), 'nobody else can enter the folder of a draft').toBe(0o700);
        await rm(join(folder, name), { recursive: true });
      }
    }
  });

  it('with a name as long as can be is written', async () => {
    const path = join(folder, '環'.repeat(85));
    await (await openFile(path)).write(Buffer.from('A=1'));
    expect(await readFile(path, 'utf8')).toBe('A=1');
  });

  it('is written without what a crash has left of an earlier write, and nothing else is removed', async () => {
    const path = join(folder, '.env');
    const names = ['..env.0123456789ab.tmp', '..env.ba9876543210.tmp', '..env.mine.tmp', '..env.local.0123456789ab.tmp'];
    for (const name of names) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'draft'), 'VRCHAT_AUTH_COOKIE=authcookie_old');
    }
    for (const name of names.toSpliced(1, 1)) await utimes(join(folder, name), 1, 1);
    await (await openFile(path)).write(Buffer.from('A=1'));
    expect((await readdir(folder)).toSorted(), 'another window may be writing the second').toEqual(['.env', ...names.slice(1)].toSorted());
  });
});

describe('a link', () => {
  it.skipIf(isWindows)('is followed, stays a link, and is known for one with where it leads', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    onTestFinished(() => rm(outside, { recursive: true, force: true }));
    await writeFile(join(outside, 'env'), 'A=1');
    await symlink(join(outside, 'env'), join(folder, '.env'));
    const file = await openFile(join(folder, '.env'));
    expect(file.place).toMatchObject({ isLinked: true, path: join(outside, 'env') });
    await file.write(Buffer.from('A=2'));
    expect((await lstat(join(folder, '.env'))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(outside, 'env'), 'utf8')).toBe('A=2');
    expect(await readdir(outside)).toEqual(['env']);
  });

  it.skipIf(isWindows)('of a folder counts, but not one on the way to the workspace', async () => {
    await mkdir(join(folder, 'real', 'app'), { recursive: true });
    await symlink('real', join(folder, 'workspace'));
    await symlink('/tmp', join(folder, 'real', 'elsewhere'));
    const inspect = async (path: string) => {
      const file = await openLocalFile(join(folder, 'workspace', path), { root: join(folder, 'workspace') });
      return 'obstacle' in file ? file.obstacle : file.place.isLinked;
    };
    expect(await inspect('app/.env')).toBe(false);
    expect(await inspect('elsewhere/no-such-file')).toBe(true);
  });

  it.skipIf(isWindows)('that leads elsewhere since it was read is not written through', async () => {
    await writeFile(join(folder, 'one'), 'same');
    await writeFile(join(folder, 'two'), 'same');
    await symlink('one', join(folder, '.env'));
    const file = await openFile(join(folder, '.env'));
    await rm(join(folder, '.env'));
    await symlink('two', join(folder, '.env'));
    await expect(file.write(Buffer.from('ours'))).rejects.toThrow(FileChangedError);
    expect([await readFile(join(folder, 'one'), 'utf8'), await readFile(join(folder, 'two'), 'utf8')]).toEqual(['same', 'same']);
  });
});

describe('what is no plain file of one’s own', () => {
  it.skipIf(isWindows)('is named, and neither read nor changed', async () => {
    const at = (name: string): string => join(folder, name);
    await mkdir(at('folder'));
    execFileSync('mkfifo', [at('pipe')]);
    const server = createServer().listen(at('socket'));
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    await symlink('nothing', at('toNothing'));
    await symlink('loop', at('loop'));
    await symlink('pipe', at('toPipe'));
    await writeFile(at('readOnly'), 'A=1', { mode: 0o400 });
    await writeFile(at('large'), Buffer.alloc(1024 * 1024 + 1));
    const obstacle = async (name: string): Promise<string> => {
      const file = await openLocalFile(at(name), { root: folder });
      return 'obstacle' in file ? file.obstacle : 'none';
    };
    expect(await obstacle('folder')).toBe('folder');
    expect(await obstacle('pipe')).toBe('pipe');
    expect(await obstacle('socket')).toBe('socket');
    expect(await obstacle('toNothing')).toBe('linkToNothing');
    expect(await obstacle('loop')).toBe('linkToNothing');
    expect(await obstacle('toPipe')).toBe('pipe');
    expect(await obstacle('readOnly')).toBe('readOnly');
    expect(await obstacle('large')).toBe('tooLarge');
    expect(await obstacle('no/such/folder')).toBe('noFolder');
    expect(await obstacle('large/inside')).toBe('noFolder');
    expect(await openLocalFile('/dev/null')).toEqual({ obstacle: 'device' });
  });

  it.skipIf(process.getuid?.() !== 0)('belongs to another user', async () => {
    await writeFile(join(folder, '.env'), 'A=1');
    await chown(join(folder, '.env'), 12_345, 12_345);
    expect(await openLocalFile(join(folder, '.env'))).toEqual({ obstacle: 'otherOwner' });
    expect(await openLocalFile(join(folder, '.env'), { onlyRead: true })).toHaveProperty('content', Buffer.from('A=1'));
  });
});

describe.skipIf(isWindows)('a file tree of any kind', () => {
  type Kind = 'file' | 'folder' | 'pipe' | 'link' | 'hardLink' | 'nothing';
  const names = ['a', 'b', 'c', 'd'] as const;
  const entry = fc.record({
    kind: fc.constantFrom<Kind[]>('file', 'file', 'folder', 'pipe', 'link', 'hardLink', 'nothing'),
    to: fc.constantFrom('a', 'b', 'c/a', '../outside', '.', 'nowhere', '/dev/zero'),
    mode: fc.constantFrom(0o600, 0o644, 0o666, 0o400, 0o000),
  });

  it('gets nothing written where the file does not lead, and never makes anyone wait', async () => {
    let turn = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { minLength: names.length, maxLength: names.length }),
        fc.constantFrom(...names),
        async (tree, name) => {
          const root = join(folder, `${turn++}`);
          const workspace = join(root, 'workspace');
          mkdirSync(workspace, { recursive: true });
          writeFileSync(join(root, 'outside'), 'outside');
          tree.forEach(({ kind, to, mode }, index) => {
            const path = join(workspace, names[index] ?? '');
            if (kind === 'folder') mkdirSync(path);
            else if (kind === 'link') symlinkSync(to, path);
            else if (kind === 'hardLink') linkSync(join(root, 'outside'), path);
            else if (kind === 'pipe') execFileSync('mkfifo', [path]);
            else if (kind === 'file') {
              writeFileSync(path, `content of ${index}`);
              chmodSync(path, mode);
            }
          });
          const before = snapshot(root);
          const startedAt = process.threadCpuUsage();
          const file = await openLocalFile(join(workspace, name), { root: workspace });
          if (!('obstacle' in file)) await file.write(Buffer.from('ours'));
          // The processor's time: a disk that is busy may take longer, and what hangs never gets here.
          const { user, system } = process.threadCpuUsage(startedAt);
          expect((user + system) / 1000, 'milliseconds').toBeLessThan(1000);
          const expected = new Map(before);
          if (!('obstacle' in file)) {
            const written = file.place.path;
            const isShared = (other: string): boolean => before.get(other)?.inode === before.get(written)?.inode;
            for (const [path, entryBefore] of before)
              if (before.has(written) && isShared(path)) expected.set(path, { ...entryBefore, content: 'ours' });
            expected.set(written, { content: 'ours', inode: 0, mode: before.get(written)?.mode ?? 0o600 });
          }
          const plain = (entries: ReadonlyMap<string, Entry>) =>
            [...entries].map(([path, { content, mode }]) => [path, content, mode] as const).toSorted();
          expect(plain(snapshot(root))).toEqual(plain(expected));
        },
      ),
      { numRuns: propertyRuns },
    );
  });

  interface Entry {
    readonly content: string;
    readonly inode: number;
    readonly mode: number;
  }

  /** Everything below a folder, links as such. */
  function snapshot(root: string): ReadonlyMap<string, Entry> {
    const entries = readdirSync(root).flatMap((name): (readonly [string, Entry])[] => {
      const path = join(root, name);
      const found = lstatSync(path);
      const inside = found.isDirectory() ? [...snapshot(path)] : [];
      return [[path, { content: contentOf(path, found), inode: found.ino, mode: found.mode & 0o777 }], ...inside];
    });
    return new Map(entries);
  }

  function contentOf(path: string, found: Stats): string {
    if (found.isSymbolicLink()) return `link to ${readlinkSync(path)}`;
    if (found.isFile()) return readFileSync(path, 'utf8');
    return found.isFIFO() ? 'pipe' : 'folder';
  }
});
