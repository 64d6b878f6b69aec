import type { AccountId } from '../accounts/accountId.ts';

/** Something of the local emulator. */
export type EmulatedThing =
  | { readonly kind: 'account'; readonly username: string }
  | { readonly kind: 'mail'; readonly id: number }
  | { readonly kind: 'request'; readonly operation: string }
  | { readonly kind: 'fault'; readonly id: number };

/** What a command is about. */
export interface CommandTarget {
  readonly account?: AccountId;
  /** A sign-in that waits for its code. */
  readonly pendingId?: string;
  /** A link that was dropped on the view. */
  readonly link?: string;
  /** A request in the Requests view. */
  readonly requestId?: number | undefined;
  /** The address of an open file. */
  readonly file?: string;
  /** What a program was allowed: of a row, never of an argument. */
  readonly grantId?: string;
  /** The text that "Copy" copies: of a row, never of an argument. */
  readonly copyText?: string;
  /** The address of the local emulator that a row belongs to, never an argument. */
  readonly emulator?: string;
  /** A row of the local emulator, never an argument. */
  readonly emulated?: EmulatedThing;
  /**
   * Whether a surface of this window started the command, so that the user already knows what it does. Everybody else may call commands,
   * too: tasks, launch configurations, keybindings, other extensions, agents. Those have to ask.
   */
  readonly isOurs?: boolean;
  /** Whether it is only what is selected in the view: a suggestion for commands that were started on nothing. */
  readonly isSelection?: boolean;
}
