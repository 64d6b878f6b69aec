import type { Locator } from 'playwright-core';

/** A row of a list or tree as it is drawn; the level is 0 in a list. */
export type ListRow = { readonly level: number; readonly label: string; readonly description: string };

/** What is used of a DOM element; the types of a browser are not part of this project. */
type DrawnRow = {
  getAttribute(name: string): string | null;
  querySelector(selector: string): { textContent: string | null } | null;
};

/** The rows that are drawn now, from top to bottom; in the document they stand in any order. */
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
