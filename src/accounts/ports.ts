import type { TwoFactorMethod } from '../vrchat/codes.ts';
import type { VRChatClient } from '../vrchat/client.ts';
import type { VRChatError } from '../vrchat/errors.ts';
import type { ServerProblem, UserAgentProblem } from '../vrchat/server.ts';

/** Where secrets are kept. VS Code's `SecretStorage` is one. Values are strings; reading and then writing is not atomic. */
export interface SecretPort {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  keys(): PromiseLike<string[]>;
  /** Fires in every window for every write, one's own included. */
  onDidChange(listener: (event: { readonly key: string }) => void): { dispose(): void };
}

/** Milliseconds since the epoch. */
export interface Clock {
  now(): number;
  /** The server's clock minus this machine's, in milliseconds, as last seen; `undefined` before the first answer. */
  serverOffset(): number | undefined;
}

/** Mutual exclusion between all windows on this machine. A lock ends with the process that holds it. */
export interface LockPort {
  /** @returns releases the lock; `undefined` if another holds it */
  tryAcquire(name: string): Promise<(() => void) | undefined>;
  /** Waits until it is worth trying again. */
  nextChance(): Promise<void>;
}

/** Where secrets are copied to, and taken from again after a while, if nothing else has been copied since. */
export interface ClipboardPort {
  /** @returns after how many seconds it will be cleared; 0 for never */
  copySecret(text: string): Promise<number>;
}

/** Facts about what happened, never content: the sink redacts, and values are short and plain. */
export interface Logger {
  info(message: string, facts?: Readonly<Record<string, string | number | undefined>>): void;
  warn(message: string, facts?: Readonly<Record<string, string | number | undefined>>): void;
}

/** What a sign-in asks for, one at a time. */
export type Question =
  | { readonly kind: 'username'; readonly value: string }
  | {
      readonly kind: 'password';
      readonly username: string;
      /** What was typed before; kept, so that going back and forth loses nothing. */
      readonly value: string;
      readonly initialProblem?: Problem | undefined;
    }
  | {
      readonly kind: 'code';
      readonly method: TwoFactorMethod;
      /** Methods the server would take as well. */
      readonly otherMethods: readonly TwoFactorMethod[];
      /** Empty for a session that came as a cookie; then there is no password to go back to. */
      readonly username: string;
      readonly initialProblem?: Problem | undefined;
      readonly notice?: 'codeSent' | undefined;
    }
  | { readonly kind: 'cookie' };

/** Why what was typed does not do. The box stays open and says so. */
export type Problem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'notACode'; readonly method: TwoFactorMethod }
  | { readonly kind: 'noCookieFound' }
  /** The code was right, but the user's data could not be read after it; trying again sends no code. */
  | { readonly kind: 'verifiedButUnread'; readonly error: VRChatError }
  /** The server no longer knows the half-finished sign-in, or not from this network. */
  | { readonly kind: 'signInLost' }
  /** The secret store refused the write. */
  | { readonly kind: 'notStored' }
  /** The code may be right, but the clock it was made by is not the server's; positive if the server is ahead. */
  | { readonly kind: 'clockSkew'; readonly seconds: number }
  /** The session is not this account's; it is kept under the account it belongs to. */
  | { readonly kind: 'otherAccount'; readonly userId: string }
  /** The account is to be deleted, and any request would call that off. */
  | { readonly kind: 'deletionScheduled'; readonly date: string }
  | { readonly kind: 'settings'; readonly setting: 'server'; readonly reason: ServerProblem }
  | { readonly kind: 'settings'; readonly setting: 'userAgent'; readonly reason: UserAgentProblem }
  | VRChatError;

/** How a question ended. */
export type Answer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'back' }
  | { readonly kind: 'cancelled' }
  /** The person would rather paste a cookie. */
  | { readonly kind: 'useCookie' }
  | { readonly kind: 'useMethod'; readonly method: TwoFactorMethod }
  /** The person wants a new code by e-mail, and knows that it costs a login. */
  | { readonly kind: 'resend' };

/** Asks a person. */
export interface Prompter {
  /**
   * Shows one question and keeps it open until what was typed is accepted, or the person does something else.
   *
   * @param submit - called with what was typed; `undefined` accepts it, a problem is shown and leaves the box open with its content.
   * Once begun it is waited for even if the person closes the box, since its answer may hold a session that is issued only once.
   * @param unneeded - aborted when another window has finished what is asked for; the box closes
   */
  ask(question: Question, submit: (value: string) => Promise<Problem | undefined>, unneeded: AbortSignal): Promise<Answer>;
}

/** The client for the settings of the moment, or what is wrong with them. */
export type ClientProvider = () => Connection | { readonly problem: Problem };

interface Connection {
  readonly client: VRChatClient;
  readonly server: string;
  /** A fingerprint of the address VRChat sees this machine come from, to compare; `undefined` if it could not be learnt. */
  readonly publicAddress: () => Promise<string | undefined>;
}
