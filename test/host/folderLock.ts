import { readFile, rm, writeFile } from 'node:fs/promises';
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

/** A holder that was killed leaves its file; an empty one is being written at this moment. */
async function dropIfStale(path: string): Promise<void> {
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  if (holder > 0 && !isAlive(holder)) await rm(path, { force: true });
}

/**
 * Runs `work` while no other process that uses the same lock file does.
 *
 * It saves double work and is no more than that: what `work` leaves behind must be right even if two run at once.
 *
 * @param path the lock file; its folder must exist
 * @param onWait called once when another process holds the lock
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
