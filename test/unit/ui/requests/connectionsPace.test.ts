import { expect, it, onTestFinished, vi } from 'vitest';
import { createConnectionsPace } from '../../../../src/ui/requests/connectionsPace.ts';

it('the number of connections is drawn when it changes, and at most every two seconds', () => {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
  let count = 0;
  const drawn: number[] = [];
  const pace = createConnectionsPace(
    () => count,
    () => drawn.push(count),
  );
  const change = (next: number): void => {
    count = next;
    pace.note();
  };
  pace.note();
  expect(drawn).toEqual([]);
  change(1);
  for (let request = 0; request < 100; request += 1) change(request % 3);
  change(4);
  expect(drawn).toEqual([1]);
  vi.advanceTimersByTime(2000);
  expect(drawn).toEqual([1, 4]);
  vi.advanceTimersByTime(60_000);
  expect(drawn).toEqual([1, 4]);
  expect(vi.getTimerCount()).toBe(0);
});
