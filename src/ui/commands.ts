import * as vscode from 'vscode';
import type { Log } from './log.ts';
import type { CommandTarget, SessionCommands } from './sessionCommands.ts';

/** The commands that the session part answers; loaded when the first of them is run. */
export const sessionCommandNames = [
  'signIn', 'signInWithCookie', 'enterCode', 'resendCode', 'discardSignIn', 'verifySession', 'refreshProfile', 'signOut', 'showMenu',
] as const satisfies readonly (keyof SessionCommands)[];

/**
 * Registers every command of the manifest.
 *
 * @param sessionCommands - loads what the commands need; called at the first use
 */
export function registerCommands(sessionCommands: () => Promise<SessionCommands>, log: Log): vscode.Disposable {
  return vscode.Disposable.from(
    ...sessionCommandNames.map((name) =>
      vscode.commands.registerCommand(`vrchatAuth.${name}`, async (target?: CommandTarget) => (await sessionCommands())[name](target))),
    vscode.commands.registerCommand('vrchatAuth.showLog', () => log.show()),
  );
}
