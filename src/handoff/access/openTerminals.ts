import * as vscode from 'vscode';
import type { OlderTerminal } from '../../prompts/programUse.ts';
import type { TerminalNotes } from './terminalNotes.ts';

/** What an open terminal was started with. */
interface Started {
  /** Its folder's URI. */
  readonly folder: string | undefined;
  /** Of the variables that new terminals got then; `undefined` if that is not known. */
  print: string | undefined;
  /** Another one is another process: the terminal was relaunched. */
  processId: number | undefined;
}

/** How many notes are kept of processes that are not seen again. */
const maxEarlier = 50;

/** A terminal that was relaunched has its new process by then. */
const relaunchMs = 3000;

/**
 * Knows which open terminals have something else than new ones get. VS Code does not say what a terminal was started with, so what new ones
 * got at that moment is noted. It is remembered by process, because terminals outlive a reload of the window, and some come back only after the
 * extension has started. One whose start nobody saw counts as older.
 *
 * @param printOf - identifies what new terminals of a folder get, by its URI; empty for nothing. Contains no secret
 * @param notes - of this workspace, which outlive a reload
 * @param changed - called when {@link older} may have another answer
 */
export function createOpenTerminals(printOf: (folder: string) => string, notes: TerminalNotes, changed: () => void) {
  /** What was noted before the window was reloaded, by process. */
  const earlier = new Map(notes.read());
  const known = new Map<vscode.Terminal, Started>();
  let timer: NodeJS.Timeout | undefined;

  const note = (terminal: vscode.Terminal, isNew: boolean): void => {
    const folder = folderOf(terminal);
    if (!receivesVariables(terminal) || folder === undefined) return;
    const started: Started = { folder, print: isNew ? printOf(folder) : undefined, processId: undefined };
    known.set(terminal, started);
    void terminal.processId.then((id) => {
      started.processId = id;
      const noted = earlier.get(String(id));
      earlier.delete(String(id));
      if (noted !== undefined && noted !== started.print) {
        started.print = noted;
        changed();
      }
      remember();
    });
  };

  /** Not called when a terminal closes: a reload closes all of them here. Where nothing was given, nothing is remembered. */
  const remember = (): void => {
    if ([...known.values()].every(({ folder }) => folder === undefined || printOf(folder) === '')) return;
    const prints = [...known.values()].flatMap(({ processId, print = '' }) =>
      processId === undefined ? [] : [[String(processId), print] as const],
    );
    // Those of the last window that have not come back yet may do so after another reload.
    notes.write(new Map([...[...earlier].slice(-maxEarlier), ...prints]));
  };

  async function look(): Promise<void> {
    let isChanged = false;
    for (const [terminal, started] of known) {
      const id = await terminal.processId;
      if (id === undefined || id === started.processId) continue;
      isChanged ||= started.processId !== undefined;
      if (started.processId !== undefined && started.folder !== undefined) started.print = printOf(started.folder);
      started.processId = id;
    }
    if (!isChanged) return;
    remember();
    changed();
  }

  vscode.window.terminals.forEach((terminal) => note(terminal, false));
  const parts = vscode.Disposable.from(
    vscode.window.onDidOpenTerminal((terminal) => note(terminal, true)),
    vscode.window.onDidCloseTerminal((terminal) => {
      if (known.delete(terminal)) changed();
    }),
    vscode.window.onDidChangeActiveTerminal(() => void look()),
    { dispose: () => clearTimeout(timer) },
  );

  return {
    /** The open terminals of a folder that have something else than new ones get. */
    older(folder: string): readonly OlderTerminal[] {
      const current = printOf(folder);
      return [...known].flatMap(([{ name }, started]) =>
        started.folder !== folder || started.print === current
          ? []
          : [{ name, hasEarlier: started.print !== undefined && started.print !== '' }],
      );
    },

    /** Call this when new terminals get something else. VS Code relaunches those that nobody has used. */
    variablesChanged(): void {
      clearTimeout(timer);
      timer = setTimeout(() => {
        remember();
        void look();
      }, relaunchMs);
    },

    dispose: (): void => void parts.dispose(),
  };
}

/** VS Code gives variables to shells, and not to what extensions draw themselves or start with an environment of their own. */
function receivesVariables({ creationOptions }: vscode.Terminal): boolean {
  return !('pty' in creationOptions) && creationOptions.strictEnv !== true;
}

/** VS Code chooses the variables by the folder that a terminal starts in. That of a terminal that came back is a path on the workspace's machine. */
function folderOf({ creationOptions }: vscode.Terminal): string | undefined {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  const cwd = 'cwd' in creationOptions ? creationOptions.cwd : undefined;
  const uri = typeof cwd === 'string' ? first?.uri.with({ path: vscode.Uri.file(cwd).path }) : cwd;
  const folder = uri ? vscode.workspace.getWorkspaceFolder(uri) : first;
  return folder?.uri.toString();
}
