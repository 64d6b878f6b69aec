import type { Locator, Page } from 'playwright-core';
import { exactly } from './exactly.ts';
import { readListRows, type ListRow } from './listRows.ts';

/** A tree view in the sidebar. */
export type TreeView = {
  readonly locator: Locator;
  /** The visible rows, from top to bottom. */
  rows(): Promise<ListRow[]>;
  /** The first row with a label, visible or not. */
  row(label: string): Locator;
  waitForRow(label: string, description?: string | RegExp): Promise<void>;
  /** Expands a row that has children and waits for the first of them. */
  expand(label: string): Promise<void>;
  collapse(label: string): Promise<void>;
  /** Hovers over a row until its tooltip shows. */
  hover(row: Locator, shown: Locator): Promise<void>;
  /** Opens a row's context menu. */
  openMenu(label: string, firstEntry: Locator): Promise<void>;
  /** Presses an inline button of a row, by its tooltip. */
  pressRowAction(label: string, tooltip: string): Promise<void>;
  /** Presses a button in the view's title bar, by its tooltip. */
  pressTitleAction(tooltip: string): Promise<void>;
  /** The text of the view while it is empty. */
  welcomeText(): Promise<string>;
  welcomeButtons(): Promise<string[]>;
  pressWelcomeButton(label: string): Promise<void>;
};

/** A row that is redrawn under the mouse ignores clicks, and shows its buttons and its tooltip only when the mouse moves again. */
async function whenDrawnStill(attempt: (timeout: number) => Promise<void>): Promise<void> {
  const end = Date.now() + 30_000;
  for (let done = false; !done;) {
    done = await attempt(2000).then(
      () => true,
      (error: unknown) => {
        if (Date.now() > end) throw error;
        return false;
      },
    );
  }
}

/** A view by its name, or the first one of the sidebar. */
export function findTreeView(page: Page, name?: string): TreeView {
  const panes = page.locator('.part.sidebar .pane');
  const pane = (name === undefined ? panes : panes.filter({ has: page.locator(`.pane-header[aria-label^="${name}"]`) })).first();
  const list = pane.locator('.monaco-list-row');
  const row = (label: string): Locator => list.filter({ has: page.locator('.label-name', { hasText: exactly(label) }) }).first();
  const toggle = async (label: string, expanded: boolean): Promise<Locator> => {
    const target = row(label);
    await target.waitFor();
    const toggled = target.and(page.locator(`[aria-expanded="${expanded}"]`));
    await whenDrawnStill(async (timeout) => {
      if ((await target.getAttribute('aria-expanded')) !== String(expanded)) await target.locator('.monaco-tl-twistie').click();
      await toggled.waitFor({ timeout });
    });
    return toggled;
  };
  const welcome = pane.locator('.welcome-view-content');
  return {
    locator: pane,
    rows: () => readListRows(list),
    row,
    waitForRow: async (label, description) => {
      const target = row(label);
      await (
        description === undefined ? target : target.filter({ has: page.locator('.label-description', { hasText: description }) })
      ).waitFor();
    },
    expand: async (label) => {
      // Rows that appear above it meanwhile give it another index, and a tree that is drawn anew may have it collapsed.
      await whenDrawnStill(async (timeout) => {
        const parent = await toggle(label, true);
        const index = Number(await parent.getAttribute('data-index', { timeout }));
        const level = Number(await parent.getAttribute('aria-level', { timeout }));
        await pane.locator(`.monaco-list-row[data-index="${index + 1}"][aria-level="${level + 1}"]`).waitFor({ timeout });
      });
    },
    collapse: async (label) => {
      await toggle(label, false);
    },
    hover: (target, shown) =>
      whenDrawnStill(async (timeout) => {
        await page.mouse.move(0, 0);
        await target.locator('.label-name').hover();
        await shown.waitFor({ timeout });
      }),
    openMenu: (label, firstEntry) =>
      whenDrawnStill(async (timeout) => {
        await row(label).locator('.label-name').click({ button: 'right' });
        await firstEntry.waitFor({ timeout });
      }),
    pressRowAction: async (label, tooltip) => {
      const button = row(label).locator(`.actions a[aria-label^="${tooltip}"]`);
      await whenDrawnStill(async (timeout) => {
        await page.mouse.move(0, 0);
        await row(label).hover();
        await button.click({ timeout });
      });
      // The row's tooltip would cover what opens now.
      await page.mouse.move(0, 0);
    },
    pressTitleAction: async (tooltip) => {
      await pane.hover();
      const button = `a.action-label[aria-label^="${tooltip}"]`;
      await pane
        .locator(`.pane-header ${button}`)
        .or(page.locator(`.part.sidebar > .title ${button}`))
        .first()
        .click();
    },
    welcomeText: async () => {
      await welcome.waitFor();
      return await welcome.innerText();
    },
    welcomeButtons: () => welcome.locator('.monaco-button').allInnerTexts(),
    pressWelcomeButton: (label) => welcome.locator('.monaco-button', { hasText: exactly(label) }).click(),
  };
}
