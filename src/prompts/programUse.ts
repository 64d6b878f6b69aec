import type { AccountId } from '../accounts/accountId.ts';
import type { Grant } from '../accounts/grants.ts';

/** An open terminal that does not have what new ones get. */
export interface OlderTerminal {
  /** As VS Code shows it. It can be anything. */
  readonly name: string;
  /** `earlier`: it was opened when new ones got something else. `unknown`: it was there before this window could look. */
  readonly has: 'earlier' | 'unknown';
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
