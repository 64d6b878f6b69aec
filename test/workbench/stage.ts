import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, onTestFinished } from 'vitest';
import { demoAccounts } from '../../src/emulator/accountSeed.ts';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/emulator.ts';
import { emulatorControl, type EmulatorControl } from '../emulatorControl.ts';
import { repositoryRoot } from '../host/repository.ts';
import { startVSCode, type VSCodeOptions, type VSCodeServer } from '../host/vscodeServer.ts';
import type { VSCodeVersion } from '../host/vscodeInstall.ts';
import { openWorkbench, type Workbench, type WorkbenchOptions } from '../host/workbench.ts';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';
import { createFreshWindows, type FreshWindowOptions } from './freshWindows.ts';
import { collectSecrets } from '../knownSecrets.ts';
import { findSecrets, searchSecrets, storedText } from '../leftovers.ts';

/** Defaults of the environment variables that CONTRIBUTING.md describes. */
const { WORKBENCH_VERSION: everyVersion, WORKBENCH_PACKAGE: packagePath } = process.env;

/** Whether each fault, window and theme is tried, and not one of a kind: in `npm run test:nightly`. */
export const everyCase = process.env.EVERY_CASE !== undefined;

/** The themes that a test looks at. */
export const colorThemes: readonly ('light' | 'dark')[] = everyCase ? ['light', 'dark'] : ['light'];

type StageOptions = Pick<VSCodeOptions, 'trust' | 'settings' | 'dataDir'> & {
  /** The package (`.vsix`) to install the extension from; without one, it runs from source. With `false`, the test installs it. */
  readonly packaged?: string | false;
  /** Which of VS Code's own extensions to keep; few by default. */
  readonly builtIn?: 'few' | 'all';
  /** Additional environment variables of the extension host. Called once the emulator runs, before the first test. */
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
  let emulator: Emulator | undefined;
  let server: EmulatorControl;
  let vscode: VSCodeServer;
  let folder: string;
  /** Opens a window with the extension and shows the Accounts view. */
  const openWindow = async (workbench: Workbench): Promise<WorkbenchWindow> => {
    const window = await workbench.openWindow({ folder, development });
    await window.openView('VRChat Auth');
    return window;
  };
  const workbenches = new Set<Workbench>();
  const known = collectSecrets(emulatorOptions.accounts ?? demoAccounts, () => emulator && Number(new URL(emulator.address).port));
  /** What browsers had stored when they were closed. */
  const stored: string[] = [];
  const startBrowser = async (options: WorkbenchOptions): Promise<Workbench> => {
    const workbench = await openWorkbench(vscode, options);
    const observed: Workbench = {
      ...workbench,
      close: async () => {
        // The pages of a browser share what they store.
        const [page] = workbench.context.pages();
        // A window of a failed test may hang.
        if (page) stored.push(await page.evaluate<string>(storedText).catch(() => ''));
        await workbench.close();
      },
    };
    workbenches.add(observed);
    workbench.context.on('close', () => workbenches.delete(observed));
    return observed;
  };
  /** What VS Code and the extension write is for nobody to see: logs, settings, storage, caches. What a user wants written lives elsewhere. */
  const searchLeftovers = async (): Promise<void> => {
    known.end();
    const isFound = searchSecrets(known.all());
    const found = await findSecrets(known.all(), [vscode.dataDir]);
    if (isFound(Buffer.from(vscode.log()))) found.push('the output of VS Code’s server');
    stored.forEach((text, index) => {
      if (isFound(Buffer.from(text))) found.push(`the storage of browser ${index + 1}`);
    });
    expect(found, 'places with a secret').toEqual([]);
  };
  const freshWindows = createFreshWindows(async (options) => {
    const workbench = await startBrowser(options);
    return { workbench, window: await openWindow(workbench) };
  });

  beforeAll(async () => {
    emulator = await startEmulator(emulatorOptions);
    const { address } = emulator;
    server = emulatorControl(address);
    folder = await mkdtemp(join(tmpdir(), 'my-vrchat-bot-'));
    const env = (typeof options.env === 'function' ? await options.env(server) : options.env) ?? {};
    vscode = await startVSCode({
      ...options,
      env,
      install,
      fewBuiltIn: options.builtIn !== 'all',
      version: everyVersion === 'floor' || everyVersion === 'newest' ? everyVersion : version,
      settings: {
        ...options.settings,
        'vrchatAuth.server': address,
        // Tests that run at the same time are like other users of the machine, who take the usual port.
        'vrchatAuth.gatewayPort': randomInt(20_000, 30_000),
      },
    });
  });
  afterAll(async () => {
    await freshWindows.closeAll();
    try {
      await vscode.stop(searchLeftovers);
    } finally {
      await emulator?.close();
      await rm(folder, { recursive: true });
    }
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
    /** The options for a window that a test opens itself, so that it has the extension. */
    development,
    /** The folder opened by all windows of the file. */
    get folder() {
      return folder;
    },
    /** Starts a browser for several tests. The caller closes it. */
    startBrowser: (options: WorkbenchOptions = {}) => startBrowser(options),
    /** Opens a browser that closes after the test. */
    async openBrowser(options: WorkbenchOptions = {}): Promise<Workbench> {
      const workbench = await startBrowser(options);
      onTestFinished(() => workbench.close());
      return workbench;
    },
    openWindow,
    /** The window for most tests: in the state after installing the extension, before any request to the server. */
    async freshWindow(options: FreshWindowOptions = {}): Promise<WorkbenchWindow> {
      const window = await freshWindows.open(options);
      await server.reset();
      return window;
    },
  };
}

/** Takes screenshots of the windows of a failed test. */
async function takePictures(test: string, workbenches: readonly Workbench[]): Promise<void> {
  const folder = process.env.SCREENSHOTS ?? join(repositoryRoot, 'test', 'screenshots');
  const name = test.replaceAll(/\W+/g, '-').slice(0, 100);
  const pages = workbenches.flatMap(({ context }) => context.pages());
  for (const [index, page] of pages.entries()) {
    // A hanging window must not hide why the test failed.
    await page
      .screenshot({ path: join(folder, `failed-${name}-${index + 1}.png`), timeout: 5000 })
      .catch((error: unknown) => console.error(error));
  }
}

/** User name and password of a demo account. */
export function demo(username: 'DevUser' | 'MailUser' | 'plainuser') {
  const account = demoAccounts.find((candidate) => candidate.username === username);
  if (!account) throw new Error(`no demo account ${username}`);
  return account;
}

/** Types user name and password into the open sign-in. */
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

/** Starts a sign-in from the empty view, or from the palette once there is an account. */
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

/** Signs a demo account in, with an authenticator code if it needs one. */
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
  // What it says where another account stays active is for the test.
  await window.notifications.waitFor(`Signed in as ${demo(username).displayName}.`);
  if (!(await window.notifications.find('stays active').isVisible())) await window.notifications.close('Signed in as');
}

/** Answers the question what the program in the window's folder is called, which is asked once. */
export async function nameProgram({ quickInput }: WorkbenchWindow, userAgent = 'my-vrchat-bot/1.0 (me@my-site.org)'): Promise<void> {
  await quickInput.waitForTitle('Name the Program in');
  await quickInput.type(userAgent);
  await quickInput.accept();
}

/** Runs "Use Session in Terminals and Debugging" and allows it, with the session's cookies. */
export async function useInTerminals(window: WorkbenchWindow, { isNamed = false } = {}): Promise<void> {
  await window.runCommand('VRChat Auth: Use Session in Terminals and Debugging');
  await window.quickInput.pick('With the session’s cookies');
  if (!isNamed) await nameProgram(window);
  await window.dialog.press('Allow');
  await window.notifications.waitFor(/New terminals in “.+” get .+’s session/);
}

/** Runs "Sign Out" and answers its question. */
export async function signOut(window: WorkbenchWindow, answer: 'Sign Out' | 'Sign Out Here Only' = 'Sign Out'): Promise<void> {
  await window.runCommand('VRChat Auth: Sign Out');
  await window.dialog.press(answer);
}

/** Accepts the first account of a choice. Commands that change something show one, even of one account. */
export async function acceptChoice({ quickInput }: WorkbenchWindow, title: string): Promise<void> {
  await quickInput.waitForTitle(title);
  await quickInput.waitForPlaceholder(/Choose an account|Choose a sign-in/);
  // Enter is ignored while the list is still empty.
  await quickInput.locator.locator('.monaco-list-row.focused').first().waitFor();
  await quickInput.accept();
}
