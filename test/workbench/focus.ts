import type { WorkbenchWindow } from '../host/workbenchWindow.ts';

/** Switches to a window from elsewhere, which focuses it. In a headless browser, windows do not notice that they lost focus. */
export async function comeBack({ page }: WorkbenchWindow): Promise<void> {
  // A window that has just loaded may not know yet that it has focus, and would miss losing it.
  await page.evaluate(`new Promise((lost) => {
    dispatchEvent(new Event('focus'));
    document.hasFocus = () => false;
    dispatchEvent(new Event('blur'));
    setTimeout(lost);
  })`);
  await page.evaluate(`
    document.hasFocus = () => true;
    dispatchEvent(new Event('focus'));
  `);
}
