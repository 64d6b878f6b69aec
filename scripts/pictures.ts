import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emulatorControl } from '../test/emulatorControl.ts';
import { packageExtension } from '../test/host/packageExtension.ts';
import { repositoryRoot } from '../test/host/repository.ts';
import { startVSCode } from '../test/host/vscodeServer.ts';
import { openWorkbench } from '../test/host/workbench.ts';
import type { WorkbenchWindow } from '../test/host/workbenchWindow.ts';
import { acceptChoice } from '../test/workbench/stage.ts';
import { animation, type Frame } from './animation.ts';

/** Takes the README's pictures in docs/images: the packaged extension in a real VS Code, with its own emulator. */
const images = join(repositoryRoot, 'docs', 'images');
const viewport = { width: 1120, height: 680 };
const sidebarWidth = 430;

const temporary = await mkdtemp(join(tmpdir(), 'pictures-'));
/** The demo account that the film signs in to, as the Accounts view names it. */
const account = 'DevUser · emulator';

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
  await notifications.waitFor('Signed in as DevUser');
  await window.view().waitForRow(account, /valid/);
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
  await window.view('Requests').waitForRow('GET /auth/user');
  await shoot(3000);
  await window.runCommand('VRChat Emulator: Expire All Sessions');
  await shoot(1200);
  await whenPrinted(/friends online[^]*friends online/);
  await window.view('Requests').waitForRow('GET /auth/user/friends', /renewed/);
  await window.view().waitForRow(account, /valid/);
  await shoot(4000);
  return animation(frames);
}

/** The pictures: the same window after the film, with a program that has run. */
async function takePictures(window: WorkbenchWindow): Promise<void> {
  const { page, quickInput, dialog, notifications } = window;
  const view = window.view();
  const pageInEditor = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  const emulator = 'Local API Emulator';
  /** @param height - of the window, so that the picture has no empty half */
  const picture = async (name: string, height: number, prepare: () => Promise<void>): Promise<void> => {
    await page.setViewportSize({ width: viewport.width, height });
    await prepare();
    await notifications.closeAll();
    await page.screenshot({ path: join(images, `${name}.png`), animations: 'disabled', caret: 'hide' });
    await window.tidy();
  };

  /** Scrolls the editor, which may have opened in the middle of a line. */
  const showTop = async (): Promise<void> => {
    await page.locator('.editor-instance .monaco-editor.focused').waitFor();
    await page.keyboard.press('Control+Home');
    await page.locator('.editor-instance .line-numbers', { hasText: /^1$/ }).waitFor();
  };
  await picture('gateway', 580, async () => {
    await window.runCommand('View: Close All Editors');
    await page.locator('.repl').getByText('bot.mjs:').first().click();
    await page.locator('.tab', { hasText: 'bot.mjs' }).waitFor();
    await showTop();
    await view.collapse(emulator);
    await window.runCommand('VRChat Auth: Show Requests');
    await page.locator('.pane', { hasText: 'Requests' }).getByText('/auth/user').first().waitFor();
  });
  await window.runCommand('Debug: Stop');
  await page.locator('.pane-header[aria-label^="Requests"]').click();

  await picture('emulator', 500, async () => {
    await window.runCommand('VRChat Auth: Focus on Accounts View');
    await view.collapse(account);
    await view.expand(emulator);
    await window.runCommand('VRChat Emulator: Next Answer Fails with…');
    await quickInput.waitForPlaceholder('Which request is to fail?');
    await quickInput.type('checkUserExists');
    await quickInput.pick('checkUserExists');
    await quickInput.waitForPlaceholder('How does checkUserExists fail?');
    await quickInput.pick('reset');
    await quickInput.pick('Until Removed');
    await view.waitForRow('checkUserExists: reset', 'until removed');
    await window.runCommand('VRChat Emulator: Sign In at the Emulator…');
    await quickInput.pick('MailUser');
    await view.waitForRow('MailUser · emulator', /valid/);
    await view.expand('Emails');
    await page.keyboard.press('Control+P');
    await quickInput.type('bot.mjs');
    await quickInput.pick('bot.mjs');
    await page.locator('.tab', { hasText: 'bot.mjs' }).waitFor();
    await showTop();
    await page.getByText('Waits for').waitFor({ state: 'hidden' });
  });

  await picture('programs', 440, async () => {
    await view.collapse(emulator);
    await window.runCommand('VRChat Auth: Write Session to .env…');
    await quickInput.waitForTitle('Session to .env');
    await quickInput.pick('.env');
    await quickInput.pick('Through the session gateway');
    await dialog.text();
    await dialog.press('Write');
    await notifications.waitFor('.env');
    await notifications.press('.env', 'Open File');
    await page.locator('.editor-instance .codelens-decoration').first().waitFor();
    await view.expand('Programs');
  });

  await picture('accounts', 480, async () => {
    await view.collapse('Programs');
    await view.expand(account);
    await view.expand('Two-factor');
    await view.expand('Details');
    await window.runCommand('VRChat Auth: Show Recovery Codes');
    await acceptChoice(window, 'Show Recovery Codes');
    await quickInput.waitForMessage('VRChat requires a new code');
    const host = await view.row(emulator).locator('.label-description').textContent();
    await quickInput.type(await emulatorControl(`http://${host ?? ''}/api/1`).authenticatorCode('DevUser'));
    await quickInput.accept();
    await pageInEditor.getByRole('button', { name: 'Copy Unused Codes' }).waitFor();
    await view.waitForRow(account, /valid/);
  });

  await picture('two-factor', 600, async () => {
    await window.runCommand('VRChat Emulator: Sign In at the Emulator…');
    await quickInput.pick('Plain User');
    await view.waitForRow('Plain User · emulator', /valid/);
    await notifications.waitFor('Signed in as Plain User');
    await notifications.closeAll();
    await view.collapse(account);
    await window.runCommand('VRChat Auth: Turn On Two-Factor');
    await quickInput.waitForTitle('Turn On Two-Factor');
    await quickInput.pick('Plain User · emulator');
    await pageInEditor.locator('img.picture').waitFor();
    await view.waitForRow('Plain User · emulator', /valid/);
  });
}

try {
  const folder = join(temporary, 'my-vrchat-bot');
  await mkdir(folder);
  await mkdir(images, { recursive: true });
  const server = await startVSCode({
    install: [packageExtension(join(temporary, 'package')).path],
    env: { HOME: temporary },
    settings: {
      'debug.toolBarLocation': 'docked',
      'editor.minimap.enabled': false,
      'editor.stickyScroll.enabled': false,
      'editor.wordWrap': 'on',
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
    await writeFile(join(images, 'first-minute.gif'), await film(filmed));
    await takePictures(filmed);
    await dark.close();
  } finally {
    await server.stop();
  }
} finally {
  await rm(temporary, { recursive: true, force: true });
}
