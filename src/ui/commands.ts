import * as vscode from 'vscode';
import type { Log } from './log.ts';
import type { CommandTarget } from './sessionCommands.ts';

/** The commands answered by what src/session.ts builds, which is loaded when the first of them is run. */
const sessionCommandNames = [
  'signIn', 'signInWithCookie', 'enterCode', 'resendCode', 'discardSignIn', 'verifySession', 'refreshProfile', 'signOut', 'showMenu',
  'switchAccount', 'useInWorkspace', 'forgetAccount', 'forgetEverything', 'forgetPassword', 'openKeyringHelp', 'openWebsite', 'diagnose',
  'enableTwoFactor', 'cancelPendingTwoFactor', 'disableTwoFactor', 'showRecoveryCodes', 'storeAuthenticatorSecret', 'forgetAuthenticatorSecret',
  'copyOneTimeCode',
] as const;

/** Each is handed what it was started on. */
export type Commands = Readonly<Record<(typeof sessionCommandNames)[number], (target?: CommandTarget) => Promise<void>>>;

/**
 * Registers every command of the manifest.
 *
 * @param loadCommands - loads what the commands need; called at the first use
 */
export function registerCommands(loadCommands: () => Promise<Commands>, log: Log): vscode.Disposable {
  return vscode.Disposable.from(
    ...sessionCommandNames.map((name) =>
      vscode.commands.registerCommand(`vrchatAuth.${name}`, async (target?: CommandTarget) => (await loadCommands())[name](target))),
    vscode.commands.registerCommand('vrchatAuth.showLog', () => log.show()),
  );
}
