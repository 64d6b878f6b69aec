import { describe, expect, it } from 'vitest';
import type { AccountView } from '../../../../src/accounts/accountViews.ts';
import { needsAttention } from '../../../../src/ui/tree/needsAttention.ts';

const now = Date.UTC(2026, 10, 21);
const day = 24 * 60 * 60_000;

/** An account without problems, except for the given profile. */
function account({
  profile = {},
  ...view
}: Omit<Partial<AccountView>, 'profile'> & { readonly profile?: Partial<AccountView['profile']> } = {}): AccountView {
  return {
    server: 'https://api.vrchat.cloud/api/1',
    userId: 'usr_1',
    displayName: 'DevUser',
    state: { kind: 'valid', since: now, checkedAt: now },
    checking: false,
    signedInAt: now,
    attemptedAt: now,
    hasPassword: false,
    renewsItself: false,
    hasAuthenticatorSecret: false,
    pendingTwoFactor: false,
    trustedUntil: now + 20 * day,
    latestTermsVersion: 9,
    ...view,
    profile: {
      id: 'usr_1',
      displayName: 'DevUser',
      tags: [],
      twoFactorAuthEnabled: true,
      emailVerified: true,
      hasPendingEmail: false,
      usesGeneratedPassword: false,
      acceptedTOSVersion: 9,
      accountDeletionDate: null,
      ...profile,
    },
  };
}

const kinds = (view: AccountView): string[] => needsAttention(view, now).map(({ kind }) => kind);

it('needs no attention here if its session was made on another machine', () => {
  const state = { kind: 'elsewhere', since: 1, known: { kind: 'signedOut', since: 1 } } as const;
  expect(kinds(account({ state, profile: { emailVerified: false, twoFactorAuthEnabled: false } }))).toEqual([]);
});

it('needs no attention if nothing is wrong', () => {
  expect(kinds(account())).toEqual([]);
});

describe('needs attention', () => {
  it.each([
    ['deletionScheduled', 'cancelDeletion', account({ profile: { accountDeletionDate: '2026-12-05' } })],
    ['emailUnverified', 'confirmEmail', account({ profile: { emailVerified: false } })],
    ['emailPending', 'confirmEmail', account({ profile: { hasPendingEmail: true } })],
    ['termsOutdated', 'openTermsPage', account({ profile: { acceptedTOSVersion: 8 } })],
    ['trustExpiring', 'renewTwoFactorTrust', account({ trustedUntil: now + 3 * day })],
    ['generatedPassword', 'openAccountPage', account({ profile: { usesGeneratedPassword: true } })],
  ])('%s, with %s', (kind, command, view) => {
    expect(needsAttention(view, now)).toMatchObject([{ kind, command }]);
  });

  it('lists several reasons by urgency, and a new, unverified address once', () => {
    expect(
      kinds(
        account({
          profile: { twoFactorAuthEnabled: false, emailVerified: false, hasPendingEmail: true, accountDeletionDate: '2026-12-05' },
        }),
      ),
    ).toEqual(['deletionScheduled', 'emailPending']);
  });
});

it('infers nothing from fields that the server did not send', () => {
  const { trustedUntil, latestTermsVersion, ...bare } = account();
  expect(kinds({ ...bare, profile: { id: 'usr_1', displayName: 'DevUser', tags: [] } })).toEqual([]);
});

it('needs no attention for expired trust, trust that lasts, or the trust of a signed-out account', () => {
  expect(kinds(account({ trustedUntil: now - 1 }))).toEqual([]);
  expect(kinds(account({ trustedUntil: now + 3 * day + 1 }))).toEqual([]);
  expect(kinds(account({ trustedUntil: now + day, state: { kind: 'signedOut', since: now } }))).toEqual([]);
});
