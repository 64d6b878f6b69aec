import { expect } from 'vitest';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';

/** Focuses the view and goes to a row, with the keyboard alone. */
export async function goToRow(window: WorkbenchWindow, label: string): Promise<void> {
  const { page, view } = window;
  await window.runCommand('VRChat Auth: Focus on Accounts View');
  const focused = view().locator.locator('.monaco-list-row.focused .label-name');
  await page.keyboard.press('Home');
  // A row that is not there is noticed at the end of the list.
  for (let steps = 0; steps < 60; steps++) {
    if ((await focused.textContent()) === label) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`No row "${label}": ${JSON.stringify(await view().rows())}`);
}

/** Opens the focused row's context menu and runs one of its entries, with the keyboard alone. */
export async function runFromMenu({ page }: WorkbenchWindow, entry: string): Promise<void> {
  await page.keyboard.press('Shift+F10');
  const menu = page.locator('.monaco-menu');
  const focused = menu.locator('.action-item.focused .action-label');
  await menu.locator('.action-label', { hasText: entry }).first().waitFor();
  for (let steps = 0; steps < 20 && (await focused.textContent().catch(() => '')) !== entry; steps++) {
    await page.keyboard.press('ArrowDown');
    await focused.waitFor();
  }
  expect(await focused.textContent()).toBe(entry);
  await page.keyboard.press('Enter');
  await menu.waitFor({ state: 'detached' });
}
