import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file all at once: whoever reads it finds the old content or the new, never a part of either, even if this process is ended in
 * the middle. A link is followed, and the mode of the file it leads to is kept; a new file can be read by its owner only.
 *
 * @param path - the file, which need not exist; its folder does
 * @throws what the file system throws; the old file is unchanged then
 */
export async function replaceFile(path: string, content: Uint8Array): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const mode = await stat(target).then((found) => found.mode & 0o777, () => 0o600);
  const draft = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    // The mode comes with the file, so that there is no moment at which others could open it.
    const handle = await open(draft, 'wx', mode);
    try {
      await handle.writeFile(content);
      await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
