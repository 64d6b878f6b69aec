import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { once } from './once.ts';

/**
 * The identifier of this extension host's machine. Windows of one machine share it with their files; a remote extension host has another,
 * although it shares their secrets. It is random, and says nothing about the machine.
 *
 * @param folder - shared by all windows; created if it does not exist
 * @returns reads it, and makes it at the first use; if that fails, the next call tries again
 */
export function createHostId(folder: string): () => Promise<string> {
  const file = join(folder, 'host');
  return once(async () => {
    await mkdir(folder, { recursive: true });
    for (let attempt = 0; ; attempt++) {
      const stored = await readHostId(file);
      if (stored !== undefined) return stored;
      const made = await makeHostId(file);
      if (made !== undefined) return made;
      // Another window is making it at this moment.
      if (attempt === 20) throw new Error(`${file} is unreadable`);
      await wait(20);
    }
  });
}

async function readHostId(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return /^[\w-]{8,64}$/.exec(text.trim())?.[0];
}

/** @returns `undefined` if there is such a file already */
async function makeHostId(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file, 'wx');
    const id = randomUUID();
    try {
      await handle.writeFile(id);
    } finally {
      await handle.close();
    }
    return id;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined;
    throw error;
  }
}
