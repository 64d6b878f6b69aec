import type { Locator, Page } from 'playwright-core';

/** The content of the clipboard. */
export async function readClipboard(page: Page): Promise<string> {
  await page.bringToFront();
  return await page.evaluate<string>('navigator.clipboard.readText()');
}

async function writeClipboard(page: Page, text: string): Promise<void> {
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
}

/** Focuses without a click, because notifications may cover the editor. */
async function focusEditor(editor: Locator): Promise<void> {
  await editor.locator('.native-edit-context, textarea.inputarea').first().focus();
}

/** All text of an editor. Copies it, because only the visible lines are in the page, then restores the clipboard. */
export async function readEditor(page: Page, editor: Locator): Promise<string> {
  const held = await readClipboard(page);
  await writeClipboard(page, '');
  await focusEditor(editor);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('ControlOrMeta+C');
  const text = await readClipboard(page);
  await writeClipboard(page, held);
  return text;
}

/** Replaces all text of an editor. Pastes it, because typing closes brackets automatically. */
export async function writeEditor(page: Page, editor: Locator, text: string): Promise<void> {
  const held = await readClipboard(page);
  await writeClipboard(page, text);
  await focusEditor(editor);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('ControlOrMeta+V');
  await writeClipboard(page, held);
}
