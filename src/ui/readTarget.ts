import { accountId } from '../accounts/accountId.ts';
import { hasTexts, isObject } from '../accounts/storedShapes.ts';
import type { CommandTarget } from '../prompts/commandTarget.ts';
import type { CommandName } from './commandTable.ts';
import { isOurs, readPointer } from '../prompts/windowToken.ts';

/** The tree, as far as commands may point into it. */
export interface PointedRows {
  /** What a row of ours is about; `undefined` for anything else. */
  readonly targetOf: (row: object) => CommandTarget | undefined;
  /** What the selected row is about, while the view is visible. */
  readonly selected: () => CommandTarget | undefined;
}

/** The Accounts view, as far as commands may point into it. */
export interface AccountsViewRows extends PointedRows {
  /** The command that the Delete key runs on a row of ours, if there is one. */
  readonly removalOf: (row: object) => CommandName | undefined;
  /** Shows the view and expands "Programs" in it, if it is there. */
  readonly showPrograms: () => Promise<void>;
}

/**
 * Reads the argument of a command, which can be anything, from anybody. Four are accepted:
 *
 * - one made by `ours` in this window. The user started the command on a surface of this window.
 * - one made by `pointer` in this window, which every extension may have read and can repeat: it says what the command is about, no more.
 * - a row of the tree. VS Code also turns `{ $treeViewId, $focusedTreeItem: true }` of a task or a keybinding into the focused row, so a row says
 *   what the command is about, and not that the user started it.
 * - none, as with keybindings and the Command Palette: it is about the selected row.
 *
 * @returns `undefined` for everything else, such as a launch configuration
 */
export function readTarget(argument: unknown, rows: PointedRows): CommandTarget | undefined {
  if (argument === undefined || argument === null) {
    const selected = rows.selected();
    return selected && { ...selected, isSelection: true };
  }
  try {
    return isObject(argument) ? readObject(argument, rows) : undefined;
  } catch {
    // An object of another extension can do anything when it is read.
    return undefined;
  }
}

function readObject(argument: Readonly<Record<string, unknown>>, rows: PointedRows): CommandTarget | undefined {
  if (isOurs(argument)) return { ...readFields(argument), isOurs: true };
  const pointed = readPointer(argument);
  return isObject(pointed) ? readFields(pointed) : rows.targetOf(argument);
}

function readFields(argument: Readonly<Record<string, unknown>>): CommandTarget {
  const { pendingId, link, requestId, file } = argument;
  return {
    ...(hasTexts(argument, 'server', 'userId') && { account: accountId(argument) }),
    ...(typeof pendingId === 'string' && { pendingId }),
    ...(typeof link === 'string' && { link }),
    ...(typeof requestId === 'number' && { requestId }),
    ...(typeof file === 'string' && { file }),
  };
}
