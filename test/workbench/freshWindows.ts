import { onTestFailed } from 'vitest';
import type { Workbench, WorkbenchOptions } from '../host/workbench.ts';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';

/** A browser and its one window. */
export interface OpenWindow {
  readonly workbench: Workbench;
  readonly window: WorkbenchWindow;
}

/** What a person finds who has just installed the extension, as fresh windows are opened with it. */
export type FreshWindowOptions = Pick<WorkbenchOptions, 'colorTheme' | 'viewport'>;

const usualViewport = { width: 1280, height: 800 };

/** Closes whatever is open and has the extension forget all, as a person would. */
async function wipe(window: WorkbenchWindow): Promise<void> {
  await window.tidy();
  await window.forgetEverything();
  await window.dialog.press('Forget Everything');
  await window.dialog.waitClosed();
  await window.view().welcomeText();
  await window.tidy();
}

/**
 * Windows that several tests use one after the other, one for each color theme, since opening one takes seconds.
 * A window that a test failed in is not used again.
 *
 * @param open - opens a browser with one window, the view "Accounts" shown
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
