/** A pattern for a text as a whole, as Playwright's `hasText` takes a string for a part of one. */
export function exactly(text: string, flags = ''): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')}$`, flags);
}
