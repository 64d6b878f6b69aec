import type { AccountStore } from './accountStore.ts';
import type { ClientProvider, Clock, LockPort, Logger } from './ports.ts';

/** What a sign-in needs from outside, apart from the user. */
export interface SignInPorts {
  readonly store: AccountStore;
  readonly client: ClientProvider;
  readonly clock: Clock;
  readonly log: Logger;
  readonly locks: LockPort;
  /** Returns a fresh identifier for a pending sign-in. */
  readonly newId: () => string;
}
