import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startProcessGroup, type ProcessGroup } from '../test/host/processGroup.ts';
import { repositoryRoot } from '../test/host/repository.ts';
import { startVSCode, tail } from '../test/host/vscodeServer.ts';
import { desktopAnnouncement, startDesktop } from './startDesktop.ts';
import { writeStartWorkspace } from './startWorkspace.ts';

/** Opens the extension in a real VS Code, with an emulated VRChat. */
const usage = `Usage: npm start -- [options]

  --live      use the real VRChat instead of the local emulator
  --desktop   use the desktop VS Code that "code" on the PATH starts, not one in the browser
  --floor     use the oldest supported VS Code (in the browser)
  --debug     with --desktop: build with source maps, and let a debugger attach to the extension host at port 8980`;

/** Everything kept between starts: settings, signed-in emulator accounts, the sample folder. */
const stateDir = join(repositoryRoot, '.vscode-test', 'start');

/** An extension that puts the Accounts view and the README in front. */
const starter = join(repositoryRoot, 'scripts', 'starter');
const startVariable = { VRCHAT_AUTH_START: new Date().toISOString() };

/** Fixed, because browsers store secrets per address, and settings contain the emulator's. */
const emulatorPort = 8978;
const vscodePort = 8979;
const debugPort = 8980;

type Settings = Readonly<Record<string, unknown>>;

/** Something that runs until it is stopped. `ended` reports what went wrong, if anything. */
type Running = { readonly ended: Promise<string | undefined>; readonly stop: () => Promise<void> };

function readOptions(): { live: boolean; desktop: boolean; floor: boolean; debug: boolean } {
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({ options: { live: flag, desktop: flag, floor: flag, debug: flag, help: flag } });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    return values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

async function freePort(first: number): Promise<number> {
  for (let port = first; ; port++) {
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    server.close();
    return port;
  }
}

async function build(development: boolean): Promise<void> {
  const args = [join(repositoryRoot, 'scripts', 'build.ts'), ...(development ? ['--development'] : [])];
  const child = spawn(process.execPath, args, { cwd: repositoryRoot, stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error('The build failed.');
}

/** The key of the secrets in the browser's storage is kept outside of the browser. */
async function sealingKey(): Promise<Buffer> {
  const path = join(stateDir, 'sealing.key');
  if (!existsSync(path)) await writeFile(path, randomBytes(32), { mode: 0o600 });
  return await readFile(path);
}

async function startEmulator(): Promise<{ emulator: ProcessGroup; address: string }> {
  const emulator = await startProcessGroup(join(repositoryRoot, 'src', 'emulator', 'main.ts'), [
    '--port',
    String(await freePort(emulatorPort)),
    '--state',
    join(stateDir, 'emulator.json'),
  ]);
  const address = await new Promise<string>((resolve, reject) => {
    emulator.onOutput(() => {
      const [line, ...more] = emulator.log().split('\n');
      if (line !== undefined && more.length > 0) resolve(line);
    });
    emulator.ended.then((code) => reject(new Error(`The emulator ended with ${code}:\n${tail(emulator.log())}`)), reject);
  });
  return { emulator, address };
}

/** Opens the browser if there is a display; otherwise the user opens the printed address. */
function openBrowser(address: string): void {
  const [command, ...args] = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }[process.platform as string] ?? ['xdg-open'];
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const child = spawn(command ?? '', [...args, address], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

/** A window in the browser runs only one extension from source, so this one is installed. */
async function installStarter(dataDir: string): Promise<void> {
  const installed = join(dataDir, 'extensions');
  await cp(starter, join(installed, 'vrchat-auth.starter-0.0.1'), { recursive: true });
  // VS Code makes this list anew, of the folders there.
  await rm(join(installed, 'extensions.json'), { force: true });
}

async function startInBrowser(
  version: 'newest' | 'floor',
  folder: string,
  defaults: Settings,
): Promise<Running & { announcement: string }> {
  const dataDir = join(stateDir, version);
  await installStarter(dataDir);
  const server = await startVSCode({
    version,
    defaults,
    dataDir,
    port: await freePort(vscodePort),
    sealingKey: await sealingKey(),
    landing: { folder, development: [repositoryRoot] },
    env: startVariable,
  });
  const address = `http://localhost:${server.port}/`;
  openBrowser(address);
  return {
    announcement: `VS Code ${server.install.version} with the extension: open ${address} in a browser\nCtrl+C stops everything.`,
    ended: server.crashed.then(({ message }) => message),
    stop: () => server.stop(),
  };
}

const { live, desktop, floor, debug } = readOptions();
const running: Running[] = [];
let stopped: Promise<never> | undefined;

function stop(code: number): Promise<never> {
  stopped ??= Promise.all(running.map((part) => part.stop())).then(() => process.exit(code));
  return stopped;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // A second interrupt ends immediately.
    if (stopped) process.exit(1);
    void stop(0);
  });
}

try {
  await build(debug);
  await mkdir(stateDir, { recursive: true });
  const folder = join(stateDir, 'workspace');
  let address: string | undefined;
  let settings: Settings = {};
  let credentials = '';
  if (!live) {
    const { emulator, address: emulated } = await startEmulator();
    address = emulated;
    const ended = emulator.ended.then((code) => `The emulator ended with ${code}:\n${tail(emulator.log())}`);
    running.push({ ended, stop: () => emulator.stop() });
    settings = { 'vrchatAuth.server': address };
    credentials = `An emulated VRChat runs at ${address}, with these accounts:\n${emulator.log().split('\n').slice(1).join('\n')}\n`;
  }
  await mkdir(folder, { recursive: true });
  await writeStartWorkspace(folder, address);
  const vscode = desktop
    ? {
        announcement: desktopAnnouncement,
        ...(await startDesktop({
          folder,
          settings,
          userDataDir: join(stateDir, 'desktop'),
          development: [repositoryRoot, starter],
          env: { ...process.env, ...startVariable },
          debugPort: debug ? debugPort : undefined,
        })),
      }
    : await startInBrowser(floor ? 'floor' : 'newest', folder, settings);
  running.push(vscode);
  console.log(`\n${credentials}${live ? 'It uses the real VRChat.\n\n' : ''}${vscode.announcement}`);
  const problem = await Promise.race(running.map(({ ended }) => ended));
  if (problem !== undefined && !stopped) console.error(problem);
  await stop(problem === undefined ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await stop(1);
}
