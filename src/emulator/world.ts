import type { ActiveFault } from './faults.ts';
import type { OperationName } from './operations.ts';
import type { Account, Email, State } from './state.ts';

/** One request to the API, as the control surface reports it. Carries no header, body or query. */
export type RecordedRequest = {
  readonly operation: OperationName | null;
  readonly method: string;
  readonly path: string;
  /** `null` while unanswered, and for good when a fault left it without an answer. */
  status: number | null;
  readonly network: string;
  readonly at: string;
};

/** Everything that one emulator is made of while it runs. */
export type World = {
  state: State;
  faults: ActiveFault[];
  requests: RecordedRequest[];
  readonly sessionCap: number;
  /** Ends waiting answers when the emulator closes. */
  readonly closing: AbortSignal;
  /** Milliseconds since 1970 by the emulator's clock. */
  readonly now: () => number;
  /** Puts everything back to how it was when first started. */
  readonly reset: () => void;
  /** Writes the state down, where a file for it was given. */
  readonly save: () => void;
};

/** The account with this user name or e-mail address, whatever its case. */
export function findAccountByName(world: World, name: string): Account | undefined {
  const wanted = name.toLowerCase();
  return world.state.accounts.find(({ username, email }) => username.toLowerCase() === wanted || email.toLowerCase() === wanted);
}

/** The account with this user id. */
export function findAccountById(world: World, userId: string): Account | undefined {
  return world.state.accounts.find((account) => account.userId === userId);
}

/** Puts a mail into the mailbox that stands in for every account's. */
export function sendEmail(world: World, mail: Omit<Email, 'at'>): void {
  world.state.mailbox = [...world.state.mailbox, { ...mail, at: new Date(world.now()).toISOString() }].slice(-500);
}
