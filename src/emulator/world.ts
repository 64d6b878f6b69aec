import type { ActiveFault } from './faults.ts';
import type { OperationName } from './operations.ts';
import type { Account, Email, State } from './state.ts';

/** One request to the API, as the control surface lists it. Has no headers, body or query, because they contain secrets. */
export type RecordedRequest = {
  readonly operation: OperationName | null;
  readonly method: string;
  readonly path: string;
  /** `null` until the request is answered. It stays `null` if a fault leaves it unanswered. */
  status: number | null;
  readonly network: string;
  readonly at: string;
};

/** One connection to the pipeline. */
export type PipelineSocket = {
  readonly userId: string;
  readonly userAgent: string;
  /** The number of frames the client has sent. The pipeline ignores them. */
  received: number;
  readonly send: (frame: string) => void;
  /** Sends an error frame, which repeats the token, and closes the connection. */
  readonly fail: (message: string) => void;
  /** Drops the connection without a closing handshake. */
  readonly close: () => void;
  /** Goes silent: nothing is sent or answered anymore, not even pings. */
  readonly stall: () => void;
};

/** Everything a running emulator holds. */
export type World = {
  state: State;
  faults: ActiveFault[];
  requests: RecordedRequest[];
  /** The network of requests that name none. */
  network: string;
  readonly sessionCap: number;
  readonly sockets: Set<PipelineSocket>;
  /** The bytes of uploaded files. They are not kept in the state file. */
  readonly storage: Map<string, { readonly bytes: Buffer; readonly fileName: string }>;
  /** Whether each authenticator code works once and only in its own half minute. */
  readonly strictCodes: boolean;
  /** The codes that were accepted, with their secrets, if that matters. */
  readonly usedCodes: Set<string>;
  /** Aborted when the emulator closes, to end delayed responses. */
  readonly closing: AbortSignal;
  /** The emulator's clock, in milliseconds since the epoch. */
  readonly now: () => number;
  /** Restores the accounts the emulator was started with, and removes everything else. */
  readonly reset: () => void;
  /** Called when something may have changed. */
  readonly listeners: Set<() => void>;
  /** Tells the listeners, and writes the state file, if there is one. */
  readonly save: () => void;
};

/** Tells everyone who watches that something may have changed. */
export function noteChange({ listeners }: World): void {
  for (const listener of listeners) listener();
}

/** Finds the account with this user name or email address, ignoring case. */
export function findAccountByName(world: World, name: string): Account | undefined {
  const wanted = name.toLowerCase();
  return world.state.accounts.find(({ username, email }) => username.toLowerCase() === wanted || email.toLowerCase() === wanted);
}

/** Finds the account with this user ID. */
export function findAccountById(world: World, userId: string): Account | undefined {
  return world.state.accounts.find((account) => account.userId === userId);
}

/** Puts an email into the mailbox that all accounts share. It keeps the latest 500. */
export function sendEmail(world: World, email: Omit<Email, 'at'>): void {
  world.state.mailbox = [...world.state.mailbox, { ...email, at: new Date(world.now()).toISOString() }].slice(-500);
}
