import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Preferred, because a browser without any interface of its own opens a window in four fifths of the time. */
const headless = 'chromium-headless-shell';

const commands = [
  headless,
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'msedge',
  'chrome.exe',
  'msedge.exe',
];

const fixedPlaces = [
  `/usr/bin/${headless}`,
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  join(process.env.PROGRAMFILES ?? '', 'Google', 'Chrome', 'Application', 'chrome.exe'),
  join(process.env['PROGRAMFILES(X86)'] ?? '', 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
];

const aptGetPath = '/usr/bin/apt-get';

function findBrowser(): string | undefined {
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((dir) => commands.map((command) => join(dir, command)));
  return [...fixedPlaces, ...onPath].find((path) => existsSync(path));
}

function aptGet(...parameters: readonly string[]): { readonly isDone: boolean; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(aptGetPath, parameters, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return { isDone: status === 0, output: stdout + stderr };
}

/** Ubuntu has no package named like the first one. */
function installChromium(): void {
  process.stderr.write('Installing Chromium with apt-get (once) …\n');
  aptGet('update');
  const attempts = [headless, 'chromium'].map((name) => ['install', '-y', '--no-install-recommends', name]);
  let output = '';
  for (const parameters of attempts) {
    const attempt = aptGet(...parameters);
    if (attempt.isDone) return;
    output += attempt.output;
  }
  throw new Error(`apt-get cannot install Chromium; install it and try again, or let CHROMIUM name one.\n${output.slice(-2000)}`);
}

/**
 * Finds a Chromium-based browser on this machine: the one named by `CHROMIUM`, or an installed one. If none is found and this process may
 * install packages (root on Debian and similar), it installs Chromium; no two
 * processes may do so at once.
 *
 * @returns its path
 * @throws Error that says in one line what to install
 */
export function ensureBrowser(): string {
  const named = process.env.CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM names ${named}, which does not exist.`);
  }
  const found = findBrowser();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync(aptGetPath)) installChromium();
  const installed = findBrowser();
  if (installed) return installed;
  throw new Error(
    'No browser found: install Chromium, Google Chrome or Microsoft Edge, or let the environment variable CHROMIUM name one.',
  );
}
