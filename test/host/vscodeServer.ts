import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { groupMembers, startProcessGroup, type ProcessGroup } from './processGroup.ts';
import { startServerProxy } from './serverProxy.ts';
import { ensureVSCode, type VSCodeInstall, type VSCodeVersion } from './vscodeInstall.ts';

/** Options for starting VS Code; everything has a default. */
export type VSCodeOptions = {
  readonly version?: VSCodeVersion;
  /** User settings, as in `settings.json`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Default values of settings. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Keeps Workspace Trust on, so that new folders open in Restricted Mode. */
  readonly trust?: boolean;
  /** The 32-byte key that encrypts the secrets in the browser's storage. The default never changes. */
  readonly sealingKey?: Buffer;
  /** Additional environment variables of the server, inherited by the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** A fixed port, because browsers store secrets per address. */
  readonly port?: number;
  /** Where settings, logs and extension data are stored. Defaults to a temporary folder that `stop` removes. */
  readonly dataDir?: string;
  /** The window at the root address. Defaults to an empty one. */
  readonly landing?: WindowOptions;
  /** Packaged extensions (`.vsix`) to install before the start. */
  readonly install?: readonly string[];
  /** Only those of VS Code's own extensions that tests of another one need, which opens windows faster. */
  readonly fewBuiltIn?: boolean;
};

/** What a window shows. */
export type WindowOptions = {
  /** The folder or `.code-workspace` file to open. Without one, the window is empty. */
  readonly folder?: string;
  /** Folders of extensions to run from source; the window becomes an Extension Development Host. */
  readonly development?: readonly string[];
  /** The module whose `run()` the extension host calls. */
  readonly tests?: string;
};

/** A running VS Code server. */
export type VSCodeServer = {
  readonly version: VSCodeVersion;
  readonly install: VSCodeInstall;
  readonly port: number;
  /** The server's process group. */
  readonly pid: number;
  readonly dataDir: string;
  /** The address of a window, for a browser. */
  windowUrl(window?: WindowOptions): string;
  /** The server's output so far. */
  log(): string;
  /** Calls back with new output of the server. */
  onOutput(listener: (text: string) => void): void;
  /** Resolves if the server ends unexpectedly; the error contains the end of its log. */
  readonly crashed: Promise<Error>;
  /** Changes user settings for windows that are opened or reloaded afterwards. */
  writeSettings(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** Kills the extension hosts, as in a crash. @returns how many there were */
  killExtensionHosts(): number;
  /**
   * Ends all processes and waits for that.
   *
   * @param look - called before what they have written is removed
   */
  stop(look?: () => Promise<void>): Promise<void>;
};

/** Constant, so that a test's browser profile stays readable after a restart. */
const constantKey = Buffer.alloc(32, 7);

const startTimeoutMs = 60_000;

const forgetEverything = 'vrchatAuth.forgetEverything';
const clearNotifications = 'notifications.clearAll';

/** Settings of a window in which only the extension is under test. */
const quietDefaults: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'window.autoDetectColorScheme': false,
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
  'workbench.editor.useModal': 'off',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'telemetry.telemetryLevel': 'off',
  // The oldest supported VS Code shows its own view in place of ours when a program is started.
  'debug.openDebug': 'neverOpen',
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'update.mode': 'none',
  'security.workspace.trust.startupPrompt': 'never',
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'extensions.webWorker': false,
  // A terminal captures all other keys.
  'terminal.integrated.commandsToSkipShell': ['runCommands', clearNotifications, forgetEverything],
};

/** Keyboard shortcuts for frequent actions, because each palette command takes most of a second. */
const keybindings = [
  {
    key: 'ctrl+alt+shift+f9',
    command: 'runCommands',
    args: {
      commands: [
        'workbench.action.closeQuickOpen',
        'workbench.action.revertAndCloseActiveEditor',
        'workbench.action.closeAllEditors',
        'workbench.action.terminal.killAll',
        'workbench.action.closePanel',
        clearNotifications,
      ],
    },
  },
  { key: 'ctrl+alt+shift+f8', command: clearNotifications },
  { key: 'ctrl+alt+shift+f7', command: forgetEverything },
];

/** Removes the variables of an outer VS Code, in whose terminal this may run. */
function serverEnvironment(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name));
  return { ...Object.fromEntries(inherited), ...env };
}

/** The end of a log, for error messages. */
export function tail(log: string): string {
  return log
    .split('\n')
    .filter((line) => line !== '')
    .slice(-30)
    .join('\n');
}

function whenListening(server: ProcessGroup): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`VS Code's server did not start in ${startTimeoutMs / 1000} s:\n${tail(server.log())}`)),
      startTimeoutMs,
    );
    server.onOutput(() => {
      if (!server.log().includes('Extension host agent listening on')) return;
      clearTimeout(timer);
      resolve();
    });
    void server.ended.then((code) => {
      clearTimeout(timer);
      reject(new Error(`VS Code's server ended with ${code}:\n${tail(server.log())}`));
    });
  });
}

function remoteUri(port: number, path: string): string {
  return `vscode-remote://localhost:${port}${pathToFileURL(path).pathname}`;
}

function windowPath(port: number, { folder, development = [], tests }: WindowOptions): string {
  const payload = [
    ...development.map((path) => ['extensionDevelopmentPath', remoteUri(port, path)]),
    ...(tests === undefined ? [] : [['extensionTestsPath', remoteUri(port, tests)]]),
  ];
  const kind = folder?.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const query = new URLSearchParams(folder === undefined ? { ew: 'true' } : { [kind]: decodeURIComponent(pathToFileURL(folder).pathname) });
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `/?${query.toString()}`;
}

/** Removes none of the editors and themes; the two that sign in are listed next to ours in the Accounts menu. */
const neededBuiltIn = [
  'theme-defaults',
  'json',
  'javascript',
  'markdown-basics',
  'dotenv',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'github-authentication',
  'microsoft-authentication',
];

/**
 * Keeps the needed extensions and those that run in a browser: the page knows the latter by itself and shows an error if the server lacks
 * them.
 *
 * @returns the folder with VS Code's own extensions
 */
async function linkBuiltIn(temporary: string, { dir }: VSCodeInstall): Promise<string> {
  const folder = join(temporary, 'built-in');
  await mkdir(folder);
  for (const name of await readdir(join(dir, 'extensions'))) {
    const path = join(dir, 'extensions', name);
    if (neededBuiltIn.includes(name) || (await runsInBrowser(path))) await symlink(path, join(folder, name), 'junction');
  }
  return folder;
}

async function runsInBrowser(extension: string): Promise<boolean> {
  const manifest = join(extension, 'package.json');
  return existsSync(manifest) && 'browser' in (JSON.parse(await readFile(manifest, 'utf8')) as object);
}

function serverArguments(
  socketPath: string,
  dataDir: string,
  builtIn: string | undefined,
  { version = 'newest', trust = false, install: packages = [] }: VSCodeOptions,
): string[] {
  return [
    '--socket-path',
    socketPath,
    '--without-connection-token',
    '--accept-server-license-terms',
    '--server-data-dir',
    dataDir,
    '--disable-telemetry',
    // The extension host of a closed window would stay for three hours in case the window returns. Older versions cannot change that.
    ...(version === 'newest' ? ['--reconnection-grace-time', '5'] : []),
    ...(trust ? [] : ['--disable-workspace-trust']),
    ...(builtIn === undefined ? [] : ['--builtin-extensions-dir', builtIn]),
    ...(packages.length === 0 ? [] : ['--start-server', ...packages.flatMap((path) => ['--install-extension', path])]),
  ];
}

/** The kind of a color theme, by its name, as spelled in the workbench. */
function themeType(theme: unknown): string {
  const name = String(theme);
  if (name.includes('High Contrast')) return name.includes('Light') ? 'hcLight' : 'hcDark';
  return name.includes('Dark') ? 'dark' : 'light';
}

async function writeUserFile(dataDir: string, name: string, content: unknown): Promise<void> {
  const user = join(dataDir, 'data', 'User');
  await mkdir(user, { recursive: true });
  await writeFile(join(user, name), JSON.stringify(content, undefined, 2));
}

/** Keeps the existing settings of a data folder unless new ones are given. */
async function writeUserSettings(dataDir: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  if (Object.keys(settings).length > 0) await writeUserFile(dataDir, 'settings.json', settings);
}

/**
 * Starts VS Code's own server for use with a browser.
 *
 * @throws Error with the end of its log if it does not start
 */
export async function startVSCode(options: VSCodeOptions = {}): Promise<VSCodeServer> {
  const { version = 'newest', settings = {}, sealingKey = constantKey, env = {}, port = 0 } = options;
  const install = await ensureVSCode(version);
  // Paths of sockets must be short, so the socket is not in the data folder, which can be anywhere.
  const temporary = await mkdtemp(join(tmpdir(), 'vscode-'));
  const dataDir = options.dataDir ?? join(temporary, 'data');
  const socketPath = process.platform === 'win32' ? `\\\\.\\pipe\\${temporary.replaceAll(/\W/g, '-')}` : join(temporary, 'socket');
  let userSettings = settings;
  await writeUserSettings(dataDir, userSettings);
  await writeUserFile(dataDir, 'keybindings.json', keybindings);
  const proxy = await startServerProxy({
    socketPath,
    port,
    landingPath: (ownPort) => windowPath(ownPort, options.landing ?? {}),
    sealingKey,
    editWorkbenchOptions: (workbench) => {
      // The default frame would be loaded from the network.
      workbench._wrapWebWorkerExtHostInIframe = false;
      workbench.configurationDefaults = { ...quietDefaults, ...options.defaults };
      // Opens links to other ports of this machine directly, not through a port forwarder, which does not exist here.
      // Used until the themes of extensions are loaded, or if they never are.
      workbench.initialColorTheme = { themeType: themeType(userSettings['workbench.colorTheme']) };
      workbench.productConfiguration = { ...(workbench.productConfiguration as object), proxyEndpointTemplate: undefined };
    },
  });
  const builtIn = options.fewBuiltIn ? await linkBuiltIn(temporary, install) : undefined;
  const server = await startProcessGroup(install.serverMain, serverArguments(socketPath, dataDir, builtIn, options), {
    node: install.node,
    env: serverEnvironment(env),
  });
  let stopping = false;
  const stop = async (look?: () => Promise<void>): Promise<void> => {
    stopping = true;
    await proxy.close();
    await server.stop();
    try {
      await look?.();
    } finally {
      await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
    }
  };
  const crashed = new Promise<Error>((resolve) => {
    void server.ended.then((code) => {
      if (!stopping) resolve(new Error(`VS Code's server ended with ${code}:\n${tail(server.log())}`));
    });
  });
  try {
    await whenListening(server);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    version,
    install,
    port: proxy.port,
    pid: server.pid,
    dataDir,
    windowUrl: (window = {}) => `http://localhost:${proxy.port}${windowPath(proxy.port, window)}`,
    log: () => server.log(),
    onOutput: (listener) => server.onOutput(listener),
    crashed,
    writeSettings: async (changed) => {
      userSettings = { ...userSettings, ...changed };
      await writeUserSettings(dataDir, userSettings);
    },
    killExtensionHosts: () => {
      const hosts = groupMembers(server.pid).filter(({ command }) => command.includes('--type=extensionHost'));
      for (const { pid } of hosts) process.kill(pid, 'SIGKILL');
      return hosts.length;
    },
    stop,
  };
}
