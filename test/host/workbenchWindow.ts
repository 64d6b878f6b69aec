import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { findDialog, type Dialog } from './dialog.ts';
import { findNotifications, type Notifications } from './notifications.ts';
import { readClipboard, readEditor, writeEditor } from './editorText.ts';
import { exactly } from './exactly.ts';
import { findQuickInput, type QuickInput } from './quickInput.ts';
import { findStatusBarItem, type StatusBarItem } from './statusBarItem.ts';
import { findTreeView, type TreeView } from './treeView.ts';

/** A VS Code window as a user sees and operates it. */
export type WorkbenchWindow = {
  readonly page: Page;
  /** Runs a command from the palette by its full title, such as `VRChat Auth: Sign In`, once it is listed. */
  runCommand(title: string): Promise<void>;
  /** Whether the palette offers a command now. */
  offersCommand(title: string): Promise<boolean>;
  readonly quickInput: QuickInput;
  readonly notifications: Notifications & { closeAll(): Promise<void> };
  readonly dialog: Dialog;
  /** Finds an item by (the end of) its ID, or by a part of its text. */
  statusBarItem(idOrText: string | RegExp): StatusBarItem;
  /** Shows a view container, by its title in the activity bar. */
  openView(containerTitle: string): Promise<void>;
  /** The number on the icon of a view container, by the container's title. */
  badge(containerTitle: string, count: string): Locator;
  /** A view in the sidebar, by its name; without a name, the first one. */
  view(name?: string): TreeView;
  /** Shows an output channel and returns its content. */
  outputChannelText(channel: string): Promise<string>;
  clipboard(): Promise<string>;
  /** Changes user settings in the settings file; only this window applies them immediately. */
  changeSettings(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** Closes editors, terminals, panel, quick input and notifications. */
  tidy(): Promise<void>;
  /** Runs the command that forgets all accounts, which asks for confirmation. */
  forgetEverything(): Promise<void>;
  /** Reloads the window and waits until it has loaded. */
  reload(): Promise<void>;
  /** Saves `<name>.png` in the folder named by `SCREENSHOTS`; without it, saves nothing. */
  screenshot(name: string): Promise<void>;
};

/** The palette ignores commands that are registered while it is open, so it is opened again after this time. */
const paletteTimeoutMs = 1000;

/** The workbench sets this mark once the window is restored. */
async function whenRestored(page: Page): Promise<void> {
  await page.waitForFunction("performance.getEntriesByName('code/didStartWorkbench').length > 0");
}

async function findCommand(page: Page, title: string): Promise<Locator | undefined> {
  const input = page.locator('.quick-input-widget input').first();
  await page.keyboard.press('F1');
  await input.waitFor();
  await input.fill(`>${title}`);
  const entry = page
    .locator('.quick-input-list .monaco-list-row')
    .filter({ has: page.locator('.label-name', { hasText: exactly(title) }) })
    .first();
  const found = await entry.waitFor({ timeout: paletteTimeoutMs }).then(
    () => true,
    () => false,
  );
  return found ? entry : undefined;
}

async function runCommand(page: Page, title: string): Promise<void> {
  const end = Date.now() + 30_000;
  for (;;) {
    const entry = await findCommand(page, title);
    if (entry) {
      await entry.click();
      // The palette of the next command must not be taken for this one, which is about to close.
      await entry.waitFor({ state: 'hidden' });
      return;
    }
    if (Date.now() > end) throw new Error(`The command palette does not offer "${title}".`);
    await page.keyboard.press('Escape');
  }
}

async function offersCommand(page: Page, title: string): Promise<boolean> {
  const entry = await findCommand(page, title);
  await page.keyboard.press('Escape');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  return entry !== undefined;
}

function activityBarItem(page: Page, containerTitle: string): Locator {
  return page
    .locator('.activitybar .action-item')
    .filter({ has: page.locator(`a[aria-label^="${containerTitle}"]`) })
    .first();
}

async function openView(page: Page, containerTitle: string): Promise<void> {
  const tab = activityBarItem(page, containerTitle);
  await tab.waitFor();
  // The title of a container with one view ends with the view's name.
  const shown = page.locator('.part.sidebar .composite.title', { hasText: containerTitle });
  const end = Date.now() + 30_000;
  // A click hides a container that is visible, and a window that has just loaded may be about to show it.
  for (let isShown = await shown.isVisible(); !isShown;) {
    if (!(await tab.getAttribute('class'))?.includes('checked')) await tab.click();
    isShown = await shown.waitFor({ timeout: 2000 }).then(
      () => true,
      (error: unknown) => {
        if (Date.now() > end) throw error;
        return false;
      },
    );
  }
}

async function tidy(page: Page): Promise<void> {
  // A page in an editor takes the focus at once, and passes keys on only once it has loaded.
  await page.evaluate('document.activeElement?.blur()');
  await page.keyboard.press('Control+Alt+Shift+F9');
  // A page in an editor that is about to close would swallow the next key.
  await page.locator('.part.editor .editor-group-container.empty').first().waitFor();
}

async function outputChannelText(page: Page, channel: string): Promise<string> {
  await runCommand(page, 'Output: Show Output Channels...');
  const quickInput = findQuickInput(page);
  await quickInput.pick(channel);
  const editor = page.locator('.output-view-zone, .output-view').last();
  await editor.locator('.view-line').first().waitFor();
  return await readEditor(page, editor);
}

let settingsChanges = 0;

async function changeSettings(page: Page, settings: Readonly<Record<string, unknown>>): Promise<void> {
  // Settings apply some time after they are saved. The window's title shows when.
  const title = `settings ${++settingsChanges}`;
  await runCommand(page, 'Preferences: Open User Settings (JSON)');
  const tab = page.locator('.tab.active[data-resource-name="settings.json"]');
  await tab.waitFor();
  const editor = page.locator('.editor-instance .monaco-editor').first();
  await editor.locator('.view-line').first().waitFor();
  const held = JSON.parse((await readEditor(page, editor)).trim() || '{}') as Record<string, unknown>;
  await writeEditor(page, editor, JSON.stringify({ ...held, ...settings, 'window.title': title }, undefined, 2));
  await page.keyboard.press('ControlOrMeta+S');
  await page.locator('.tab.active:not(.dirty)[data-resource-name="settings.json"]').waitFor();
  await runCommand(page, 'View: Close Editor');
  await tab.waitFor({ state: 'hidden' });
  await page.waitForFunction(`document.title.includes(${JSON.stringify(title)})`);
}

/** Wraps a page in which a window was just opened. */
export async function openWorkbenchWindow(page: Page): Promise<WorkbenchWindow> {
  await whenRestored(page);
  return {
    page,
    runCommand: (title) => runCommand(page, title),
    offersCommand: (title) => offersCommand(page, title),
    quickInput: findQuickInput(page),
    notifications: { ...findNotifications(page), closeAll: () => page.keyboard.press('Control+Alt+Shift+F8') },
    dialog: findDialog(page),
    statusBarItem: (idOrText) => findStatusBarItem(page, idOrText),
    openView: (containerTitle) => openView(page, containerTitle),
    badge: (containerTitle, count) => activityBarItem(page, containerTitle).locator('.badge-content', { hasText: exactly(count) }),
    view: (name) => findTreeView(page, name),
    outputChannelText: (channel) => outputChannelText(page, channel),
    changeSettings: (settings) => changeSettings(page, settings),
    clipboard: () => readClipboard(page),
    tidy: () => tidy(page),
    forgetEverything: () => page.keyboard.press('Control+Alt+Shift+F7'),
    reload: async () => {
      await page.reload();
      await whenRestored(page);
    },
    screenshot: async (name) => {
      const folder = process.env.SCREENSHOTS;
      if (folder) await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' });
    },
  };
}
