import { isSameAccount, type AccountId } from '../../accounts/accountId.ts';

/** A one-time code that the user has asked for. */
export interface ShownCode {
  /** As it is shown, in two groups; dots in privacy mode. */
  readonly text: string;
  /** Milliseconds since the epoch, by this machine's clock. */
  readonly validUntil: number;
}

/** How long a code is in sight after it was asked for: enough to switch windows and type it. */
const shownMs = 120_000;

/**
 * The one-time code that the user has just asked for. It is replaced by the next one when it ends, for two minutes.
 *
 * @param changed - called when there is something else to show
 */
export function createShownCodes(changed: () => void) {
  let shown: { readonly account: AccountId; readonly code: () => ShownCode; readonly until: number } | undefined;
  let timer: NodeJS.Timeout | undefined;

  const follow = (): void => {
    clearTimeout(timer);
    const now = Date.now();
    if (shown && shown.until <= now) shown = undefined;
    if (shown) timer = setTimeout(follow, Math.max(0, shown.code().validUntil - now) + 1);
    changed();
  };

  return {
    of: (account: AccountId): ShownCode | undefined => (isSameAccount(account, shown?.account) ? shown?.code() : undefined),

    /** @param code - makes the code of this moment */
    show(account: AccountId, code: () => ShownCode): void {
      shown = { account, code, until: Date.now() + shownMs };
      follow();
    },

    dispose: (): void => clearTimeout(timer),
  };
}
