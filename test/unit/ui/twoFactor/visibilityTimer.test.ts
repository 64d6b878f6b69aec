import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createVisibilityTimer } from '../../../../src/ui/twoFactor/visibilityTimer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('hides the codes after a minute, once', () => {
  const onEnd = vi.fn();
  const timer = createVisibilityTimer(onEnd);
  timer.start();
  vi.advanceTimersByTime(59_999);
  expect(onEnd).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onEnd).toHaveBeenCalledOnce();
  timer.end();
  vi.advanceTimersByTime(120_000);
  expect(onEnd).toHaveBeenCalledOnce();
});

it('hides the codes earlier on request, and shows them for another minute when started again', () => {
  const onEnd = vi.fn();
  const timer = createVisibilityTimer(onEnd);
  timer.end();
  expect(onEnd).not.toHaveBeenCalled();
  timer.start();
  vi.advanceTimersByTime(30_000);
  timer.end();
  expect(onEnd).toHaveBeenCalledTimes(1);
  timer.start();
  vi.advanceTimersByTime(59_999);
  expect(onEnd).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(onEnd).toHaveBeenCalledTimes(2);
});
