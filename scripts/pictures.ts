import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoAccounts } from '../src/emulator/accountSeed.ts';
import { startEmulator } from '../src/emulator/emulator.ts';
import { emulatorControl } from '../test/emulatorControl.ts';
import { packageExtension } from '../test/host/packageExtension.ts';
import { repositoryRoot } from '../test/host/repository.ts';
import { startVSCode } from '../test/host/vscodeServer.ts';
import { openWorkbench } from '../test/host/workbench.ts';
import type { WorkbenchWindow } from '../test/host/workbenchWindow.ts';
import { animation, type Frame } from './animation.ts';

/** Takes the README's pictures in docs/images: the packaged extension in a real VS Code, signed in to the emulator. */
const images = join(repositoryRoot, 'docs', 'images');
const viewport = { width: 1120, height: 680 };
const sidebarWidth = 390;

const program = `const api = process.env.VRCHAT_API ?? 'https://api.vrchat.cloud/api/1';

const response = await fetch(\`\${api}/auth/user\`, {
  headers: {
    'cookie': \`auth=\${process.env.VRCHAT_AUTH_COOKIE}\`,
    'user-agent': process.env.VRCHAT_USER_AGENT,
  },
});

const { displayName } = await response.json();
console.log(\`Signed in as \${displayName}\`);
`;

const temporary = await mkdtemp(join(tmpdir(), 'pictures-'));
const emulator = await startEmulator();
const [devUser] = demoAccounts;
if (!devUser) throw new Error('The emulator has no demo account.');

async function typeInto(
  { quickInput }: WorkbenchWindow,
  placeholder: string,
  text: string,
  shoot?: (delay: number) => Promise<void>,
): Promise<void> {
  await quickInput.waitForPlaceholder(placeholder);
  await shoot?.(900);
  const step = Math.ceil(text.length / 3);
  for (let end = shoot ? step : text.length; end < text.length + step; end += step) {
    await quickInput.type(text.slice(0, end));
    await shoot?.(220);
  }
  await shoot?.(500);
  await quickInput.accept();
}

async function signIn(window: WorkbenchWindow, shoot?: (delay: number) => Promise<void>): Promise<void> {
  await window.view().pressWelcomeButton('Sign In');
  await typeInto(window, 'User name or email', devUser?.username ?? '', shoot);
  await typeInto(window, 'Password', devUser?.password ?? '', shoot);
  await typeInto(window, '123456', await emulatorControl(emulator.address).authenticatorCode('DevUser'), shoot);
  await window.quickInput.waitForPlaceholder('Remember the password for');
  await shoot?.(1200);
  await window.quickInput.pick('Don’t remember');
  await window.quickInput.waitClosed();
  await window.view().waitForRow(devUser?.displayName ?? '', /valid/);
}

/** Widens the sidebar to fit its content. */
async function widenSidebar({ page }: WorkbenchWindow): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (!box) throw new Error('There is no sidebar.');
  await page.mouse.move(box.x + box.width + 1, box.y + 400);
  await page.mouse.down();
  await page.mouse.move(box.x + sidebarWidth, box.y + 400, { steps: 5 });
  await page.mouse.up();
  await page.mouse.move(viewport.width / 2, viewport.height / 2);
}

/** The animated picture: from signed out to a program that runs with the session. */
async function film(window: WorkbenchWindow): Promise<Uint8Array> {
  const { page } = window;
  const frames: Frame[] = [];
  const shoot = async (delay: number): Promise<void> => {
    frames.push({ delay, png: await page.screenshot({ animations: 'disabled', caret: 'hide' }) });
  };
  await shoot(1800);
  await signIn(window, shoot);
  await window.view().expand('Session');
  await shoot(2600);
  await window.runCommand('VRChat Auth: Use Session in Terminals and Debugging');
  await window.quickInput.waitForTitle('Name the Program in');
  await window.quickInput.type('my-vrchat-bot/1.0 (me@my-site.org)');
  await window.quickInput.accept();
  await window.dialog.text();
  await shoot(2200);
  await window.dialog.press('Allow');
  await window.notifications.waitFor(/New terminals in “.+” get .+’s session/);
  await shoot(2200);
  await window.notifications.closeAll();
  await window.runCommand('Terminal: Create New Terminal');
  const terminal = page.locator('.terminal-wrapper.active');
  await terminal.locator('.xterm-helper-textarea').focus();
  await page.keyboard.type('node bot.mjs');
  await shoot(1200);
  await page.keyboard.press('Enter');
  // The terminal is drawn on a canvas, so only VS Code's mark for a finished command shows that the program has ended.
  await page.locator('.terminal-command-decoration.codicon-terminal-decoration-success').waitFor();
  await shoot(4000);
  return animation(frames);
}

try {
  const folder = join(temporary, 'my-vrchat-bot');
  await mkdir(folder);
  await mkdir(images, { recursive: true });
  await writeFile(join(folder, 'bot.mjs'), program);
  await writeFile(join(folder, '.env'), 'PORT=3000\n');
  await writeFile(join(temporary, '.bashrc'), `PS1='$ '\n`);
  const server = await startVSCode({
    install: [packageExtension(join(temporary, 'package')).path],
    env: { HOME: temporary, VRCHAT_API: emulator.address },
    settings: {
      'vrchatAuth.server': emulator.address,
      'editor.minimap.enabled': false,
      'window.commandCenter': false,
      'workbench.layoutControl.enabled': false,
    },
  });
  try {
    const dark = await openWorkbench(server, { colorTheme: 'dark', viewport });
    const filmed = await dark.openWindow({ folder });
    await filmed.openView('VRChat Auth');
    await filmed.view().welcomeText();
    await widenSidebar(filmed);
    await filmed.page.keyboard.press('ControlOrMeta+P');
    await filmed.quickInput.type('bot.mjs');
    await filmed.quickInput.pick('bot.mjs');
    await filmed.page.locator('.editor-instance .view-line', { hasText: 'Signed in as' }).waitFor();
    // This build has no language server for JavaScript, and shows a message about that after a while.
    await filmed.notifications.waitFor('tsserver').catch(() => undefined);
    await filmed.notifications.closeAll();
    await writeFile(join(images, 'sign-in.gif'), await film(filmed));
    await dark.close();

    const light = await openWorkbench(server, { colorTheme: 'light', viewport });
    const window = await light.openWindow({ folder });
    const picture = (name: string): Promise<unknown> =>
      window.page.screenshot({ path: join(images, `${name}.png`), animations: 'disabled', caret: 'hide' });
    await window.openView('VRChat Auth');
    await widenSidebar(window);
    await signIn(window);
    for (const row of ['Session', 'Two-factor', 'Profile']) await window.view().expand(row);
    await window.runCommand('VRChat Auth: Show Recovery Codes');
    await window.quickInput.waitForPlaceholder('Choose an account');
    await window.quickInput.accept();
    await window.page
      .frameLocator('iframe.webview.ready')
      .frameLocator('iframe#active-frame')
      .getByRole('button', { name: 'Copy Unused Codes' })
      .waitFor();
    await picture('accounts');
    await window.page.locator('.tab.active .tab-actions a').click();
    await window.view().pressRowAction('DevUser', 'Copy Session As…');
    await window.quickInput.waitForTitle('Session As…');
    await window.quickInput.pick('With the session’s cookies…');
    await window.quickInput.waitForPlaceholder('Choose a format');
    await window.quickInput.items();
    await picture('copy-session');
    await window.quickInput.cancel();
    await light.close();
  } finally {
    await server.stop();
  }
} finally {
  await emulator.close();
  await rm(temporary, { recursive: true, force: true });
}
