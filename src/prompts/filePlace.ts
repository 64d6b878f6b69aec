import { constants } from 'node:fs';
import { access, lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { errorCode } from '../accounts/errorCode.ts';

/** Why a file is left alone, unread. */
export type FileObstacle =
  | 'folder'
  | 'linkToNothing'
  | 'pipe'
  | 'socket'
  | 'device'
  | 'readOnly'
  | 'otherOwner'
  | 'tooLarge'
  | 'noFolder'
  /** The file system does not say what it is, or does not let it be read. */
  | 'unreadable';

interface Place {
  /** Where the path really leads: an absolute path without links. */
  readonly path: string;
  /** Whether a link leads there from within the workspace folder. */
  readonly isLinked: boolean;
}

/** A plain file. */
export interface PlainFile extends Place {
  readonly kind: 'file';
  /** Tells this file from another that takes its path. */
  readonly identity: string;
  /** Permission bits. */
  readonly mode: number;
  /** How many names it has; more than one if there are hard links to it. */
  readonly names: number;
}

/** Nothing is there, but its folder is. */
export interface NewFile extends Place {
  readonly kind: 'absent';
}

export type FilePlace = PlainFile | NewFile | { readonly kind: 'obstacle'; readonly obstacle: FileObstacle };

/** In bytes. Nobody's `.env` or exported account is longer, so a longer one is a mistake or hostile. */
export const maxFileSize = 1024 * 1024;

/** How a file is looked at. */
export interface Inspection {
  /** The workspace folder that contains it. Links outside of it, as on the way to the folder itself, are of no interest. */
  readonly root?: string | undefined;
  /** Whether it will not be written: somebody else's file can be read. */
  readonly onlyRead?: boolean;
}

/**
 * Looks at what stands at a path without opening it: reading a pipe would wait for its writer, or make a secret manager ask for a password.
 *
 * @param path - absolute
 */
export async function inspectPlace(path: string, { root = dirname(path), onlyRead = false }: Inspection = {}): Promise<FilePlace> {
  try {
    const isThere = await lstat(path).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    const expected = join(await realpath(root), relative(root, path));
    if (!isThere) {
      const real = join(await realpath(dirname(path)), basename(path));
      const isFolder = (await stat(dirname(path))).isDirectory();
      return isFolder ? { kind: 'absent', path: real, isLinked: !isSamePath(real, expected) } : obstacle('noFolder');
    }
    const real = await realpath(path).catch((error: unknown) => {
      if (isThere.isSymbolicLink()) return undefined;
      throw error;
    });
    return real === undefined ? obstacle('linkToNothing') : await inspectTarget(real, { isLinked: !isSamePath(real, expected), onlyRead });
  } catch (error) {
    return obstacle(['ENOENT', 'ENOTDIR'].includes(errorCode(error)) ? 'noFolder' : 'unreadable');
  }
}

async function inspectTarget(
  path: string,
  { isLinked, onlyRead }: { readonly isLinked: boolean; readonly onlyRead: boolean },
): Promise<FilePlace> {
  const found = await lstat(path, { bigint: true });
  if (found.isDirectory()) return obstacle('folder');
  if (found.isFIFO()) return obstacle('pipe');
  if (found.isSocket()) return obstacle('socket');
  if (!found.isFile()) return obstacle('device');
  const user = process.geteuid?.();
  if (!onlyRead && user !== undefined && Number(found.uid) !== user) return obstacle('otherOwner');
  const mode = Number(found.mode) & 0o777;
  // The superuser may write anything, so the mode has to be asked as well.
  if (!onlyRead && ((mode & 0o200) === 0 || !(await isAllowed(path, constants.W_OK)))) return obstacle('readOnly');
  if (!(await isAllowed(path, constants.R_OK))) return obstacle('unreadable');
  if (found.size > maxFileSize) return obstacle('tooLarge');
  return { kind: 'file', path, isLinked, identity: fileIdentity(found), mode, names: Number(found.nlink) };
}

/** @param stats - read with `bigint`: Windows' numbers are longer than a double can hold */
export function fileIdentity({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${dev}:${ino}`;
}

function obstacle(kind: FileObstacle): FilePlace {
  return { kind: 'obstacle', obstacle: kind };
}

/** Windows and macOS find a file whatever the case it is written in. */
function isSamePath(one: string, other: string): boolean {
  const key = (path: string): string => (process.platform === 'linux' ? path : path.normalize().toLowerCase());
  return key(one) === key(other);
}

function isAllowed(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
