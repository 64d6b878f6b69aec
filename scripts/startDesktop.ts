import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

type Settings = Readonly<Record<string, unknown>>;

export interface DesktopOptions {
  readonly folder: string;
  /** Keeps the user's own VS Code out of it. */
  readonly userDataDir: string;
  /** What is set in its settings file. */
  readonly settings: Settings;
  /** The folders of the extensions to run from source. */
  readonly development: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** A debugger can attach to the extension host at this port. */
  readonly debugPort?: number | undefined;
}

/** What `npm start -- --desktop` prints at its end. VS Code's window is a process of its own. */
export const desktopAnnouncement = `The extension opens in the desktop VS Code; closing its window ends this.
Ctrl+C ends this as well, and leaves the window open.`;

const missing = 'There is no "code" on the PATH: install VS Code, or run "npm start" without --desktop.';

/**
 * Opens the desktop VS Code that `code` on the PATH starts.
 *
 * @returns `ended` resolves once its window is closed, to what went wrong, if anything did
 * @throws Error if its settings cannot be read
 */
export async function startDesktop({
  folder,
  userDataDir,
  settings,
  development,
  env,
  debugPort,
}: DesktopOptions): Promise<{ readonly ended: Promise<string | undefined>; readonly stop: () => Promise<void> }> {
  await writeSettings(userDataDir, settings);
  const args = [
    ...development.map((path) => `--extensionDevelopmentPath=${path}`),
    `--user-data-dir=${userDataDir}`,
    ...(debugPort === undefined ? [] : [`--inspect-extensions=${debugPort}`]),
    '--new-window',
    '--wait',
    folder,
  ];
  // On Windows it is a script, which only a shell can start. A shell takes what is not in quotes apart at blanks.
  const isScript = process.platform === 'win32';
  const child = spawn('code', isScript ? args.map((argument) => `"${argument}"`) : args, { stdio: 'inherit', shell: isScript, env });
  const ended = once(child, 'exit').then(
    ([code]: (number | null)[]) =>
      code === 0 || child.killed ? undefined : isScript ? missing : `"code" ended with ${code ?? 'a signal'}.`,
    () => missing,
  );
  return {
    ended,
    stop: () => {
      child.kill();
      return Promise.resolve();
    },
  };
}

/** The settings file belongs to the user, so only what is necessary is changed. An emulator of an earlier start is gone. */
async function writeSettings(userDataDir: string, settings: Settings): Promise<void> {
  const path = join(userDataDir, 'User', 'settings.json');
  await mkdir(join(userDataDir, 'User'), { recursive: true });
  const { 'vrchatAuth.server': _earlier, ...held } = await readSettings(path);
  await writeFile(path, JSON.stringify({ ...held, ...settings }, undefined, 2));
}

async function readSettings(path: string): Promise<Settings> {
  const text = existsSync(path) ? await readFile(path, 'utf8') : '{}';
  try {
    return JSON.parse(text) as Settings;
  } catch {
    throw new Error(`${path} is not plain JSON. Remove the comments in it, or the file.`);
  }
}
