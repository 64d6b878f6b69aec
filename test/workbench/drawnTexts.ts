import type { Locator } from 'playwright-core';

/** The used part of a DOM element; this project does not include the browser's types. */
interface DrawnElement {
  readonly textContent: string | null;
  readonly parentElement: DrawnElement | null;
  readonly scrollWidth: number;
  readonly clientWidth: number;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): { readonly left: number; readonly right: number; readonly width: number };
}

/** The texts of elements that are cut off by a parent element. */
export async function cutOff(elements: Locator): Promise<string[]> {
  return elements.evaluateAll((drawn: unknown) => {
    const { getComputedStyle } = globalThis as unknown as { getComputedStyle: (element: DrawnElement) => { readonly overflowX: string } };
    const isCut = (element: DrawnElement): boolean => {
      const { left, right, width } = element.getBoundingClientRect();
      if (width === 0) return false;
      for (let around: DrawnElement | null = element; around; around = around.parentElement) {
        if (getComputedStyle(around).overflowX === 'visible') continue;
        const frame = around.getBoundingClientRect();
        if (right > frame.right + 1 || left < frame.left - 1 || (around === element && around.scrollWidth > around.clientWidth + 1))
          return true;
      }
      return false;
    };
    return (drawn as readonly DrawnElement[]).filter(isCut).map(({ textContent }) => textContent ?? '');
  });
}

/** The accessible names of elements. */
export async function labelsIn(elements: Locator): Promise<string[]> {
  return elements.evaluateAll((drawn: unknown) =>
    (drawn as readonly DrawnElement[]).map((element) => element.getAttribute('aria-label') ?? ''),
  );
}
