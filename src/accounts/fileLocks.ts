import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { LockPort } from './ports.ts';
import { errorCode } from './errorCode.ts';
import { isRunning, thisMachine } from './thisMachine.ts';

/**
 * Longer than anything done under a lock. An older lock was left behind, maybe by an extension host that outlived its window. An account is
 * changed in milliseconds; a login can take as long as its requests.
 *
 * @param path - the lock's file
 */
function staleMs(path: string): number {
  return basename(path).startsWith('account-') ? 10_000 : 120_000;
}

const retryMs = 100;

/**
 * Other windows see what a window has stored about 200 ms later. Until then they would read the previous value.
 *
 * @see `DEFAULT_FLUSH_DELAY` in vscode/src/vs/base/parts/storage/common/storage.ts; `STORAGE_CHANGE_DEBOUNCE_TIME` in
 * vscode/src/vs/platform/storage/electron-main/storageIpc.ts
 */
const settlingMs = 1000;

/**
 * Locks between all windows on this machine: files that only one process can create, each naming its process. The lock of a process that is
 * gone is taken over. Other windows get a lock a moment after its release, when they can see what was written under it; the same window
 * gets it again immediately.
 *
 * @param folder - shared by all windows; created if it does not exist
 */
export function createFileLocks(folder: string): LockPort {
  const settling = new Map<string, { readonly holder: string; readonly timer: NodeJS.Timeout }>();

  function settle(path: string, holder: string): void {
    const timer = setTimeout(() => {
      settling.delete(path);
      void letGo(path, holder);
    }, settlingMs);
    timer.unref();
    settling.set(path, { holder, timer });
  }

  /** If the lock was taken over in the meantime, leave it alone. */
  async function letGo(path: string, holder: string): Promise<void> {
    if (await isHeldBy(holder, path)) await unlink(path).catch(() => undefined);
  }

  /** @returns the holder, if this window released the lock a moment ago and still owns it */
  async function takeBack(path: string): Promise<string | undefined> {
    const released = settling.get(path);
    if (!released) return undefined;
    clearTimeout(released.timer);
    settling.delete(path);
    if (!(await isHeldBy(released.holder, path))) return undefined;
    // Rewritten, because its age counts from now.
    await writeFile(path, released.holder);
    return released.holder;
  }

  async function take(path: string): Promise<string | undefined> {
    await mkdir(folder, { recursive: true });
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        const file = await open(path, 'wx');
        const holder = `${process.pid} ${thisMachine()} ${randomUUID()}`;
        try {
          await file.writeFile(holder);
        } catch (error) {
          // On a full disk, an empty lock would be nobody's.
          await unlink(path).catch(() => undefined);
          throw error;
        } finally {
          await file.close();
        }
        return holder;
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
        if (!(await isAbandoned(path)) || !(await removeAbandoned(path))) return undefined;
      }
    }
    return undefined;
  }

  return {
    async tryAcquire(name) {
      const path = join(folder, fileName(name));
      const holder = (await takeBack(path)) ?? (await take(path));
      return holder === undefined ? undefined : () => settle(path, holder);
    },
    nextChance: () => wait(retryMs),
  };
}

/** Whose lock it is stands in the file's name only as a hash: so a list of files tells no name and no address. */
function fileName(name: string): string {
  const [, kind = name, subject] = /^([a-z]+)-(.*)$/s.exec(name) ?? [];
  const hash = subject === undefined ? [] : [createHash('sha256').update(subject).digest('hex').slice(0, 32)];
  return `${[kind.replace(/[^a-z]/g, '_'), ...hash].join('-')}.lock`;
}

async function isHeldBy(holder: string, path: string): Promise<boolean> {
  return (await readFile(path, 'utf8').catch(() => '')) === holder;
}

/**
 * The time by the clock that files get their times from. This machine's own may be wrong, or have been set back since a lock was made, and a
 * process that is gone may have left its number to another one: such a lock would never end.
 */
async function fileSystemTime(folder: string): Promise<number> {
  const probe = join(folder, `now-${randomUUID()}`);
  await writeFile(probe, '');
  const { mtimeMs } = await stat(probe);
  await unlink(probe);
  return mtimeMs;
}

async function isAbandoned(path: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    if ((await fileSystemTime(dirname(path))) - mtimeMs > staleMs(path)) return true;
    const [pid = '', machine] = (await readFile(path, 'utf8')).split(' ');
    // Empty between creation and writing. A process of another machine, which has the same folder, cannot be looked for.
    return Number(pid) > 0 && machine === thisMachine() && !isRunning(Number(pid));
  } catch {
    return false;
  }
}

/** Two windows may find the same lock abandoned. The one that creates the folder checks again and removes it. */
async function removeAbandoned(path: string): Promise<boolean> {
  const removing = `${path}.removing`;
  try {
    await mkdir(removing);
  } catch {
    const left = await stat(removing).catch(() => undefined);
    if (left && (await fileSystemTime(dirname(path))) - left.mtimeMs > staleMs(path)) await rmdir(removing).catch(() => undefined);
    return false;
  }
  try {
    if (await isAbandoned(path)) await unlink(path).catch(() => undefined);
    return true;
  } finally {
    await rmdir(removing).catch(() => undefined);
  }
}
