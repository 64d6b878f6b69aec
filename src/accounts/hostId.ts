import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './errorCode.ts';
import { once } from './once.ts';
import type { LockPort } from './ports.ts';
import { whenFree } from './whenFree.ts';

/**
 * The identifier of this extension host's machine. Windows of one machine share it with their files; a remote extension host has another,
 * although it shares their secrets. It is random, and says nothing about the machine.
 *
 * @param folder - shared by all windows; created if it does not exist
 * @param locks - between those windows
 * @returns reads it, and makes it at the first use, or if a crash has left the file without one; if that fails, the next call tries again
 */
export function createHostId(folder: string, locks: LockPort): () => Promise<string> {
  const file = join(folder, 'host');
  return once(
    async () =>
      (await readHostId(file)) ??
      (await whenFree(locks, 'host', async () => {
        const stored = await readHostId(file);
        if (stored !== undefined) return stored;
        const id = randomUUID();
        await mkdir(folder, { recursive: true });
        // In one piece: a window that reads it without the lock sees all of it or nothing.
        const draft = `${file}.${id}.tmp`;
        try {
          await writeFile(draft, id);
          await rename(draft, file);
        } finally {
          await rm(draft, { force: true });
        }
        return id;
      })),
  );
}

/**
 * @returns `undefined` if there is no such file, or none with an identifier in it
 * @throws if it cannot be read at the moment: another identifier would make its sessions those of another machine
 */
async function readHostId(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  });
  return /^[\w-]{8,64}$/.exec(text.trim())?.[0];
}
