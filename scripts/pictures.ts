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

const temporary = await mkdtemp(join(tmpdir(), 'pictures-'));
const emulator = await startEmulator();
const [devUser] = demoAccounts;
if (!devUser) throw new Error('The emulator has no demo account.');

async function typeInto({ quickInput }: WorkbenchWindow, placeholder: string, text: string): Promise<void> {
  await quickInput.waitForPlaceholder(placeholder);
  await quickInput.type(text);
  await quickInput.accept();
}

async function signIn(window: WorkbenchWindow): Promise<void> {
  await window.view().pressWelcomeButton('Sign In');
  await typeInto(window, 'User name or email', devUser?.username ?? '');
  await typeInto(window, 'Password', devUser?.password ?? '');
  await typeInto(window, '123456', await emulatorControl(emulator.address).authenticatorCode('DevUser'));
  await window.quickInput.waitForPlaceholder('Remember the password for');
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

/** The animated picture: a stranger's first minute, from an empty folder to a bot that goes on when its session has expired. */
async function film(window: WorkbenchWindow): Promise<Uint8Array> {
  const { page, quickInput, dialog, notifications } = window;
  const frames: Frame[] = [];
  const shoot = async (delay: number): Promise<void> => {
    frames.push({ delay, png: await page.screenshot({ animations: 'disabled', caret: 'hide' }) });
  };
  const printed = async (): Promise<string> => (await page.locator('.repl .monaco-list-row').allInnerTexts()).join('\n');
  const whenPrinted = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(await printed())) await page.waitForTimeout(200);
  };
  await shoot(1800);
  await page.getByRole('button', { name: 'Try it with the local emulator' }).click();
  await dialog.text();
  await shoot(2400);
  await dialog.press('Try It');
  await window.statusBarItem('vrchatAuth.status').waitForText('DevUser');
  await shoot(2600);
  await notifications.closeAll();
  await window.runCommand('VRChat Auth: Create Sample Project…');
  await quickInput.waitForPlaceholder('A bot that greets its user');
  await shoot(1800);
  await quickInput.pick('JavaScript');
  await quickInput.waitForPlaceholder('Where should it be written?');
  await quickInput.pick('my-vrchat-bot');
  await page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame').getByText('Start it.').waitFor();
  await shoot(3000);
  await window.runCommand('Debug: Start Debugging');
  await quickInput.waitForTitle('Name the Program in');
  await quickInput.type('my-vrchat-bot/1.0.0 (me@my-site.org)');
  await shoot(1600);
  await quickInput.accept();
  await dialog.text();
  await shoot(2200);
  await dialog.press('Allow');
  await whenPrinted(/Signed in as DevUser[^]*friends online/);
  await shoot(3000);
  await window.runCommand('VRChat Emulator: Expire All Sessions');
  await shoot(1200);
  await whenPrinted(/friends online[^]*friends online/);
  await shoot(4000);
  return animation(frames);
}

try {
  const folder = join(temporary, 'my-vrchat-bot');
  await mkdir(folder);
  await mkdir(images, { recursive: true });
  const server = await startVSCode({
    install: [packageExtension(join(temporary, 'package')).path],
    env: { HOME: temporary },
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
