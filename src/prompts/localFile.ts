import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { errorCode } from '../accounts/errorCode.ts';
import { fileIdentity, inspectPlace, maxFileSize, type FileObstacle, type Inspection, type NewFile, type PlainFile } from './filePlace.ts';
import { replaceFile, rewriteFile } from './replaceFile.ts';

/** A file in the state it was found in, which can be replaced as long as it is still that. */
export interface LocalFile {
  readonly place: PlainFile | NewFile;
  /** Empty if there is no file yet. */
  readonly content: Buffer;
  /**
   * Replaces the content atomically: a reader gets the old or the new content, never a part, even if this process is killed. Where the file
   * cannot be replaced (a mount point, a file with several names), it is rewritten.
   *
   * @param mode - the permission bits; by default an existing file keeps its own, and a new one is for its owner only
   * @returns whether others can read it, which some file systems do not let anyone change
   * @throws FileChangedError if something else is there by now; the file system's error if it fails. The old content stays then
   */
  readonly write: (content: Uint8Array, options?: { readonly mode?: number }) => Promise<{ readonly othersCanRead: boolean }>;
}

/** The file is not what it was when it was read. */
export class FileChangedError extends Error {
  override readonly name = 'FileChangedError';
}

/** The mode of a file that holds a secret. */
export const ownerOnly = 0o600;

/** Windows has no such bits; its files belong to the folder's users. */
export function canOthersRead(mode: number): boolean {
  return process.platform !== 'win32' && (mode & 0o077) !== 0;
}

/** Windows has neither flag, and counts a flag it does not have as zero. */
const withoutSurprises = constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Reads a file if it is a plain one, through links.
 *
 * @param path - absolute
 */
export async function openLocalFile(path: string, inspection: Inspection = {}): Promise<LocalFile | { readonly obstacle: FileObstacle }> {
  const place = await inspectPlace(path, inspection);
  if (place.kind === 'obstacle') return { obstacle: place.obstacle };
  try {
    const content = place.kind === 'absent' ? Buffer.alloc(0) : await withFile(place, constants.O_RDONLY, readAll);
    return {
      place,
      content,
      async write(next, { mode = place.kind === 'absent' ? ownerOnly : place.mode } = {}) {
        const current = await inspectPlace(path, inspection);
        if (current.kind !== place.kind || current.path !== place.path) throw new FileChangedError();
        await writeTo(place, content, next, mode);
        return { othersCanRead: canOthersRead((await lstat(place.path)).mode) };
      },
    };
  } catch {
    return { obstacle: 'unreadable' };
  }
}

async function writeTo(place: PlainFile | NewFile, before: Buffer, next: Uint8Array, mode: number): Promise<void> {
  const requireUnchanged = async (): Promise<void> => {
    if (place.kind === 'absent') {
      const isThere = await lstat(place.path).then(
        () => true,
        () => false,
      );
      if (isThere) throw new FileChangedError();
    } else if (!(await withFile(place, constants.O_RDONLY, readAll)).equals(before)) throw new FileChangedError();
  };
  const rewrite = async (file: PlainFile): Promise<void> => {
    await requireUnchanged();
    await withFile(file, constants.O_RDWR, (handle) => rewriteFile(handle, { before, next, mode }));
  };
  // A file that is renamed to one of the names would leave the others with the old content.
  if (place.kind === 'file' && place.names > 1) return rewrite(place);
  try {
    await replaceFile(place.path, next, { mode, beforeRename: requireUnchanged });
  } catch (error) {
    if (place.kind === 'absent' || !cannotBeReplaced.has(errorCode(error))) throw error;
    await rewrite(place);
  }
}

/** A mount point is busy; a folder may refuse new files and let an old one be written; a bind mount can be another device. */
const cannotBeReplaced: ReadonlySet<string> = new Set(['EBUSY', 'EPERM', 'EACCES', 'EXDEV', 'EROFS']);

/** Opens a file that was inspected. It cannot wait, follow a link or open another file, whatever has taken the path in the meantime. */
async function withFile<Result>(place: PlainFile, flags: number, use: (handle: FileHandle) => Promise<Result>): Promise<Result> {
  const handle = await open(place.path, flags | withoutSurprises).catch((error: unknown) => {
    throw ['ENOENT', 'ELOOP', 'ENXIO', 'EISDIR', 'ENOTDIR'].includes(errorCode(error)) ? new FileChangedError() : error;
  });
  try {
    const found = await handle.stat({ bigint: true });
    if (!found.isFile() || fileIdentity(found) !== place.identity) throw new FileChangedError();
    return await use(handle);
  } finally {
    await handle.close();
  }
}

/** Reads what the file is said to hold: some files of /proc have no end. */
async function readAll(handle: FileHandle): Promise<Buffer> {
  const { size } = await handle.stat();
  const content = Buffer.alloc(Math.min(size, maxFileSize));
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(content, length, content.length - length, length);
    length += bytesRead;
    if (bytesRead === 0 || length === content.length) return content.subarray(0, length);
  }
}
