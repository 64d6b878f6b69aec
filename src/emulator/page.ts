import type { Call } from './call.ts';

/** The part of a list that the query's `n` (1 to 100, 60 by default) and `offset` ask for. */
export function page<Item>({ context }: Call, items: readonly Item[]): Item[] {
  const number = (name: string, otherwise: number): number => {
    const text = context.req.query(name) ?? '';
    return /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
  };
  const count = Math.min(100, Math.max(1, number('n', 60)));
  const offset = number('offset', 0);
  return items.slice(offset, offset + count);
}
