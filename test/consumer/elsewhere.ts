import { appendFile, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';

/**
 * A virtual file system, such as that of a repository that was never cloned: `elsewhere:/name`. Its files are kept in a folder named by the
 * environment, next to a log of the changes. A file `breaks` there names the kind of change, `write` or `rename`, that fails in the middle.
 */
export function createElsewhere(folder: string): vscode.FileSystemProvider {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const place = ({ path }: vscode.Uri): string => join(folder, 'files', path);
  const breaks = async (change: string): Promise<boolean> => (await readFile(join(folder, 'breaks'), 'utf8').catch(() => '')) === change;
  const note = (text: string): Promise<void> => appendFile(join(folder, 'changes'), `${text}\n`);
  const found = <Value>(result: Promise<Value>, uri: vscode.Uri): Promise<Value> =>
    result.catch(() => Promise.reject(vscode.FileSystemError.FileNotFound(uri)));
  return {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => undefined),
    stat: async (uri) => {
      const entry = await found(stat(place(uri)), uri);
      return { size: entry.size, mtime: entry.mtimeMs, ctime: entry.ctimeMs, type: typeOf(entry) };
    },
    readDirectory: async (uri) =>
      (await found(readdir(place(uri), { withFileTypes: true }), uri)).map((entry) => [entry.name, typeOf(entry)]),
    createDirectory: async (uri) => {
      await mkdir(place(uri), { recursive: true });
    },
    readFile: (uri) => found(readFile(place(uri)), uri),
    writeFile: async (uri, content) => {
      const isLost = await breaks('write');
      await writeFile(place(uri), isLost ? content.subarray(0, content.length / 2) : content);
      if (isLost) throw vscode.FileSystemError.Unavailable('the connection was lost');
      await note(`write ${basename(uri.path)}`);
    },
    delete: (uri) => rm(place(uri), { recursive: true }),
    rename: async (before, after, { overwrite }) => {
      if (await breaks('rename')) throw vscode.FileSystemError.Unavailable('the connection was lost');
      await rename(place(before), place(after));
      await note(`rename ${basename(before.path)} ${basename(after.path)}${overwrite ? ' over what is there' : ''}`);
    },
  };
}

function typeOf(entry: { isDirectory(): boolean }): vscode.FileType {
  return entry.isDirectory() ? vscode.FileType.Directory : vscode.FileType.File;
}
