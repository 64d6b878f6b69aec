import type { Locator, Page } from 'playwright-core';

/** An item of the status bar. */
export type StatusBarItem = {
  readonly locator: Locator;
  /** Its text without icons. */
  text(): Promise<string>;
  /** The names of its visible icons, such as `pass`. VS Code draws nothing for an unknown name. */
  icons(): Promise<string[]>;
  ariaLabel(): Promise<string>;
  backgroundKind(): Promise<'none' | 'warning' | 'error'>;
  /** Waits until it shows a text. */
  waitForText(text: string | RegExp): Promise<void>;
  /** Its tooltip. */
  tooltip(): Promise<string>;
  click(): Promise<void>;
};

/** An item by (the end of) its ID, or by a part of its text, visible or not. */
export function findStatusBarItem(page: Page, idOrText: string | RegExp): StatusBarItem {
  const all = page.locator('.statusbar-item:visible');
  const byText = all.filter({ hasText: idOrText });
  const item = (typeof idOrText === 'string' ? page.locator(`.statusbar-item[id$="${idOrText}"]:visible`).or(byText) : byText).first();
  const label = item.locator('.statusbar-item-label');
  return {
    locator: item,
    text: async () => (await label.textContent())?.trim() ?? '',
    icons: async () => {
      const classes = await label.locator('.codicon').evaluateAll((icons: unknown) => {
        const { getComputedStyle } = globalThis as unknown as { getComputedStyle: (icon: unknown, part: string) => { content: string } };
        return (icons as { className: string }[])
          .filter((icon) => getComputedStyle(icon, '::before').content !== 'none')
          .map(({ className }) => className);
      });
      return classes.flatMap((names) => /\bcodicon-(?!modifier)([\w-]+)/.exec(names)?.[1] ?? []);
    },
    ariaLabel: async () => (await label.getAttribute('aria-label')) ?? '',
    backgroundKind: async () => {
      const classes = (await item.getAttribute('class')) ?? '';
      if (classes.includes('error-kind')) return 'error';
      return classes.includes('warning-kind') ? 'warning' : 'none';
    },
    waitForText: (text) => item.filter({ hasText: text }).waitFor(),
    tooltip: async () => {
      await label.hover();
      const hover = page.locator('.monaco-hover:visible').last();
      await hover.waitFor();
      return await hover.innerText();
    },
    click: () => label.click(),
  };
}
