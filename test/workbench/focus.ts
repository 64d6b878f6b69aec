import type { WorkbenchWindow } from '../host/workbenchWindow.ts';

/** Comes back to a window from elsewhere, which gives it the focus. A headless browser lets every window believe that it never lost it. */
export async function comeBack({ page }: WorkbenchWindow): Promise<void> {
  await page.evaluate(`new Promise((lost) => {
    document.hasFocus = () => false;
    dispatchEvent(new Event('blur'));
    setTimeout(lost);
  })`);
  await page.evaluate(`
    document.hasFocus = () => true;
    dispatchEvent(new Event('focus'));
  `);
}
