import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, onTestFinished } from 'vitest';
import { demoAccounts } from '../../src/emulator/accountSeed.ts';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/emulator.ts';
import { repositoryRoot } from '../host/repository.ts';
import { startVSCode, type VSCodeOptions, type VSCodeServer } from '../host/vscodeServer.ts';
import type { VSCodeVersion } from '../host/vscodeInstall.ts';
import { openWorkbench, type Workbench, type WorkbenchOptions } from '../host/workbench.ts';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';
import { createFreshWindows, type FreshWindowOptions } from './freshWindows.ts';

/** What the emulator has seen. */
interface EmulatorState {
  readonly accounts: readonly { readonly username: string; readonly logins: number; readonly sessions: readonly unknown[] }[];
  readonly requests: readonly { readonly operation: string | null; readonly path: string }[];
}

/** A VRChat API on this machine, and the hand that steers it. */
export interface Server {
  readonly address: string;
  state(): Promise<EmulatorState>;
  /** The operations asked for so far, in order. */
  requests(): Promise<(string | null)[]>;
  logins(username: string): Promise<number>;
  sessions(username: string): Promise<number>;
  fault(operation: string, fault: string, times?: number): Promise<void>;
  authenticatorCode(username: string): Promise<string>;
  mailedCode(): Promise<string>;
  mailedLink(): Promise<string>;
  control<Body>(method: string, path: string, body?: unknown): Promise<Body>;
}

function steer({ address }: Emulator): Server {
  const { origin } = new URL(address);
  const control = async <Body>(method: string, path: string, body?: unknown): Promise<Body> => {
    const response = await fetch(`${origin}/_emulator/${path}`, {
      method, ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`The emulator refused ${method} ${path}: ${await response.text()}`);
    return (await response.json()) as Body;
  };
  const state = () => control<EmulatorState>('GET', 'state');
  const account = async (username: string) => {
    const found = (await state()).accounts.find((candidate) => candidate.username === username);
    if (!found) throw new Error(`The emulator has no account ${username}.`);
    return found;
  };
  type Mail = readonly { readonly code?: string; readonly link?: string }[];
  return {
    address, state, control,
    requests: async () => (await state()).requests.map(({ operation }) => operation),
    logins: async (username) => (await account(username)).logins,
    sessions: async (username) => (await account(username)).sessions.length,
    fault: async (operation, fault, times) => {
      await control('POST', 'faults', { operation, fault, ...(times !== undefined && { times }) });
    },
    authenticatorCode: async (username) =>
      (await control<{ username: string; code: string }[]>('GET', 'codes')).find((entry) => entry.username === username)?.code ?? '',
    mailedCode: async () => (await control<Mail>('GET', 'mailbox')).findLast(({ code }) => code !== undefined)?.code ?? '',
    mailedLink: async () => (await control<Mail>('GET', 'mailbox')).findLast(({ link }) => link !== undefined)?.link ?? '',
  };
}

/** What the tests run on unless they are told otherwise by the environment: see CONTRIBUTING.md. */
const { WORKBENCH_VERSION: everyVersion, WORKBENCH_PACKAGE: packagePath } = process.env;

type StageOptions = Pick<VSCodeOptions, 'trust' | 'settings' | 'dataDir'> & {
  /** The package (`.vsix`) to install the extension from; its sources serve where there is none. With `false` the test itself installs it. */
  readonly packaged?: string | false;
  /** Further environment variables of the extension host; asked for when the emulator is up, for the first test to find what that did to it. */
  readonly env?: VSCodeOptions['env'] | ((server: Server) => Promise<VSCodeOptions['env']>);
};

/** One VS Code and one emulator for all tests of a file; each test has fresh accounts and secrets. */
export function useVSCode(version: VSCodeVersion, { packaged = packagePath, ...options }: StageOptions = {}, emulatorOptions: EmulatorOptions = {}) {
  const install = packaged ? [resolve(packaged)] : [];
  const development = packaged === undefined ? [repositoryRoot] : [];
  let emulator: Emulator;
  let vscode: VSCodeServer;
  let folder: string;
  const reset = (): Promise<unknown> => steer(emulator).control('POST', 'reset');
  /** Opens a window with the extension in it, and the view "Accounts" shown. */
  const openWindow = async (workbench: Workbench): Promise<WorkbenchWindow> => {
    const window = await workbench.openWindow({ folder, development });
    await window.openView('VRChat Auth');
    return window;
  };
  const freshWindows = createFreshWindows(async (options) => {
    const workbench = await openWorkbench(vscode, options);
    return { workbench, window: await openWindow(workbench) };
  });

  beforeAll(async () => {
    emulator = await startEmulator(emulatorOptions);
    folder = await mkdtemp(join(tmpdir(), 'my-vrchat-bot-'));
    const env = (typeof options.env === 'function' ? await options.env(steer(emulator)) : options.env) ?? {};
    vscode = await startVSCode({
      ...options, env, install, version: everyVersion === 'floor' || everyVersion === 'newest' ? everyVersion : version,
      settings: { ...options.settings, 'vrchatAuth.server': emulator.address },
    });
  });
  afterAll(async () => {
    await freshWindows.closeAll();
    await vscode.stop();
    await emulator.close();
    await rm(folder, { recursive: true });
  });
  afterEach(async () => {
    await reset();
  });

  return {
    get server() { return steer(emulator); },
    get vscode() { return vscode; },
    /** What a window that a test opens by itself needs, for the extension to be in it. */
    development,
    /** The folder that windows open, the same for all tests of the file. */
    get folder() { return folder; },
    /** Opens a browser that ends with the test. */
    async openBrowser(options: WorkbenchOptions = {}): Promise<Workbench> {
      const workbench = await openWorkbench(vscode, options);
      onTestFinished(() => workbench.close());
      return workbench;
    },
    openWindow,
    /** The one window that is enough for most tests: as it is after installing the extension, and nothing has been asked of the server. */
    async freshWindow(options: FreshWindowOptions = {}): Promise<WorkbenchWindow> {
      const window = await freshWindows.open(options);
      await reset();
      return window;
    },
  };
}

/** Name and password of a demo account. */
export function demo(username: 'DevUser' | 'MailUser' | 'plainuser') {
  const account = demoAccounts.find((candidate) => candidate.username === username);
  if (!account) throw new Error(`no demo account ${username}`);
  return account;
}

/** Types user name and password into the boxes of a sign-in that is open. */
export async function typeCredentials({ quickInput }: WorkbenchWindow, { username, password }: { username: string; password: string }): Promise<void> {
  await quickInput.waitForPlaceholder('User name or e-mail');
  await quickInput.type(username);
  await quickInput.accept();
  await quickInput.waitForPlaceholder('Password');
  await quickInput.type(password);
  await quickInput.accept();
}

/** Signs a demo account in, with its authenticator's code where it has one. */
export async function signIn(window: WorkbenchWindow, server: Server, username: 'DevUser' | 'plainuser'): Promise<void> {
  await window.runCommand('VRChat Auth: Sign In');
  await typeCredentials(window, demo(username));
  if (username === 'DevUser') {
    await window.quickInput.waitForPlaceholder('123456');
    await window.quickInput.type(await server.authenticatorCode('DevUser'));
    await window.quickInput.accept();
  }
  await window.quickInput.waitClosed();
  await window.view().waitForRow(demo(username).displayName, /valid/);
}
