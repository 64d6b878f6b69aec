import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEntries } from '../../accounts/storedShapes.ts';

/** What open terminals were started with, by process. */
export interface TerminalNotes {
  readonly read: () => ReadonlyMap<string, string>;
  readonly write: (prints: ReadonlyMap<string, string>) => void;
  readonly clear: () => void;
}

/**
 * Keeps the notes in a file of the workspace, which is written before the call returns: the window may be reloaded in the next moment, and VS Code
 * stores what extensions remember later than that. What can't be read or written is as good as never noted.
 *
 * @param folder - of the workspace; without one, nothing is kept
 */
export function createTerminalNotes(folder: string | undefined): TerminalNotes {
  const file = folder === undefined ? undefined : join(folder, 'terminals.json');
  const attempt = <Result>(action: (file: string) => Result): Result | undefined => {
    try {
      return file === undefined ? undefined : action(file);
    } catch {
      return undefined;
    }
  };
  return {
    read() {
      const stored = attempt((path): unknown => JSON.parse(readFileSync(path, 'utf8')));
      return new Map(Object.entries(readEntries(stored, (print) => typeof print === 'string')));
    },
    write(prints) {
      attempt((path) => {
        mkdirSync(join(path, '..'), { recursive: true });
        writeFileSync(path, JSON.stringify(Object.fromEntries(prints)));
      });
    },
    clear() {
      attempt((path) => rmSync(path, { force: true }));
    },
  };
}
