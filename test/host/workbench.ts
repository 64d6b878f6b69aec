import { chromium, type BrowserContext } from 'playwright-core';
import { ensureBrowser } from './browser.ts';
import type { VSCodeServer, WindowOptions } from './vscodeServer.ts';
import { openWorkbenchWindow, type WorkbenchWindow } from './workbenchWindow.ts';

/** The newest releases renamed some. */
const colorThemes = {
  newest: {
    light: 'Light 2026',
    dark: 'Dark 2026',
    highContrast: 'Default High Contrast',
    highContrastLight: 'Default High Contrast Light',
  },
  floor: {
    light: 'Default Light Modern',
    dark: 'Default Dark Modern',
    highContrast: 'Default High Contrast',
    highContrastLight: 'Default High Contrast Light',
  },
} as const;

/** Options for starting the browser; everything has a default. */
export type WorkbenchOptions = {
  /** Where the browser keeps its storage, including VS Code's secrets. Without it, nothing is kept. */
  readonly profileDir?: string;
  readonly colorTheme?: keyof typeof colorThemes.newest;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** The display language, such as `ja`. The workbench's own texts stay English, because they come from a language pack. */
  readonly language?: string;
};

/** A browser with VS Code windows in it. */
export type Workbench = {
  readonly context: BrowserContext;
  /** Opens a window and waits until it has loaded. All windows of one workbench share their secrets. */
  openWindow(window?: WindowOptions): Promise<WorkbenchWindow>;
  close(): Promise<void>;
};

/** For sandboxes without a display; makes no network requests of its own. */
const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Features that Playwright turns off and that matter here, and the invisible popup of the address bar, which counts as a page.
  '--disable-features=ThirdPartyStoragePartitioning,HttpsUpgrades,PaintHolding,MediaRouter,OptimizationHints,WebUIOmniboxPopup,WebUIOmniboxAimPopup',
  // The browser of a test is closed before it could use its code cache.
  '--v8-cache-options=none',
  // The workbench reads many error stacks during startup, and V8 would parse each function again to find the lines.
  '--js-flags=--no-enable-lazy-source-positions',
];

/** Starts a headless browser for the windows of a VS Code. */
export async function openWorkbench(server: VSCodeServer, options: WorkbenchOptions = {}): Promise<Workbench> {
  const { profileDir = '', colorTheme = 'light', viewport = { width: 1280, height: 800 }, language } = options;
  await server.writeSettings({ 'workbench.colorTheme': colorThemes[server.version][colorTheme] });
  const context = await chromium.launchPersistentContext(profileDir, {
    executablePath: ensureBrowser(),
    args: browserArguments,
    headless: true,
    viewport,
    permissions: ['clipboard-read', 'clipboard-write'],
    // The browser closes when this process ends, but not on a signal, which other handlers decide about.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  // As set by the script of a language pack.
  if (language !== undefined) await context.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)}`);
  let unused = context.pages()[0];
  return {
    context,
    openWindow: async (window = {}) => {
      const page = unused ?? (await context.newPage());
      unused = undefined;
      await page.goto(server.windowUrl(window));
      return await openWorkbenchWindow(page);
    },
    close: () => context.close(),
  };
}
