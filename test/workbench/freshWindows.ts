import { onTestFailed } from 'vitest';
import type { Workbench, WorkbenchOptions } from '../host/workbench.ts';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';

/** A browser and its one window. */
export interface OpenWindow {
  readonly workbench: Workbench;
  readonly window: WorkbenchWindow;
}

/** Opens windows in the state right after installing the extension. */
export type FreshWindowOptions = Pick<WorkbenchOptions, 'colorTheme' | 'viewport'>;

const usualViewport = { width: 1280, height: 800 };

/** Closes everything that is open and forgets all accounts through the user interface. */
async function wipe(window: WorkbenchWindow): Promise<void> {
  await window.tidy();
  await window.forgetEverything();
  await window.dialog.press('Forget Everything');
  await window.dialog.waitClosed();
  await window.view().welcomeText();
  await window.tidy();
}

/**
 * Windows that tests reuse, one per color theme, because opening one takes seconds. A window is not reused after a failed test.
 *
 * @param open - opens a browser with one window that shows the Accounts view
 */
export function createFreshWindows(open: (options: WorkbenchOptions) => Promise<OpenWindow>) {
  const opened = new Map<FreshWindowOptions['colorTheme'], OpenWindow>();
  return {
    /** A window without accounts, editors and notifications. */
    async open({ colorTheme = 'light', viewport = usualViewport }: FreshWindowOptions = {}): Promise<WorkbenchWindow> {
      const used = opened.get(colorTheme);
      if (used) {
        await used.window.page.setViewportSize(viewport);
        await wipe(used.window);
      }
      const { workbench, window } = used ?? (await open({ colorTheme, viewport }));
      opened.set(colorTheme, { workbench, window });
      onTestFailed(async () => {
        opened.delete(colorTheme);
        await workbench.close();
      });
      return window;
    },
    async closeAll(): Promise<void> {
      await Promise.all([...opened.values()].map(({ workbench }) => workbench.close()));
      opened.clear();
    },
  };
}
