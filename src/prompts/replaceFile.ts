import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '../accounts/errorCode.ts';

/** Pauses before another try, in milliseconds: two seconds in all. */
const retryPausesMs = [10, 20, 50, 100, 200, 300, 500, 820];

/** A draft takes a moment. An older one was left behind by a crash, with a secret in it. */
const abandonedMs = 60_000;

/**
 * Puts a file in another's place. The new one is drafted in a folder beside it that only its owner can enter and that Git ignores, whatever
 * the repository's own .gitignore says.
 *
 * @param path - the file, which need not exist; its folder must
 * @param mode - the permission bits
 * @param beforeRename - may still refuse, by throwing
 * @throws if the file system fails; the old file is unchanged then
 */
export async function replaceFile(
  path: string,
  content: Uint8Array,
  { mode, beforeRename }: { readonly mode: number; readonly beforeRename: () => Promise<void> },
): Promise<void> {
  const parent = dirname(path);
  const folder = join(parent, draftFolderName(basename(path)));
  await removeAbandoned(parent, basename(path)).catch(() => undefined);
  try {
    await mkdir(folder, { mode: 0o700 });
    await writeFile(join(folder, '.gitignore'), '*\n');
    const draft = join(folder, 'draft');
    const handle = await open(draft, 'wx', mode);
    try {
      await handle.writeFile(content);
      await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await beforeRename();
    await renameOver(draft, path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A file system takes names of 255 bytes, and a character can have three. */
const maxNameLength = 60;

/** The name of the folder in which a file is drafted. @param mark - tells it from others */
export function draftFolderName(name: string, mark = randomBytes(6).toString('hex')): string {
  return `.${name.slice(0, maxNameLength)}.${mark}.tmp`;
}

async function removeAbandoned(parent: string, name: string): Promise<void> {
  const [start = '', end = ''] = draftFolderName(name, '\n').split('\n');
  for (const entry of await readdir(parent)) {
    const mark = entry.slice(start.length, -end.length);
    if (entry !== draftFolderName(name, mark) || !/^[\da-f]{12}$/.test(mark)) continue;
    const { mtimeMs } = await stat(join(parent, entry));
    if (Date.now() - mtimeMs > abandonedMs) await rm(join(parent, entry), { recursive: true, force: true });
  }
}

/** On Windows, antivirus software and watchers hold a file for a moment, and nothing can take its place until they let go. */
async function renameOver(from: string, to: string): Promise<void> {
  for (const pauseMs of process.platform === 'win32' ? retryPausesMs : []) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (!['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error))) throw error;
      await delay(pauseMs);
    }
  }
  await rename(from, to);
}

/**
 * Rewrites a file that cannot be replaced, in one piece, so that a reader can hardly meet a part of it.
 *
 * @param handle - open for reading and writing
 * @throws if the file system fails; the old content is put back then
 */
export async function rewriteFile(
  handle: FileHandle,
  { before, next, mode }: { readonly before: Uint8Array; readonly next: Uint8Array; readonly mode: number },
): Promise<void> {
  const put = async (content: Uint8Array): Promise<void> => {
    let written = 0;
    while (written < content.length) {
      written += (await handle.write(content, written, content.length - written, written)).bytesWritten;
    }
    await handle.truncate(content.length);
    await handle.sync();
  };
  try {
    await handle.chmod(mode);
    await put(next);
  } catch (error) {
    await put(before);
    throw error;
  }
}
