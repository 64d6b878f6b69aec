import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';

/** Goes to a row of the Accounts view, with the keyboard alone. */
export async function goToRow(window: WorkbenchWindow, label: string): Promise<void> {
  const { page } = window;
  const { locator } = window.view();
  // Not by VS Code's command from the palette, which may focus the view a moment later, and close a box that the next key has opened.
  await locator.locator('.monaco-list').first().focus();
  const focused = locator.locator('.monaco-list-row.focused .label-name');
  if ((await focused.count()) > 0 && (await focused.textContent()) === label) return;
  await page.keyboard.press('Home');
  for (let steps = 0; steps < 60; steps++) {
    if ((await focused.textContent()) === label) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`There is no row "${label}": ${JSON.stringify(await window.view().rows())}`);
}

/**
 * Opens a row's context menu and walks it, with the keyboard alone. VS Code closes a menu when the row under it is drawn anew, as after a check;
 * then the walk begins again.
 *
 * @param walk - what is done with the open menu; returns `undefined` where the menu closed meanwhile
 */
async function inMenu<Walked>(window: WorkbenchWindow, row: string, walk: (menu: Locator) => Promise<Walked | undefined>): Promise<Walked> {
  const menu = window.page.locator('.monaco-menu');
  for (let attempts = 0; attempts < 10; attempts++) {
    await goToRow(window, row);
    await window.page.keyboard.press('Shift+F10');
    const isOpen = await menu.waitFor({ timeout: 2000 }).then(
      () => true,
      () => false,
    );
    const walked = isOpen ? await walk(menu) : undefined;
    if (walked !== undefined) return walked;
  }
  throw new Error(`The menu of "${row}" does not stay open.`);
}

/** Runs an entry of a row's context menu, with the keyboard alone. */
export async function runFromMenu(window: WorkbenchWindow, row: string, entry: string): Promise<void> {
  const { page } = window;
  await inMenu(window, row, async (menu) => {
    const focused = menu.locator('.action-item.focused .action-label');
    for (let steps = 0; steps < 20 && (await menu.isVisible()); steps++) {
      if (
        (await focused.count()) > 0 &&
        (await focused
          .first()
          .textContent({ timeout: 1000 })
          .catch(() => null)) === entry
      ) {
        await page.keyboard.press('Enter');
        await menu.waitFor({ state: 'detached' });
        return true;
      }
      await page.keyboard.press('ArrowDown');
    }
    if (await menu.isVisible()) throw new Error(`The menu of "${row}" has no entry "${entry}": ${(await menu.allInnerTexts()).join()}`);
    return undefined;
  });
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
    expect(await readMenu(window, row), `the menu of ${row}`).toEqual(entries);
    for (const entry of entries) {
      if (started.has(entry)) continue;
      started.add(entry);
      const sent = sentBy[entry];
      const before = { requests: (await requests()).length, copied: await window.clipboard() };
      await runFromMenu(window, row, entry);
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

/** The entries of a row's context menu, opened and closed with the keyboard. */
export async function readMenu(window: WorkbenchWindow, row: string): Promise<string[]> {
  return await inMenu(window, row, async (menu) => {
    const texts = await menu.locator('.action-item:not(.disabled) .action-label:not(.separator)').allInnerTexts();
    await window.screenshot(`menu-of-${row.replaceAll(' ', '-')}`);
    if (!(await menu.isVisible())) return undefined;
    await window.page.keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });
    return texts;
  });
}
