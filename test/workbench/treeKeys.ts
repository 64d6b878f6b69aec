import { expect } from 'vitest';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';

/** Goes to a row of the Accounts view, with the keyboard alone. */
export async function goToRow(window: WorkbenchWindow, label: string): Promise<void> {
  const { page } = window;
  const { locator } = window.view();
  if (!(await locator.locator('.monaco-list:focus').isVisible())) await window.runCommand('VRChat Auth: Focus on Accounts View');
  const focused = locator.locator('.monaco-list-row.focused .label-name');
  if ((await focused.count()) > 0 && (await focused.textContent()) === label) return;
  await page.keyboard.press('Home');
  for (let steps = 0; steps < 60; steps++) {
    if ((await focused.textContent()) === label) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`There is no row "${label}": ${JSON.stringify(await window.view().rows())}`);
}

/** Runs an entry of the focused row's context menu, with the keyboard alone. */
export async function runFromMenu({ page }: WorkbenchWindow, entry: string): Promise<void> {
  const menu = page.locator('.monaco-menu');
  // VS Code closes a menu when the row under it is drawn anew.
  for (let isOpen = false; !isOpen;) {
    await page.keyboard.press('Shift+F10');
    isOpen = await menu
      .locator('.action-label', { hasText: entry })
      .first()
      .waitFor({ timeout: 2000 })
      .then(
        () => true,
        () => false,
      );
  }
  const focused = menu.locator('.action-item.focused .action-label');
  for (let steps = 0; steps < 20; steps++) {
    if ((await focused.count()) > 0 && (await focused.first().textContent()) === entry) break;
    await page.keyboard.press('ArrowDown');
  }
  expect(await focused.textContent()).toBe(entry);
  await page.keyboard.press('Enter');
  await menu.waitFor({ state: 'detached' });
}

/** Answers a quick pick with the keyboard alone: types, if anything, and accepts what is focused then. */
export async function answerPick({ quickInput }: WorkbenchWindow, placeholder: string | RegExp, typed = ''): Promise<void> {
  await quickInput.waitForPlaceholder(placeholder);
  if (typed !== '') await quickInput.type(typed);
  const focused = quickInput.locator.locator('.monaco-list-row.focused');
  await (typed === '' ? focused : focused.filter({ hasText: typed })).first().waitFor();
  await quickInput.accept();
}

/** A row of the Accounts view with the entries of its context menu. */
export type RowMenu = readonly [row: string, entries: readonly string[]];

/**
 * Goes to each row, finds its context menu to be exactly this, and starts each entry that no row before it had, with the keyboard alone.
 * Whatever asks is answered with Escape.
 *
 * @param requests - the operations that the server was asked for
 */
export async function startFromMenus(
  window: WorkbenchWindow,
  menus: readonly RowMenu[],
  requests: () => Promise<readonly (string | null)[]>,
): Promise<void> {
  const { page, quickInput, dialog, notifications } = window;
  const tabs = page.locator('.part.editor .tab');
  const isAsking = async (): Promise<boolean> => (await dialog.locator.isVisible()) || (await quickInput.locator.isVisible());
  const started = new Set<string>();
  for (const [row, entries] of menus) {
    await goToRow(window, row);
    expect(await readMenu(window, row), `the menu of ${row}`).toEqual(entries);
    for (const entry of entries) {
      if (started.has(entry)) continue;
      started.add(entry);
      const sent = sentBy[entry];
      const before = { requests: (await requests()).length, copied: await window.clipboard() };
      await goToRow(window, row);
      await runFromMenu(window, entry);
      const isStarted = async (): Promise<boolean> =>
        sent === undefined
          ? (await isAsking()) || (await tabs.count()) > 0 || (await window.clipboard()) !== before.copied
          : (await requests()).slice(before.requests).includes(sent);
      await expect.poll(isStarted, { message: `“${entry}” of ${row} starts`, interval: 20 }).toBe(true);
      if (await isAsking()) {
        await page.keyboard.press('Escape');
        await dialog.waitClosed();
        await quickInput.waitClosed();
      }
      if ((await tabs.count()) > 0) await window.tidy();
      // A row that is drawn anew closes its menu.
      await window.view().locator.locator('.codicon-modifier-spin').waitFor({ state: 'detached' });
    }
  }
  expect(await notifications.texts()).toEqual([]);
}

/** The entries that ask nothing, with the operation that each asks the server for. */
const sentBy: Readonly<Record<string, string>> = { 'Verify Session': 'verifyAuthToken', 'Refresh Profile': 'getCurrentUser' };

/** The entries of the focused row's context menu, opened and closed with the keyboard. */
async function readMenu(window: WorkbenchWindow, row: string): Promise<string[]> {
  const { page } = window;
  const entries = page.locator('.monaco-menu .action-item:not(.disabled) .action-label:not(.separator)');
  await page.keyboard.press('Shift+F10');
  await entries.first().waitFor();
  const texts = await entries.allInnerTexts();
  await window.screenshot(`menu-of-${row.replaceAll(' ', '-')}`);
  await page.keyboard.press('Escape');
  await entries.first().waitFor({ state: 'detached' });
  return texts;
}
