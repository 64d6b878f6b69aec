import { expect } from 'vitest';
import type { WindowOptions } from '../host/vscodeServer.ts';
import type { Workbench } from '../host/workbench.ts';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';

/**
 * Opens a `.code-workspace` file in a window. A remote window that reads the file before the server is ready has no folders until it is
 * loaded again.
 *
 * @param folder - the name of one of its folders
 * @returns the window, once it has that folder
 */
export async function openWorkspace(browser: Workbench, options: WindowOptions, folder: string): Promise<WorkbenchWindow> {
  const window = await browser.openWindow(options);
  const hasFolder = async (): Promise<boolean> => {
    await window.openView('Explorer');
    const row = window.page.locator('.explorer-folders-view .monaco-list-row, .explorer-folders-view .pane-header', { hasText: folder });
    const isThere = await row
      .first()
      .waitFor({ timeout: 5000 })
      .then(
        () => true,
        () => false,
      );
    if (!isThere) await window.reload();
    return isThere;
  };
  await expect.poll(hasFolder, { timeout: 60_000 }).toBe(true);
  return window;
}
