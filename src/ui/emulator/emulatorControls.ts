/** An account of the emulator, with the two-factor code that works now, if there is one. */
export interface EmulatedAccount {
  readonly username: string;
  readonly displayName: string;
  readonly email: string;
  readonly password: string;
  readonly twoFactor: 'totp' | 'email' | 'none';
  readonly code: { readonly digits: string; readonly validForMs: number } | undefined;
}

/** An email that the emulator would have sent. */
export interface EmulatedEmail {
  readonly id: number;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly code?: string;
  readonly link?: string;
  /** By the emulator's clock, as ISO 8601. */
  readonly at: string;
}

/** A request that the emulator got. */
export interface EmulatedRequest {
  readonly operation: string | null;
  readonly method: string;
  readonly path: string;
  /** `null` while it is not answered. */
  readonly status: number | null;
  readonly network: string;
  /** By the emulator's clock, as ISO 8601. */
  readonly at: string;
}

/** A fault that waits for its request. */
export interface WaitingFault {
  readonly id: number;
  /** `*` for every request. */
  readonly operation: string;
  /** With its argument, such as `rateLimit:60`. */
  readonly fault: string;
  /** `null` for all requests until it is removed. */
  readonly times: number | null;
}

/** What kind of argument a fault takes: `null` for none, `?` at the end if it is optional. */
export type FaultArgument = 'code' | 'code?' | 'milliseconds?' | 'seconds?' | 'url?' | 'address?' | null;

/** At once from the emulator of this window, later from one that another window runs. */
type Later<Value> = Value | Promise<Value>;

/** An emulator, as far as its rows and commands use it. Times are milliseconds since the epoch. */
export interface EmulatorControls {
  /** The base address of its API. */
  readonly address: string;
  /** @returns ends it */
  readonly onDidChange: (listener: () => void) => () => void;
  /** The emulator's clock. */
  readonly now: () => number;
  readonly clockAheadMs: () => number;
  readonly network: () => string;
  readonly accounts: () => readonly EmulatedAccount[];
  /** The oldest first. */
  readonly mailbox: () => readonly EmulatedEmail[];
  /** The latest ones, the oldest first. */
  readonly requests: () => readonly EmulatedRequest[];
  /** How many requests there have been. */
  readonly requestCount: () => number;
  readonly faults: () => readonly WaitingFault[];
  readonly connections: () => number;
  /** Method and path by name. */
  readonly operations: Readonly<Record<string, readonly [method: string, path: string]>>;
  readonly faultForms: Readonly<Record<string, FaultArgument>>;
  readonly eventNames: readonly string[];
  // Those that return nothing of use may return a promise.
  /** @returns what is wrong with it, if anything */
  readonly addFault: (fault: { readonly operation: string; readonly fault: string; readonly times?: number }) => Later<string | undefined>;
  readonly removeFault: (id: number) => unknown;
  readonly expireSessions: () => unknown;
  readonly moveTo: (network: string) => unknown;
  readonly advanceClock: (seconds: number) => unknown;
  /** @returns how many programs got it */
  readonly sendEvent: (name: string) => Later<number>;
  readonly reset: () => unknown;
}

/** The emulators that this window knows. */
export interface KnownEmulators {
  /** The one that it runs. */
  readonly own: EmulatorControls | undefined;
  /** Those that other windows run, as far as they answer. */
  readonly others: readonly EmulatorControls[];
}
