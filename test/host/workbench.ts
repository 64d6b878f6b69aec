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

/** How the browser is to be started; everything has a default. */
export type WorkbenchOptions = {
  /** Where the browser keeps its storage, VS Code's secrets among it; nowhere unless given. */
  readonly profileDir?: string;
  readonly colorTheme?: keyof typeof colorThemes.newest;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** The display language, such as `ja`. The workbench's own texts, which come with a language pack, stay English. */
  readonly language?: string;
};

/** A browser with VS Code windows in it. */
export type Workbench = {
  readonly context: BrowserContext;
  /** Opens a window and waits until it is restored. All windows of one workbench share their secrets. */
  openWindow(window?: WindowOptions): Promise<WorkbenchWindow>;
  close(): Promise<void>;
};

/** Fit for sandboxes without a display, and quiet on the network. */
const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // What Playwright switches off that matters here, and the box under the address bar, which nobody sees and which is a page of its own.
  '--disable-features=ThirdPartyStoragePartitioning,HttpsUpgrades,PaintHolding,MediaRouter,OptimizationHints,WebUIOmniboxPopup,WebUIOmniboxAimPopup',
  // The workbench looks at the stacks of many errors while it starts, and V8 would parse each function in them once more to find the lines.
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
    // Ending this process closes the browser; a signal alone must not, as others decide what it means.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  // What the script of a language pack says.
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
