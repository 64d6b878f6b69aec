import type { Locator, Page } from 'playwright-core';

/** What the clipboard holds. */
export async function readClipboard(page: Page): Promise<string> {
  await page.bringToFront();
  return await page.evaluate<string>('navigator.clipboard.readText()');
}

async function writeClipboard(page: Page, text: string): Promise<void> {
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
}

/** Without a click, since notifications may lie over it. */
async function focusEditor(editor: Locator): Promise<void> {
  await editor.locator('.native-edit-context, textarea.inputarea').first().focus();
}

/** All of an editor's text. It draws only the lines in sight; copying gets the rest. What the clipboard held comes back. */
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

/** Replaces all of an editor's text. It is pasted, as typing would close brackets by itself. */
export async function writeEditor(page: Page, editor: Locator, text: string): Promise<void> {
  const held = await readClipboard(page);
  await writeClipboard(page, text);
  await focusEditor(editor);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('ControlOrMeta+V');
  await writeClipboard(page, held);
}
