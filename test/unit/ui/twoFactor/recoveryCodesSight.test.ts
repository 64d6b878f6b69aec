import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createSight } from '../../../../src/ui/twoFactor/recoveryCodesSight.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('codes are out of sight after a minute, once', () => {
  const onEnd = vi.fn();
  const sight = createSight(onEnd);
  sight.begin();
  vi.advanceTimersByTime(59_999);
  expect(onEnd).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onEnd).toHaveBeenCalledOnce();
  sight.end();
  vi.advanceTimersByTime(120_000);
  expect(onEnd).toHaveBeenCalledOnce();
});

it('codes are out of sight earlier when told to, and showing them again gives them a minute anew', () => {
  const onEnd = vi.fn();
  const sight = createSight(onEnd);
  sight.end();
  expect(onEnd).not.toHaveBeenCalled();
  sight.begin();
  vi.advanceTimersByTime(30_000);
  sight.end();
  expect(onEnd).toHaveBeenCalledTimes(1);
  sight.begin();
  vi.advanceTimersByTime(59_999);
  expect(onEnd).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(onEnd).toHaveBeenCalledTimes(2);
});
