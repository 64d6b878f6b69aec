import { commandVariables, type CommandVariable } from '../prompts/commandVariables.ts';

/**
 * What a command does for a caller nobody knows. Anybody may call any command, with any argument: tasks, launch configurations, keybindings,
 * other extensions, agents.
 *
 * - `open`: reads or shows something, steers the local emulator, whose accounts are made up, or stops something of this window that costs
 *   nothing to start again.
 * - `asks`: spends a login, changes what VRChat stores, hands out or destroys something. It shows a box that the user has to accept (a choice of
 *   accounts counts, even of one), unless a surface of this window started it.
 * - `variable`: returns a value to its caller, after consent for the folder, the account and the variable.
 */
export type CommandKind = 'open' | 'asks' | 'variable';

/** Written once, because every window loads the table. */
const open = 'open';
const asks = 'asks';

/** Commands of src/bundles/online.ts, which is loaded when the first of them runs. */
export const sessionCommands = {
  signIn: asks,
  signInWithCookie: asks,
  enterCode: asks,
  resendCode: asks,
  discardSignIn: asks,
  useSessionHere: asks,
  verifySession: open,
  refreshProfile: open,
  signOut: asks,
  showMenu: open,
  switchAccount: asks,
  useInWorkspace: asks,
  forgetAccount: asks,
  forgetEverything: asks,
  forgetPassword: asks,
  openKeyringHelp: open,
  openWebsite: open,
  diagnose: open,
  enableTwoFactor: asks,
  cancelPendingTwoFactor: asks,
  disableTwoFactor: asks,
  renewTwoFactorTrust: asks,
  showRecoveryCodes: asks,
  storeAuthenticatorSecret: asks,
  forgetAuthenticatorSecret: asks,
  copyOneTimeCode: asks,
  resendEmailConfirmation: asks,
  confirmEmail: asks,
  confirmLoginPlace: asks,
  checkAvailability: open,
  deleteAccount: asks,
  cancelDeletion: asks,
  register: open,
  openAccountPage: open,
  openTermsPage: open,
  copyValue: asks,
  dismissSuggestion: open,
} as const satisfies Readonly<Record<string, CommandKind>>;

/** Commands of src/bundles/handoff.ts, loaded the same way. */
export const handoffCommands = {
  useInProject: asks,
  copySessionAs: asks,
  writeEnvironmentFile: asks,
  removeFromEnvironmentFile: asks,
  useInTerminals: asks,
  stopUsingInTerminals: asks,
  createSampleProject: asks,
  revokeAccess: asks,
  exportAccount: asks,
  importAccount: asks,
  storeEnvironmentAccount: asks,
  startGateway: asks,
  stopGateway: asks,
  replaceGatewayKey: asks,
} as const satisfies Readonly<Record<string, CommandKind>>;

/** Commands of src/bundles/localEmulator.ts, loaded the same way. */
export const emulatorCommands = { startEmulator: open, stopEmulator: open, tryEmulator: asks } as const satisfies Readonly<
  Record<string, CommandKind>
>;

/** Commands that steer a running emulator. They exist once one has been started in the window. */
export const emulatorControlCommands = {
  signInAtEmulator: asks,
  copyEmulatorCode: asks,
  copyEmulatorPassword: asks,
  openEmulatorLink: open,
  failNextAnswer: open,
  removeFault: open,
  expireEmulatorSessions: open,
  moveToAnotherNetwork: open,
  advanceClock: open,
  sendEmulatorEvent: open,
  resetEmulator: open,
} as const satisfies Readonly<Record<string, CommandKind>>;

/** Commands of src/bundles/sessionGateway.ts, loaded the same way. */
export const requestCommands = {
  showRequests: open,
  pauseRequests: open,
  resumeRequests: open,
  clearRequests: open,
  showOnlyProblems: open,
  showAllRequests: open,
  copyRequestAsCurl: asks,
} as const satisfies Readonly<Record<string, CommandKind>>;

const variables = (): Readonly<Record<CommandVariable, 'variable'>> =>
  Object.fromEntries(commandVariables.map((name) => [name, 'variable'])) as Readonly<Record<CommandVariable, 'variable'>>;

/** Every registered command, without its prefix `vrchatAuth.`. Marked as pure, so that no bundle contains it: only tests read it whole. */
export const commandTable = /* @__PURE__ */ (() =>
  ({
    ...sessionCommands,
    ...handoffCommands,
    ...emulatorCommands,
    ...emulatorControlCommands,
    ...requestCommands,
    ...variables(),
    showPrograms: 'open',
    showLog: 'open',
    removeRow: 'asks',
  }) as const satisfies Readonly<Record<string, CommandKind>>)();

export type CommandName = keyof typeof commandTable;
