import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { whenFree } from '../../../src/accounts/whenFree.ts';
import { thisMachine } from '../../../src/accounts/thisMachine.ts';
import { createFileLocks } from '../../../src/accounts/fileLocks.ts';

async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'locks-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

it('gives a lock to one window at a time, and to the next one on release', async () => {
  const folder = await openFolder();
  const [one, two] = [createFileLocks(folder), createFileLocks(folder)];
  const release = await one.tryAcquire('check');
  expect(release).toBeDefined();
  expect(await two.tryAcquire('check')).toBeUndefined();
  const waiting = whenFree(two, 'check', () => readdir(folder));
  release?.();
  expect(await waiting).toEqual(['check.lock']);
  await expect.poll(() => readdir(folder), { timeout: 5000 }).toEqual([]);
});

it('gives a released lock back to the same window at once, and to another only after its writes have arrived', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const folder = await openFolder();
  const [one, two] = [createFileLocks(folder), createFileLocks(folder)];
  for (let change = 0; change < 3; change++) (await one.tryAcquire('account-usr_1'))?.();
  expect(await two.tryAcquire('account-usr_1')).toBeUndefined();
  const [again, atTheSameTime] = await Promise.all([one.tryAcquire('account-usr_1'), one.tryAcquire('account-usr_1')]);
  expect([again, atTheSameTime].filter((release) => release !== undefined)).toHaveLength(1);
  (again ?? atTheSameTime)?.();
  // Writes reach VS Code's other windows within 200 ms.
  vi.advanceTimersByTime(500);
  expect(await two.tryAcquire('account-usr_1')).toBeUndefined();
  vi.advanceTimersByTime(500);
  await expect.poll(() => two.tryAcquire('account-usr_1'), { timeout: 5000 }).toBeDefined();
});

it('tells no name, address or ID by the names of its files', async () => {
  const folder = await openFolder();
  const locks = createFileLocks(folder);
  const server = 'https://api.vrchat.cloud/api/1';
  await locks.tryAcquire(`login-${server} someone@example.org`);
  await locks.tryAcquire(`account-${server} usr_c1644b5b-3ca4-45b4-97c6-a2a0de70d469`);
  for (const file of await readdir(folder)) expect(file).toMatch(/^(?:account|login)-[0-9a-f]{32}\.lock$/);
});

it('does not let locks with different names block each other', async () => {
  const locks = createFileLocks(await openFolder());
  expect(await locks.tryAcquire('login-someone@example.org')).toBeDefined();
  expect(await locks.tryAcquire('login-someone else')).toBeDefined();
});

it('takes over the lock of a killed process', async () => {
  const folder = await openFolder();
  const source = `import { createFileLocks } from ${JSON.stringify(join(process.cwd(), 'src/accounts/fileLocks.ts'))};
    await createFileLocks(${JSON.stringify(folder)}).tryAcquire('check'); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const locks = createFileLocks(folder);
  expect(await locks.tryAcquire('check')).toBeUndefined();
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await locks.tryAcquire('check')).toBeDefined();
});

it.skipIf(process.platform === 'win32')('leaves no lock behind that cannot be written, as on a full disk', async () => {
  const folder = await openFolder();
  const source = `import { createFileLocks } from ${JSON.stringify(join(process.cwd(), 'src/accounts/fileLocks.ts'))};
    const refused = await createFileLocks(${JSON.stringify(folder)}).tryAcquire('account-1').then(() => 0, () => 42);
    process.exit(refused);`;
  const child = spawn('sh', ['-c', 'ulimit -f 0; exec "$0" --input-type=module --eval "$1"', process.execPath, source], {
    stdio: 'ignore',
  });
  expect(await once(child, 'exit')).toEqual([42, null]);
  expect(await createFileLocks(folder).tryAcquire('account-1')).toBeDefined();
});

it('does not take a process of another machine for dead', async () => {
  const folder = await openFolder();
  const noProcess = 2 ** 22 + 1;
  await writeFile(join(folder, 'check.lock'), `${noProcess} another-machine some-id`);
  expect(await createFileLocks(folder).tryAcquire('check')).toBeUndefined();
  await writeFile(join(folder, 'check.lock'), `${noProcess} ${thisMachine()} some-id`);
  expect(await createFileLocks(folder).tryAcquire('check')).toBeDefined();
});

it('takes over an old lock whose number belongs to another process by now, even if the clock was set back since', async () => {
  const folder = await openFolder();
  await writeFile(join(folder, 'check.lock'), `${process.pid} ${thisMachine()} made-by-another`);
  await utimes(join(folder, 'check.lock'), Date.now() / 1000 - 300, Date.now() / 1000 - 300);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 300 * 24 * 60 * 60_000 });
  onTestFinished(() => void vi.useRealTimers());
  expect(await createFileLocks(folder).tryAcquire('check')).toBeDefined();
});

it('gives an abandoned lock to one of many contenders', async () => {
  const folder = await openFolder();
  const path = join(folder, 'check.lock');
  await writeFile(path, '');
  const longAgo = new Date(Date.now() - 10 * 60_000);
  await utimes(path, longAgo, longAgo);
  const results = await Promise.all(Array.from({ length: 20 }, () => createFileLocks(folder).tryAcquire('check')));
  expect(results.filter((release) => release !== undefined).length).toBeLessThanOrEqual(1);
  for (const release of results) release?.();
  expect(await whenFree(createFileLocks(folder), 'check', () => readdir(folder))).toEqual(['check.lock']);
});

it('delays the next change by seconds only if one was never finished', async () => {
  const folder = await openFolder();
  const locks = createFileLocks(folder);
  const releaseLate = await locks.tryAcquire('account-usr_1');
  await locks.tryAcquire('login-someone');
  const before = new Date(Date.now() - 11_000);
  for (const file of await readdir(folder)) await utimes(join(folder, file), before, before);
  expect(await locks.tryAcquire('account-usr_1')).toBeDefined();
  expect(await locks.tryAcquire('login-someone')).toBeUndefined();
  releaseLate?.();
  expect(await locks.tryAcquire('account-usr_1')).toBeUndefined();
});
