import type { Locator } from 'playwright-core';

/** A visible row of a list or tree; the level is 0 in a list. */
export type ListRow = { readonly level: number; readonly label: string; readonly description: string };

/** The used part of a DOM element; this project does not include the browser's types. */
type DrawnRow = {
  getAttribute(name: string): string | null;
  querySelector(selector: string): { textContent: string | null } | null;
};

/** The visible rows from top to bottom; in the document they are in any order. */
export async function readListRows(rows: Locator): Promise<ListRow[]> {
  const drawn = await rows.evaluateAll((elements: unknown) =>
    (elements as DrawnRow[]).map((element) => ({
      index: Number(element.getAttribute('data-index')),
      level: Number(element.getAttribute('aria-level')),
      label: element.querySelector('.label-name')?.textContent ?? '',
      description: element.querySelector('.label-description')?.textContent ?? '',
    })),
  );
  return drawn.toSorted((a, b) => a.index - b.index).map(({ level, label, description }) => ({ level, label, description }));
}
