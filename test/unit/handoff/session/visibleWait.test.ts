import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Liveness } from '../../../../src/accounts/livenessCheck.ts';
import { visibleWait } from '../../../../src/handoff/session/visibleWait.ts';

describe('a check before a hand-off', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** A check that VRChat answers after a while. */
  function begin(answersAfterMs: number) {
    const shown: (() => void)[] = [];
    let isAborted = false;
    const ask = (canceled: AbortSignal): Promise<Liveness['kind']> =>
      new Promise((resolve) => {
        setTimeout(() => resolve('alive'), answersAfterMs);
        canceled.addEventListener('abort', () => {
          isAborted = true;
          resolve('canceled');
        });
      });
    const answer = visibleWait(ask, (_answer, cancel) => shown.push(cancel));
    return { answer, shown, isAborted: () => isAborted };
  }

  it('shows nothing if it takes less than half a second, then or later', async () => {
    const { answer, shown } = begin(400);
    await vi.advanceTimersByTimeAsync(400);
    expect(await answer).toBe('alive');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(shown).toEqual([]);
  });

  it('shows that it takes longer, and can be canceled', async () => {
    const { answer, shown, isAborted } = begin(60_000);
    await vi.advanceTimersByTimeAsync(499);
    expect(shown).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(shown).toHaveLength(1);
    expect(isAborted()).toBe(false);
    shown[0]?.();
    expect(await answer).toBe('canceled');
    expect(isAborted()).toBe(true);
  });
});
