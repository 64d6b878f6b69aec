import * as vscode from 'vscode';
import { commandVariables, type CommandVariable } from '../prompts/commandVariables.ts';
import type { Log } from '../prompts/log.ts';
import type { CommandTarget } from './account/chooseAccount.ts';
import { readTarget } from './readTarget.ts';

/** Commands of src/bundles/online.ts, which is loaded when the first of them runs. */
const sessionCommandNames = [
  'signIn',
  'signInWithCookie',
  'enterCode',
  'resendCode',
  'discardSignIn',
  'useSessionHere',
  'verifySession',
  'refreshProfile',
  'signOut',
  'showMenu',
  'switchAccount',
  'useInWorkspace',
  'forgetAccount',
  'forgetEverything',
  'forgetPassword',
  'openKeyringHelp',
  'openWebsite',
  'diagnose',
  'enableTwoFactor',
  'cancelPendingTwoFactor',
  'disableTwoFactor',
  'renewTwoFactorTrust',
  'showRecoveryCodes',
  'storeAuthenticatorSecret',
  'forgetAuthenticatorSecret',
  'copyOneTimeCode',
  'resendEmailConfirmation',
  'confirmEmail',
  'confirmLoginPlace',
  'checkAvailability',
  'deleteAccount',
  'cancelDeletion',
  'register',
  'openAccountPage',
  'openTermsPage',
  'copyValue',
] as const;

/** Commands of src/bundles/handoff.ts, loaded the same way. */
const handoffCommandNames = [
  'copySessionAs',
  'writeEnvironmentFile',
  'removeFromEnvironmentFile',
  'useInTerminals',
  'stopUsingInTerminals',
  'manageWorkspaceAccess',
  'exportAccount',
  'importAccount',
  'storeEnvironmentAccount',
] as const;

/** Commands of src/bundles/localEmulator.ts, loaded the same way. */
const emulatorCommandNames = ['startEmulator', 'stopEmulator'] as const;

/** Each is handed what it was started on; a variable returns its value. */
export type HandoffCommands = Readonly<Record<(typeof handoffCommandNames)[number], (target?: CommandTarget) => Promise<void>>> &
  Readonly<Record<CommandVariable, () => Promise<string>>>;

/** Each is handed what it was started on. */
export type Commands = Readonly<Record<(typeof sessionCommandNames)[number], (target?: CommandTarget) => Promise<void>>>;

export type EmulatorCommands = Readonly<Record<(typeof emulatorCommandNames)[number], () => Promise<void>>>;

/** Has no room for members that `Expected` does not name. TypeScript itself lets extra members of a spread object pass. */
export type NothingBeside<Expected, Given> = { readonly [Name in keyof Given]: Name extends keyof Expected ? unknown : never };

/** Loads the commands; each part is loaded when one of its commands first runs. */
export interface CommandLoaders {
  readonly session: () => Promise<Commands>;
  readonly handoff: () => Promise<HandoffCommands>;
  readonly emulator: () => Promise<EmulatorCommands>;
}

/** Registers every command of the manifest. */
export function registerCommands(load: CommandLoaders, log: Log): vscode.Disposable {
  const register = (name: string, run: (target?: CommandTarget) => unknown) =>
    vscode.commands.registerCommand(`vrchatAuth.${name}`, (argument: unknown) => run(readTarget(argument)));
  return vscode.Disposable.from(
    ...sessionCommandNames.map((name) => register(name, async (target) => (await load.session())[name](target))),
    ...handoffCommandNames.map((name) => register(name, async (target) => (await load.handoff())[name](target))),
    ...commandVariables.map((name) => register(name, async () => (await load.handoff())[name]())),
    ...emulatorCommandNames.map((name) => register(name, async () => (await load.emulator())[name]())),
    register('showLog', () => log.show()),
  );
}
