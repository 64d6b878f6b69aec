/** How long codes stay visible, as on VRChat's website. */
const sightMilliseconds = 60_000;

/** Limits how long something secret is visible. */
export interface Sight {
  /** Starts or restarts the time. */
  begin(): void;
  /** Ends it immediately if it is running. */
  end(): void;
}

/**
 * Hides something after a minute, or earlier on request.
 *
 * @param onEnd - hides it; called once for each start
 */
export function createSight(onEnd: () => void): Sight {
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    if (!timer) return;
    clearTimeout(timer);
    timer = undefined;
    onEnd();
  };
  return {
    begin: () => {
      clearTimeout(timer);
      timer = setTimeout(end, sightMilliseconds);
    },
    end,
  };
}
