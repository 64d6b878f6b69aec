import type { SignInOutcome } from './signIn.ts';
import type { SignInAttempt } from './signInAttempt.ts';

/** For how long a password that was typed is worth keeping for the link of a mail. */
const patience = 30 * 60_000;

/**
 * Keeps, in memory only, the sign-in that was closed while VRChat waits for the link in a mail to be opened.
 */
export function createWaitingSignIn() {
  let attempt: SignInAttempt | undefined;
  let timer: NodeJS.Timeout | undefined;
  const forget = (): void => {
    clearTimeout(timer);
    attempt = undefined;
  };
  return {
    /** Takes note of how a sign-in ended; the next one that ends well makes an end of the one before. */
    note(outcome: SignInOutcome): void {
      if (outcome.kind === 'signedIn') forget();
      if (outcome.kind !== 'newLocation') return;
      forget();
      ({ attempt } = outcome);
      timer = setTimeout(forget, patience);
      timer.unref();
    },
    /** Hands it out, once. */
    take(): SignInAttempt | undefined {
      const taken = attempt;
      forget();
      return taken;
    },
  };
}
