import type { WorkbenchWindow } from '../host/workbenchWindow.ts';

/** Drags the border of the sidebar until it is this wide, in pixels. */
export async function setSidebarWidth({ page }: WorkbenchWindow, width: number): Promise<void> {
  const sidebar = page.locator('.part.sidebar');
  const { x = 0, y = 0, width: before = 0, height = 0 } = (await sidebar.boundingBox()) ?? {};
  const middle = y + height / 2;
  await page.mouse.move(x + before, middle);
  await page.mouse.down();
  await page.mouse.move(x + width, middle, { steps: 5 });
  await page.mouse.up();
  await page.mouse.move(0, 0);
}

/** Those of these accounts whose name or state is not whole. Descriptions are cut at their end, where the time is. */
export async function cutStates({ page }: WorkbenchWindow, names: readonly string[]): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('.part.sidebar .monaco-list-row[aria-level="1"]')].flatMap((row) => {
    const label = row.querySelector('.monaco-icon-label');
    const text = row.querySelector('.label-description')?.firstChild;
    if (!text || !${JSON.stringify(names)}.includes(row.querySelector('.label-name').textContent)) return [];
    const parts = text.data.split(' · ');
    const needed = parts.slice(0, Math.max(1, parts.length - 1)).join(' · ');
    const range = document.createRange();
    range.setStart(text, 0);
    range.setEnd(text, needed.length);
    const isCut = range.getBoundingClientRect().right > label.getBoundingClientRect().right - (needed === text.data ? 0 : 10);
    return isCut ? [row.innerText.replaceAll('\\n', ' ')] : [];
  })`);
}
