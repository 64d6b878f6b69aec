import { posix } from 'node:path';
import * as vscode from 'vscode';
import { maxFileSize, type FileObstacle, type Inspection } from './filePlace.ts';
import { canOthersRead, FileChangedError, openLocalFile, type LocalFile } from './localFile.ts';
import { pathText } from './pathText.ts';
import { draftFolderName } from './replaceFile.ts';

const { l10n } = vscode;

/** A file on this machine or wherever the workspace is, in the state it was found in. */
export interface WorkspaceFile extends Pick<LocalFile, 'content' | 'write'> {
  /** Where it really is, if that is known. */
  readonly uri: vscode.Uri;
  /** What is unusual about it, for the user to decide. */
  readonly warnings: readonly string[];
  /** Changes if the file is replaced, or a link leads elsewhere. */
  readonly identity: string;
  readonly othersCanRead: boolean;
}

/**
 * Reads a file if it is a plain one, or absent.
 *
 * @see {@link openLocalFile}
 */
export async function openWorkspaceFile(
  uri: vscode.Uri,
  { onlyRead = false }: Pick<Inspection, 'onlyRead'> = {},
): Promise<WorkspaceFile | { readonly obstacle: FileObstacle }> {
  if (uri.scheme !== 'file') return openRemoteFile(uri, onlyRead);
  const file = await openLocalFile(uri.fsPath, {
    root: vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath,
    onlyRead,
  });
  if ('obstacle' in file) return file;
  const { place, content, write } = file;
  const othersCanRead = place.kind === 'file' && canOthersRead(place.mode);
  const real = place.isLinked ? vscode.Uri.file(place.path) : uri;
  return {
    uri: real,
    content,
    write,
    identity: JSON.stringify(place),
    othersCanRead,
    warnings: [
      ...(place.isLinked ? [l10n.t('It is a link to {0}, which is the file that will be changed.', pathText(real))] : []),
      ...(place.kind === 'file' && place.names > 1
        ? [l10n.t('The same file has another name elsewhere (a hard link), where the session will be, too.')]
        : []),
      ...(othersCanRead ? [l10n.t('Other users of this machine can read it now. Writing makes it readable by you only.')] : []),
    ],
  };
}

/** VS Code's file systems know neither owners nor modes nor where a link leads, and follow it. */
async function openRemoteFile(uri: vscode.Uri, onlyRead: boolean): Promise<WorkspaceFile | { readonly obstacle: FileObstacle }> {
  const { fs } = vscode.workspace;
  const read = async (): Promise<{ readonly content: Buffer; readonly identity: string } | { readonly obstacle: FileObstacle }> => {
    const found = await ifThere(fs.stat(uri));
    if (!found) return { content: Buffer.alloc(0), identity: 'absent' };
    const { type, size, permissions } = found;
    if ((type & vscode.FileType.Directory) !== 0) return { obstacle: 'folder' };
    if ((type & vscode.FileType.File) === 0) return { obstacle: (type & vscode.FileType.SymbolicLink) === 0 ? 'device' : 'linkToNothing' };
    if (!onlyRead && permissions === vscode.FilePermission.Readonly) return { obstacle: 'readOnly' };
    if (size > maxFileSize) return { obstacle: 'tooLarge' };
    return { content: Buffer.from(await fs.readFile(uri)), identity: `type ${type}` };
  };
  try {
    const before = await read();
    if ('obstacle' in before) return before;
    const { content, identity } = before;
    const isLinked = identity === `type ${vscode.FileType.File | vscode.FileType.SymbolicLink}`;
    return {
      uri,
      content,
      identity,
      othersCanRead: false,
      warnings: [
        ...(isLinked ? [l10n.t('It is a link. VS Code can’t tell where on that machine it leads.')] : []),
        l10n.t('VS Code can’t tell who else can read files there, and doesn’t change it.'),
      ],
      async write(next) {
        const now = await read();
        if ('obstacle' in now || now.identity !== identity || !now.content.equals(content)) throw new FileChangedError();
        await (isLinked ? writeThroughLink(uri, next, content) : replaceRemoteFile(uri, next, identity === 'absent' ? undefined : content));
        return { othersCanRead: false };
      },
    };
  } catch {
    return { obstacle: 'unreadable' };
  }
}

/** A rename would replace the link itself. */
async function writeThroughLink(uri: vscode.Uri, next: Uint8Array, before: Uint8Array): Promise<void> {
  const { fs } = vscode.workspace;
  try {
    await fs.writeFile(uri, next);
  } catch (error) {
    await fs.writeFile(uri, before).then(undefined, () => undefined);
    throw error;
  }
}

/** A connection that is lost in the middle of a write leaves the old file unchanged. */
async function replaceRemoteFile(uri: vscode.Uri, next: Uint8Array, before: Uint8Array | undefined): Promise<void> {
  const { fs } = vscode.workspace;
  const { dir, base } = posix.parse(uri.path);
  // As on this machine: Git ignores what is in it, should the connection be lost before it is removed.
  const folder = uri.with({ path: posix.join(dir, draftFolderName(base)) });
  const draft = vscode.Uri.joinPath(folder, 'draft');
  const removeFolder = async (): Promise<void> => fs.delete(folder, { recursive: true }).then(undefined, () => undefined);
  try {
    await fs.createDirectory(folder);
    await fs.writeFile(vscode.Uri.joinPath(folder, '.gitignore'), Buffer.from('*\n'));
    await fs.writeFile(draft, next);
    await fs.rename(draft, uri, { overwrite: true });
    await removeFolder();
  } catch (error) {
    // Some file systems delete the target before they rename. If the old content can't be restored, the draft stays: it contains all of it.
    if (before && !(await ifThere(fs.stat(uri)))) await fs.writeFile(uri, before);
    await removeFolder();
    throw error;
  }
}

async function ifThere<Value>(value: Thenable<Value>): Promise<Value | undefined> {
  try {
    return await value;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}

/** Says what stands in the way of a file, and that nothing happened to it. */
export function obstacleText(obstacle: FileObstacle, uri: vscode.Uri): string {
  const name = pathText(uri);
  switch (obstacle) {
    case 'folder':
      return l10n.t('{0} is a folder. Choose a file.', name);
    case 'linkToNothing':
      return l10n.t('{0} is a link that leads nowhere. Correct or remove the link, or choose another file.', name);
    case 'pipe':
      return l10n.t('{0} is a pipe, as secret managers provide it, so it was not touched. Choose another file.', name);
    case 'socket':
      return l10n.t('{0} is a socket, so it was not touched. Choose another file.', name);
    case 'device':
      return l10n.t('{0} is not a plain file, so it was not touched. Choose another file.', name);
    case 'readOnly':
      return l10n.t('{0} is read-only. Allow writing, or choose another file.', name);
    case 'otherOwner':
      return l10n.t('{0} belongs to another user. Take it over, or choose another file.', name);
    case 'tooLarge':
      return l10n.t('{0} is larger than 1 MB, so it was not read. Choose another file.', name);
    case 'noFolder':
      return l10n.t('The folder of {0} doesn’t exist. Create it, or choose another file.', name);
    case 'unreadable':
      return l10n.t('Couldn’t read {0}.', name);
  }
}
