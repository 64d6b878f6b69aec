/** For how long codes stay on a screen where nobody says otherwise; VRChat's website does the same. */
const sightMilliseconds = 60_000;

/** How long something secret may be seen. */
export interface Sight {
  /** Begins, or begins anew. */
  begin(): void;
  /** Ends it at once, if it has begun. */
  end(): void;
}

/**
 * Ends what is seen after a minute, or earlier when told to.
 *
 * @param onEnd - takes it out of sight; called once for each time it began
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
