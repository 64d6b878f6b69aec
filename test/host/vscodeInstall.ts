import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { withFolderLock } from './folderLock.ts';
import { writeNativeStandIns } from './nativeStandIns.ts';
import { cacheDir } from './repository.ts';
import { patchWorkbench } from './workbenchPatches.ts';

/** The VS Code versions that the extension is tested on. */
export type VSCodeVersion = 'newest' | 'floor';

/** A VS Code server build on this machine, and the Node it runs in. */
export type VSCodeInstall = {
  /** For example `1.139.1`. */
  readonly version: string;
  /** The folder with VS Code's own `out`, `extensions` and `product.json`. */
  readonly dir: string;
  /** The server's main script. */
  readonly serverMain: string;
  /** The Node that runs it. */
  readonly node: string;
};

/** This npm package contains VS Code's server and workbench. Its version is VS Code's with another major number. */
const builds: Readonly<Record<VSCodeVersion, { vscode: string; codeServer: string; node: string }>> = {
  newest: { vscode: '1.139.1', codeServer: '4.139.1', node: '24.21.0' },
  // The extension host hangs in Node 24.
  floor: { vscode: '1.105.1', codeServer: '4.105.1', node: '22.23.3' },
};

/** Increase this whenever the steps after the download change, so that older installations are not reused. */
const recipe = 3;

/** The first version with compiled binaries. Older VS Code builds use it too, because theirs would need a compiler. */
const prebuiltPty = '1.2.0-beta.15';

/** Ripgrep with its binaries, as in newer builds. */
const ripgrepWithBinaries = '1.18.0';

/** The VS Code release of a name. */
export function vscodeRelease(version: VSCodeVersion): string {
  return builds[version].vscode;
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** An outer `npm run` passes its own package to child processes; only the user's configuration is kept. */
function npmEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('npm_package_') && !name.startsWith('npm_lifecycle_') && name !== 'npm_config_local_prefix',
    ),
  );
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  const child = spawn('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    env: npmEnvironment(),
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    output += data.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code === 0) return;
  throw new Error(
    `"npm ${args.join(' ')}" failed in ${cwd}. VS Code for the tests comes from the npm registry: check that npm can reach it, ` +
      `or let VSCODE_TEST_CACHE name a folder where it is installed already.\n${output.slice(-2000)}`,
  );
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}

async function writeJson(path: string, content: unknown): Promise<void> {
  await writeFile(path, JSON.stringify(content, undefined, 2));
}

/** Some builds refer to this package by a Git commit, which not every network can fetch. The published package works as well. */
async function pinWatcher(vscodeDir: string): Promise<void> {
  const watcher = '@parcel/watcher';
  const published = '2.5.1';
  const manifestPath = join(vscodeDir, 'package.json');
  const manifest = (await readJson(manifestPath)) as { dependencies: Record<string, string> };
  if (!manifest.dependencies[watcher]?.includes('#')) return;
  manifest.dependencies[watcher] = published;
  await writeJson(manifestPath, manifest);
  const lockPath = join(vscodeDir, 'npm-shrinkwrap.json');
  const lock = (await readJson(lockPath)) as { packages: Record<string, { dependencies?: Record<string, string> }> };
  const root = lock.packages['']?.dependencies;
  if (root) root[watcher] = published;
  // oxlint-disable-next-line typescript/no-dynamic-delete -- a lock file is a map by path
  delete lock.packages[`node_modules/${watcher}`];
  await writeJson(lockPath, lock);
}

function vscodeDirOf(installDir: string): string {
  return join(installDir, 'node_modules', 'code-server', 'lib', 'vscode');
}

/** Searching for files needs ripgrep, which older builds download in an install script. */
async function provideRipgrep(vscodeDir: string): Promise<void> {
  const ripgrep = join(vscodeDir, 'node_modules', '@vscode', 'ripgrep');
  if (!existsSync(ripgrep) || existsSync(join(ripgrep, 'bin'))) return;
  // In its own folder, because npm would remove it next to the lock file.
  const folder = await mkdtemp(join(vscodeDir, 'ripgrep-'));
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  await npm(['install', `@vscode/ripgrep-universal@${ripgrepWithBinaries}`, '--ignore-scripts'], folder);
  const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const binary = join('node_modules', '@vscode', 'ripgrep-universal', 'bin', `${process.platform}-${process.arch}`, name);
  await mkdir(join(ripgrep, 'bin'));
  await copyFile(join(folder, binary), join(ripgrep, 'bin', name));
  await rm(folder, { recursive: true });
}

/** Skips the packages' install scripts, which compile modules that need system headers and are not used here. */
async function installServer(dir: string, codeServer: string): Promise<void> {
  await npm(['install', `code-server@${codeServer}`, '--ignore-scripts'], dir);
  const vscodeDir = vscodeDirOf(dir);
  await pinWatcher(vscodeDir);
  await npm(['install', '--omit=dev', '--ignore-scripts'], vscodeDir);
  await writeNativeStandIns(join(vscodeDir, 'node_modules'));
  await patchWorkbench(vscodeDir);
  // Integrated terminals need this one native module.
  if (!existsSync(join(vscodeDir, 'node_modules', 'node-pty', 'prebuilds'))) {
    await npm(['install', `node-pty@${prebuiltPty}`, '--no-save', '--omit=dev', '--ignore-scripts'], vscodeDir);
  }
  await provideRipgrep(vscodeDir);
}

/** Only the owner of the lock installs. Its npm can outlive it, so every attempt has its own folder. */
async function removeInterrupted(dir: string): Promise<void> {
  const left = (await readdir(dirname(dir))).filter((name) => name.startsWith(`${basename(dir)}.partial-`));
  for (const name of left) await rm(join(dirname(dir), name), { recursive: true, force: true });
}

/** Installs in a temporary folder and renames it, so a folder with the final name is always complete. */
async function installOnce(dir: string, install: (partial: string) => Promise<void>): Promise<void> {
  await removeInterrupted(dir);
  const partial = await mkdtemp(`${dir}.partial-`);
  try {
    await writeFile(join(partial, 'package.json'), '{ "private": true }\n');
    await install(partial);
    await rename(partial, dir);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

async function ensureInstalled(name: string, title: string, install: (partial: string) => Promise<void>): Promise<string> {
  const dir = join(cacheDir, name);
  if (existsSync(dir)) return dir;
  await mkdir(cacheDir, { recursive: true });
  await withFolderLock(
    `${dir}.lock`,
    async () => {
      if (existsSync(dir)) return;
      progress(`Installing ${title} into ${dir} (once) …`);
      await installOnce(dir, install);
      progress(`${title} is installed.`);
    },
    () => progress(`Another process is installing ${title}; waiting for it …`),
  );
  return dir;
}

/** Node's binary is a package per platform. */
async function ensureNode(version: string): Promise<string> {
  if (Number(process.versions.node.split('.')[0]) === Number(version.split('.')[0])) return process.execPath;
  const windows = process.platform === 'win32';
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`;
  const dir = await ensureInstalled(`node-${version}`, `Node ${version}`, (partial) => npm(['install', `${name}@${version}`], partial));
  return join(dir, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node');
}

/**
 * Installs a VS Code server build unless it is installed already. The first call downloads about 100 MB.
 *
 * Safe to call from several processes at once, and to interrupt.
 *
 * @returns where it is
 * @throws Error if it cannot be installed; the message says what to do
 */
export async function ensureVSCode(version: VSCodeVersion): Promise<VSCodeInstall> {
  const { vscode, codeServer, node } = builds[version];
  const dir = await ensureInstalled(`vscode-${vscode}-${recipe}`, `VS Code ${vscode}`, (partial) => installServer(partial, codeServer));
  const vscodeDir = vscodeDirOf(dir);
  return { version: vscode, dir: vscodeDir, serverMain: join(vscodeDir, 'out', 'server-main.js'), node: await ensureNode(node) };
}
