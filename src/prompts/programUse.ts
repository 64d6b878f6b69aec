import type { AccountId } from '../accounts/accountId.ts';
import type { Grant } from '../accounts/grants.ts';

/** An open terminal that does not have what new ones get. */
export interface OlderTerminal {
  /** As VS Code shows it. It can be anything. */
  readonly name: string;
  /** Whether it is known to have what new ones got earlier. Otherwise it was opened before anything was given, or before this window could look. */
  readonly hasEarlier: boolean;
}

/** A program, or all of a kind, that has a session in this window's folders. Contains no secret. */
export interface ProgramUse {
  readonly grant: Grant;
  /** The account, with its name as it may be shown; absent if it is not stored here. */
  readonly account?: AccountId & { readonly displayName: string };
  /** Whether what it has is known to be out of date. */
  readonly isOutdated: boolean;
  readonly olderTerminals: readonly OlderTerminal[];
}
