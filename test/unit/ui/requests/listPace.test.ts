import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createListPace } from '../../../../src/ui/requests/listPace.ts';

describe('the list of requests', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function setPace() {
    const drawn = { lists: 0, counts: 0 };
    let total = 0;
    const pace = createListPace({ now: Date.now, drawList: () => void drawn.lists++, drawCounts: () => void drawn.counts++ });
    return {
      drawn,
      pace,
      /** Each request begins and ends. */
      request: (): void => {
        total += 1;
        pace.note(total);
        pace.note(total);
      },
      seconds: (count: number): unknown => vi.advanceTimersByTime(count * 1000),
    };
  }

  it('is drawn at once while few requests come', () => {
    const { drawn, request, seconds } = setPace();
    for (let turn = 0; turn < 20; turn++) {
      request();
      seconds(0.3);
    }
    expect(drawn).toEqual({ lists: 40, counts: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('stands still at two hundred a second, while its counts move once a second', () => {
    const { drawn, request, seconds } = setPace();
    for (let turn = 0; turn < 2000; turn++) {
      request();
      seconds(0.005);
    }
    expect(drawn.lists).toBeLessThanOrEqual(12);
    expect(drawn.counts).toBeGreaterThanOrEqual(8);
    expect(drawn.counts).toBeLessThanOrEqual(10);
  });

  it('is drawn with the last request when it is quiet again, and then rests', () => {
    const { drawn, request, seconds } = setPace();
    for (let turn = 0; turn < 50; turn++) request();
    const before = drawn.lists;
    seconds(3);
    expect(drawn.lists).toBe(before + 1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('draws nothing after it was closed', () => {
    const { drawn, pace, request, seconds } = setPace();
    for (let turn = 0; turn < 50; turn++) request();
    pace.dispose();
    const before = { ...drawn };
    seconds(5);
    expect(drawn).toEqual(before);
  });
});
