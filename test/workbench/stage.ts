import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, onTestFinished } from 'vitest';
import { demoAccounts } from '../../src/emulator/accountSeed.ts';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/emulator.ts';
import { emulatorControl, type EmulatorControl } from '../emulatorControl.ts';
import { repositoryRoot } from '../host/repository.ts';
import { startVSCode, type VSCodeOptions, type VSCodeServer } from '../host/vscodeServer.ts';
import type { VSCodeVersion } from '../host/vscodeInstall.ts';
import { openWorkbench, type Workbench, type WorkbenchOptions } from '../host/workbench.ts';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';
import { createFreshWindows, type FreshWindowOptions } from './freshWindows.ts';

/** What the tests run on unless they are told otherwise by the environment: see CONTRIBUTING.md. */
const { WORKBENCH_VERSION: everyVersion, WORKBENCH_PACKAGE: packagePath } = process.env;

type StageOptions = Pick<VSCodeOptions, 'trust' | 'settings' | 'dataDir'> & {
  /** The package (`.vsix`) to install the extension from; its sources serve where there is none. With `false` the test itself installs it. */
  readonly packaged?: string | false;
  /** VS Code's own extensions: a few, unless all of them are wanted. */
  readonly builtIn?: 'few' | 'all';
  /** Further environment variables of the extension host; asked for when the emulator is up, for the first test to find what that did to it. */
  readonly env?: VSCodeOptions['env'] | ((server: EmulatorControl) => Promise<VSCodeOptions['env']>);
};

/** One VS Code and one emulator for all tests of a file; each test has fresh accounts and secrets. */
export function useVSCode(
  version: VSCodeVersion,
  { packaged = packagePath, ...options }: StageOptions = {},
  emulatorOptions: EmulatorOptions = {},
) {
  const install = packaged ? [resolve(packaged)] : [];
  const development = packaged === undefined ? [repositoryRoot] : [];
  let emulator: Emulator;
  let server: EmulatorControl;
  let vscode: VSCodeServer;
  let folder: string;
  /** Opens a window with the extension in it, and the view "Accounts" shown. */
  const openWindow = async (workbench: Workbench): Promise<WorkbenchWindow> => {
    const window = await workbench.openWindow({ folder, development });
    await window.openView('VRChat Auth');
    return window;
  };
  const workbenches = new Set<Workbench>();
  const startBrowser = async (options: WorkbenchOptions): Promise<Workbench> => {
    const workbench = await openWorkbench(vscode, options);
    workbenches.add(workbench);
    workbench.context.on('close', () => workbenches.delete(workbench));
    return workbench;
  };
  const freshWindows = createFreshWindows(async (options) => {
    const workbench = await startBrowser(options);
    return { workbench, window: await openWindow(workbench) };
  });

  beforeAll(async () => {
    emulator = await startEmulator(emulatorOptions);
    server = emulatorControl(emulator.address);
    folder = await mkdtemp(join(tmpdir(), 'my-vrchat-bot-'));
    const env = (typeof options.env === 'function' ? await options.env(server) : options.env) ?? {};
    vscode = await startVSCode({
      ...options,
      env,
      install,
      fewBuiltIn: options.builtIn !== 'all',
      version: everyVersion === 'floor' || everyVersion === 'newest' ? everyVersion : version,
      settings: { ...options.settings, 'vrchatAuth.server': emulator.address },
    });
  });
  afterAll(async () => {
    await freshWindows.closeAll();
    await vscode.stop();
    await emulator.close();
    await rm(folder, { recursive: true });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await takePictures(task.name, [...workbenches]);
    await server.reset();
  });

  return {
    get server() {
      return server;
    },
    get vscode() {
      return vscode;
    },
    /** What a window that a test opens by itself needs, for the extension to be in it. */
    development,
    /** The folder that windows open, the same for all tests of the file. */
    get folder() {
      return folder;
    },
    /** Starts a browser for several tests, which has to be closed. */
    startBrowser: (options: WorkbenchOptions = {}) => startBrowser(options),
    /** Opens a browser that ends with the test. */
    async openBrowser(options: WorkbenchOptions = {}): Promise<Workbench> {
      const workbench = await startBrowser(options);
      onTestFinished(() => workbench.close());
      return workbench;
    },
    openWindow,
    /** The one window that is enough for most tests: as it is after installing the extension, and nothing has been asked of the server. */
    async freshWindow(options: FreshWindowOptions = {}): Promise<WorkbenchWindow> {
      const window = await freshWindows.open(options);
      await server.reset();
      return window;
    },
  };
}

/** Takes pictures of what a test that failed had open. */
async function takePictures(test: string, workbenches: readonly Workbench[]): Promise<void> {
  const folder = process.env.SCREENSHOTS ?? join(repositoryRoot, 'test', 'screenshots');
  const name = test.replaceAll(/\W+/g, '-').slice(0, 100);
  const pages = workbenches.flatMap(({ context }) => context.pages());
  for (const [index, page] of pages.entries()) {
    // A window that hangs must not hide why the test failed.
    await page
      .screenshot({ path: join(folder, `failed-${name}-${index + 1}.png`), timeout: 5000 })
      .catch((error: unknown) => console.error(error));
  }
}

/** Name and password of a demo account. */
export function demo(username: 'DevUser' | 'MailUser' | 'plainuser') {
  const account = demoAccounts.find((candidate) => candidate.username === username);
  if (!account) throw new Error(`no demo account ${username}`);
  return account;
}

/** Types user name and password into the boxes of a sign-in that is open. */
export async function typeCredentials(
  { quickInput }: WorkbenchWindow,
  { username, password }: { username: string; password: string },
): Promise<void> {
  await quickInput.waitForPlaceholder('User name or email');
  await quickInput.type(username);
  await quickInput.accept();
  await quickInput.waitForPlaceholder('Password');
  await quickInput.type(password);
  await quickInput.accept();
}

/** Begins a sign-in where a user finds it: in the empty view, or in the palette once there is an account. */
async function beginSignIn(window: WorkbenchWindow): Promise<void> {
  const view = window.view();
  const welcome = view.locator.locator('.welcome-view-content .monaco-button', { hasText: /^Sign In$/ });
  await welcome.or(view.locator.locator('.monaco-list-row')).first().waitFor();
  if (await welcome.isVisible()) await welcome.click();
  else await window.runCommand('VRChat Auth: Sign In');
}

/** Answers the last question of a sign-in with a password. */
export async function answerRemember(
  { quickInput }: WorkbenchWindow,
  answer: 'Don’t remember' | 'Remember password' = 'Don’t remember',
): Promise<void> {
  await quickInput.waitForPlaceholder('Remember the password for');
  await quickInput.pick(answer);
  await quickInput.waitClosed();
}

/** Signs a demo account in, with its authenticator's code where it has one. */
export async function signIn(
  window: WorkbenchWindow,
  server: EmulatorControl,
  username: 'DevUser' | 'plainuser',
  answer?: 'Don’t remember' | 'Remember password',
): Promise<void> {
  await beginSignIn(window);
  await typeCredentials(window, demo(username));
  if (username === 'DevUser') {
    await window.quickInput.waitForPlaceholder('123456');
    await window.quickInput.type(await server.authenticatorCode('DevUser'));
    await window.quickInput.accept();
  }
  await answerRemember(window, answer);
  await window.view().waitForRow(demo(username).displayName, /valid/);
}
