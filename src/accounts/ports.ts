import type { TwoFactorMethod } from '../vrchat/codes.ts';
import type { AccountId } from './accountId.ts';
import type { PasteProblem } from './pastedCookie.ts';
import type { VRChatClient } from '../vrchat/client.ts';
import type { VRChatError } from '../vrchat/errors.ts';
import type { PublicAddress } from '../vrchat/publicAddress.ts';
import type { ServerProblem, UserAgentProblem } from '../vrchat/server.ts';

/** Stores secrets, like VS Code's `SecretStorage`. Values are strings; reading and then writing is not atomic. */
export interface SecretPort {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  keys(): PromiseLike<string[]>;
  /** Fires in every window for every write, including its own. */
  onDidChange(listener: (event: { readonly key: string }) => void): { dispose(): void };
}

/** Milliseconds since the epoch. */
export interface Clock {
  now(): number;
  /** A server's clock minus this machine's, in milliseconds, as last seen; `undefined` before its first answer. */
  serverOffset(server: string): number | undefined;
  /** @param milliseconds - by this clock */
  wait(milliseconds: number): Promise<unknown>;
}

/** Mutual exclusion between all windows on this machine. A lock ends with its process. */
export interface LockPort {
  /** @returns releases the lock; `undefined` if another process holds it */
  tryAcquire(name: string): Promise<(() => void) | undefined>;
  /** Waits until trying again makes sense. */
  nextChance(): Promise<void>;
}

/** A clipboard for secrets, which are cleared after a while if nothing else was copied since. */
export interface ClipboardPort {
  /** @returns seconds until it will be cleared; 0 for never */
  copySecret(text: string): Promise<number>;
}

/** Facts about what happened, never content: the sink redacts, and values are short and plain. */
export interface Logger {
  info(message: string, facts?: Readonly<Record<string, string | number | undefined>>): void;
  warn(message: string, facts?: Readonly<Record<string, string | number | undefined>>): void;
}

/** The questions of a sign-in. */
export type Question =
  | { readonly kind: 'username'; readonly server: string; readonly value: string }
  | {
      readonly kind: 'password';
      /** Where the password is sent. */
      readonly server: string;
      readonly username: string;
      /** What was typed before, so that going back and forth loses nothing. */
      readonly value: string;
      readonly initialProblem?: Problem | undefined;
    }
  | {
      readonly kind: 'code';
      readonly server: string;
      readonly method: TwoFactorMethod;
      /** Other methods that the server accepts. */
      readonly otherMethods: readonly TwoFactorMethod[];
      /** Empty for a session that came as a cookie: it has no password step to go back to. */
      readonly username: string;
      readonly initialProblem?: Problem | undefined;
      readonly notice?: 'codeSent' | undefined;
    }
  | { readonly kind: 'cookie'; readonly server: string };

/** Why what was typed was not accepted. The box stays open and shows it. */
export type Problem =
  | { readonly kind: 'notACode'; readonly method: TwoFactorMethod }
  | { readonly kind: PasteProblem }
  /** A text with the sessions of several accounts, of which one has to be chosen. */
  | { readonly kind: 'severalCookies' }
  /** The code was right, but the user's data could not be read after it; trying again sends no code. */
  | { readonly kind: 'verifiedButUnread'; readonly error: VRChatError }
  /** The server no longer knows the pending sign-in, or not from this network. */
  | { readonly kind: 'signInLost' }
  /** The secret store refused the write. */
  | { readonly kind: 'notStored' }
  /** The code may be right, but the clock it was made by is not the server's; positive if the server is ahead. */
  | { readonly kind: 'clockSkew'; readonly seconds: number }
  /** The user signed out, signed in or forgot the account while an automatic sign-in was under way. */
  | { readonly kind: 'withdrawn' }
  /** The session is not this account's; it is kept under the account it belongs to. */
  | { readonly kind: 'otherAccount'; readonly account: AccountId }
  /** The emulator at an address of this machine is not running, and another program may listen there by now. */
  | { readonly kind: 'serverGone'; readonly server: string }
  /** The account is to be deleted, and any request would call that off. */
  | { readonly kind: 'deletionScheduled'; readonly date: string }
  | { readonly kind: 'settings'; readonly setting: 'server'; readonly reason: ServerProblem }
  | { readonly kind: 'settings'; readonly setting: 'userAgent'; readonly reason: UserAgentProblem }
  | VRChatError;

/** How a question ended. */
export type Answer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'back' }
  | { readonly kind: 'canceled' }
  /** The user wants to paste a cookie instead. */
  | { readonly kind: 'useCookie' }
  | { readonly kind: 'useMethod'; readonly method: TwoFactorMethod }
  /** The user wants a new code by email, and knows that it costs a login. */
  | { readonly kind: 'resend' };

/** Asks the user. */
export interface Prompter {
  /**
   * Shows one question and keeps it open until what was typed is accepted or the user does something else.
   *
   * @param submit - called with what was typed; `undefined` accepts it, a problem is shown and leaves the box open with its content. Once
   * started it is awaited even if the user closes the box, because its answer may contain a session that is issued only once
   * @param unneeded - aborted when another window has finished the sign-in; the box closes
   */
  ask(question: Question, submit: (value: string) => Promise<Problem | undefined>, unneeded: AbortSignal): Promise<Answer>;

  /**
   * Asks, as the last step of a sign-in, whether to store the password that VRChat has just accepted, for automatic sign-in.
   *
   * @param account - with its name as it may be shown
   * @param isOutdated - the account has a stored password, and it is not this one
   */
  askToRemember(account: AccountId & { readonly displayName: string }, isOutdated: boolean): Promise<boolean>;
}

/** The client for a server, whatever the settings name, or why nothing can be sent there. */
export type ClientProvider = (server: string) => Connection | { readonly problem: Problem };

interface Connection {
  readonly client: VRChatClient;
  readonly server: string;
  /** Where VRChat sees this machine; `undefined` if it could not be read. */
  readonly publicAddress: () => Promise<PublicAddress | undefined>;
}
