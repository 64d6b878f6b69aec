import type { SignInOutcome } from './signIn.ts';
import type { SignInAttempt } from './signInAttempt.ts';

/** How long a typed password is kept while waiting for an emailed link. */
const patienceMs = 30 * 60_000;

/** Keeps, in memory only, the sign-in that was closed while VRChat waits for its emailed link to be opened. */
export function createWaitingSignIn() {
  let attempt: SignInAttempt | undefined;
  let timer: NodeJS.Timeout | undefined;
  const forget = (): void => {
    clearTimeout(timer);
    attempt = undefined;
  };
  return {
    /** Stores a sign-in that waits for its link; a later successful sign-in discards the one that is waiting. */
    note(outcome: SignInOutcome): void {
      if (outcome.kind === 'signedIn') forget();
      if (outcome.kind !== 'newLocation') return;
      forget();
      ({ attempt } = outcome);
      timer = setTimeout(forget, patienceMs);
      timer.unref();
    },
    /** Returns it, once. */
    take(): SignInAttempt | undefined {
      const taken = attempt;
      forget();
      return taken;
    },
  };
}
