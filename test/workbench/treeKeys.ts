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
