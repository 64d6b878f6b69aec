/** A pattern that matches the whole text, because Playwright's `hasText` matches a string anywhere. */
export function exactly(text: string, flags = ''): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')}$`, flags);
}
