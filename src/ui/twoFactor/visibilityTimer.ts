/** How long codes stay visible, as on VRChat's website. */
const visibleMs = 60_000;

/** Limits how long something secret is visible. */
export interface VisibilityTimer {
  /** Starts or restarts the timer. */
  start(): void;
  /** Ends it immediately if it is running. */
  end(): void;
}

/**
 * Hides something after a minute, or earlier on request.
 *
 * @param onEnd - hides it; called once per start
 */
export function createVisibilityTimer(onEnd: () => void): VisibilityTimer {
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    if (!timer) return;
    clearTimeout(timer);
    timer = undefined;
    onEnd();
  };
  return {
    start: () => {
      clearTimeout(timer);
      timer = setTimeout(end, visibleMs);
    },
    end,
  };
}
