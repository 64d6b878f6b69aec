import * as vscode from 'vscode';
import { commandVariables, type CommandVariable } from '../prompts/commandVariables.ts';
import type { CommandTarget } from '../prompts/commandTarget.ts';
import type { Log } from '../prompts/log.ts';
import { isObject } from '../accounts/storedShapes.ts';
import {
  emulatorCommands,
  emulatorControlCommands,
  handoffCommands,
  requestCommands,
  sessionCommands,
  type CommandName,
} from './commandTable.ts';
import { readTarget, type AccountsViewRows, type PointedRows } from './readTarget.ts';

/** Each is handed what it was started on; a variable returns its value. */
export type HandoffCommands = Readonly<Record<keyof typeof handoffCommands, (target?: CommandTarget) => Promise<void>>> &
  Readonly<Record<CommandVariable, (argument: unknown) => Promise<string>>>;

/** Each is handed what it was started on. */
export type Commands = Readonly<Record<keyof typeof sessionCommands, (target?: CommandTarget) => Promise<void>>>;

/** Each is handed what it was started on. */
export type RequestCommands = Readonly<Record<keyof typeof requestCommands, (target?: CommandTarget) => Promise<void>>>;

/** Each is handed what it was started on. */
export type EmulatorControlCommands = Readonly<Record<keyof typeof emulatorControlCommands, (target?: CommandTarget) => Promise<void>>>;

export type EmulatorCommands = Readonly<Record<keyof typeof emulatorCommands, () => Promise<void>>>;

/** Has no room for members that `Expected` does not name. TypeScript itself lets extra members of a spread object pass. */
export type NothingBeside<Expected, Given> = { readonly [Name in keyof Given]: Name extends keyof Expected ? unknown : never };

/** Loads the commands; each part is loaded when one of its commands first runs. */
export interface CommandLoaders {
  readonly session: () => Promise<Commands>;
  readonly handoff: () => Promise<HandoffCommands>;
  readonly emulator: () => Promise<EmulatorCommands>;
  readonly requests: () => Promise<{ readonly commands: RequestCommands; readonly rows: PointedRows }>;
}

/**
 * Registers every command of the manifest. Only what stands in the table can be registered.
 *
 * @param rows - of the tree, which arguments can point to
 */
export function registerCommands(load: CommandLoaders, rows: AccountsViewRows, log: Log): vscode.Disposable {
  const register = (name: CommandName, run: (target?: CommandTarget) => unknown) =>
    registerOurs(name, (argument) => run(readTarget(argument, rows)));
  return vscode.Disposable.from(
    ...namesOf(sessionCommands).map((name) => register(name, async (target) => (await load.session())[name](target))),
    ...namesOf(handoffCommands).map((name) => register(name, async (target) => (await load.handoff())[name](target))),
    ...commandVariables.map((name) =>
      vscode.commands.registerCommand(`vrchatAuth.${name}`, async (argument: unknown) => (await load.handoff())[name](argument)),
    ),
    ...namesOf(emulatorCommands).map((name) => register(name, async () => (await load.emulator())[name]())),
    ...namesOf(requestCommands).map((name) =>
      registerOurs(name, async (argument) => {
        const { commands, rows: requestRows } = await load.requests();
        await commands[name](readTarget(argument, requestRows));
      }),
    ),
    register('showPrograms', () => rows.showPrograms()),
    register('showLog', () => log.show()),
    // A key has the focused row as its argument.
    registerOurs('removeRow', async (row) => {
      const command = isObject(row) ? rows.removalOf(row) : undefined;
      if (command) await vscode.commands.executeCommand(`vrchatAuth.${command}`, row);
    }),
  );
}

/**
 * Registers the commands that steer the emulator, when there is one: they would cost every window's start otherwise.
 *
 * @param rows - of the tree, which arguments can point to
 */
export function registerEmulatorCommands(commands: EmulatorControlCommands, rows: PointedRows): vscode.Disposable {
  return vscode.Disposable.from(
    ...namesOf(emulatorControlCommands).map((name) => registerOurs(name, (argument) => commands[name](readTarget(argument, rows)))),
  );
}

/** Whatever started a command, and whether it waits for it or not: an error shows, and nothing secret in it. */
function registerOurs(name: CommandName, run: (argument: unknown) => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(`vrchatAuth.${name}`, async (argument: unknown) => {
    try {
      return await run(argument);
    } catch (error) {
      (await import('../prompts/sayUnexpected.ts')).sayUnexpected(error);
      return undefined;
    }
  });
}

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): readonly Name[] {
  return Object.keys(table) as Name[];
}
