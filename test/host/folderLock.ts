import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

/**
 * A killed owner leaves its file behind; an empty file is just being written. Only one process moves the file away, and if it has moved the
 * file of a new owner, it puts it back.
 */
async function dropIfStale(path: string): Promise<void> {
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  if (holder === 0 || isAlive(holder)) return;
  const aside = `${path}.${process.pid}`;
  try {
    await rename(path, aside);
    if (isAlive(Number(await readFile(aside, 'utf8')))) await link(aside, path);
    await rm(aside);
  } catch {
    // Another process was faster.
  }
}

/**
 * Runs `work` while no other process runs under the same lock file.
 *
 * @param path the lock file; its folder must exist
 * @param onWait called once if another process holds the lock
 */
export async function withFolderLock<T>(path: string, work: () => Promise<T>, onWait: () => void): Promise<T> {
  let waiting = false;
  while (!(await take(path))) {
    if (!waiting) onWait();
    waiting = true;
    await dropIfStale(path);
    await delay(200);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}
