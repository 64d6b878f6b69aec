import type { WorkbenchWindow } from '../host/workbenchWindow.ts';

/** Comes back to a window from elsewhere, which gives it the focus. A headless browser lets every window believe that it never lost it. */
export async function comeBack({ page }: WorkbenchWindow): Promise<void> {
  // A window that has just been loaded may not have taken note of its focus, and would not notice the loss of it.
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
