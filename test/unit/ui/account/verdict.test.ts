import { expect, it } from 'vitest';
import type { ShownState } from '../../../../src/accounts/accountViews.ts';
import { verdict } from '../../../../src/ui/account/verdict.ts';

const reachable = { isUsable: true, text: 'reachable (200)' };
const nothing = { clockOffsetMs: 0, lost: 0, pending: 0 };
const valid: ShownState = { kind: 'valid', since: 1, checkedAt: 1 };

it('says that all is well only if it is', () => {
  expect(verdict(reachable, [{ state: valid }, { state: { kind: 'signedOut', since: 1 } }], nothing)).toEqual([
    'VRChat can be reached, the clock is right, and all sessions are fine.',
  ]);
  expect(verdict(reachable, [], nothing)).toEqual(['VRChat can be reached, and no account is signed in. Run "Sign In".']);
});

it('names everything that is wrong, each with a next step', () => {
  const expired: ShownState = { kind: 'expired', since: 1, checkedAt: 1 };
  const limited: ShownState = { kind: 'rateLimited', since: 1, until: 2, known: valid };
  expect(
    verdict({ isUsable: false, text: 'unreachable: ENOTFOUND' }, [{ state: valid }, { state: expired }, { state: limited }], {
      clockOffsetMs: -45_000,
      lost: 1,
      pending: 1,
    }),
  ).toEqual([
    expect.stringMatching(/^VRChat can't be used from here: unreachable: ENOTFOUND\. Check the connection/) as string,
    expect.stringMatching(/^This machine's clock is wrong.+Turn on automatic time/) as string,
    'Account 2 is expired. Sign in again.',
    'Account 3 is rate limited. Wait; nothing is sent until the pause is over.',
    expect.stringContaining('Unlock the keyring') as string,
    expect.stringContaining('Enter Two-Factor Code') as string,
  ]);
});
