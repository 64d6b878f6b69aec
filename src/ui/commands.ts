import * as vscode from 'vscode';
import type { Log } from './log.ts';
import type { CommandTarget } from './chooseAccount.ts';

/** The commands answered by what src/session.ts builds, which is loaded when the first of them is run. */
const sessionCommandNames = [
  'signIn', 'signInWithCookie', 'enterCode', 'resendCode', 'discardSignIn', 'verifySession', 'refreshProfile', 'signOut', 'showMenu',
  'switchAccount', 'useInWorkspace', 'forgetAccount', 'forgetEverything', 'forgetPassword', 'openKeyringHelp', 'openWebsite', 'diagnose',
  'enableTwoFactor', 'cancelPendingTwoFactor', 'disableTwoFactor', 'renewTwoFactorTrust', 'showRecoveryCodes', 'storeAuthenticatorSecret', 'forgetAuthenticatorSecret',
  'copyOneTimeCode', 'resendEmailConfirmation', 'confirmEmail', 'confirmLoginPlace', 'checkAvailability', 'deleteAccount', 'cancelDeletion',
  'register', 'openAccountPage', 'openTermsPage', 'copyValue',
] as const;

/** The commands answered by what src/handoff.ts builds, loaded in the same way. */
const handoffCommandNames = [
  'copySessionAs', 'writeEnvironmentFile', 'removeFromEnvironmentFile', 'useInTerminals', 'stopUsingInTerminals', 'manageWorkspaceAccess',
  'exportAccount', 'importAccount', 'storeEnvironmentAccount',
] as const;

/** The commands behind `${command:vrchatAuth.…}` in launch configurations and tasks; each answers its value. */
const variableCommandNames = ['authCookie', 'twoFactorAuthCookie', 'cookieHeader', 'userId', 'oneTimeCode'] as const;

/** Each is handed what it was started on. */
export type HandoffCommands =
  & Readonly<Record<(typeof handoffCommandNames)[number], (target?: CommandTarget) => Promise<void>>>
  & Readonly<Record<(typeof variableCommandNames)[number], () => Promise<string>>>;

/** Each is handed what it was started on. */
export type Commands = Readonly<Record<(typeof sessionCommandNames)[number], (target?: CommandTarget) => Promise<void>>>;

/**
 * Registers every command of the manifest.
 *
 * @param loadCommands - loads what the commands need; called at the first use
 * @param loadHandoff - the same, for the commands that hand a session over
 */
export function registerCommands(loadCommands: () => Promise<Commands>, loadHandoff: () => Promise<HandoffCommands>, log: Log): vscode.Disposable {
  return vscode.Disposable.from(
    ...sessionCommandNames.map((name) =>
      vscode.commands.registerCommand(`vrchatAuth.${name}`, async (target?: CommandTarget) => (await loadCommands())[name](target))),
    ...handoffCommandNames.map((name) =>
      vscode.commands.registerCommand(`vrchatAuth.${name}`, async (target?: CommandTarget) => (await loadHandoff())[name](target))),
    ...variableCommandNames.map((name) => vscode.commands.registerCommand(`vrchatAuth.${name}`, async () => (await loadHandoff())[name]())),
    vscode.commands.registerCommand('vrchatAuth.showLog', () => log.show()),
  );
}
