import type { AccountView } from '../../accounts/accountViews.ts';
import type { CommandName } from '../commandTable.ts';

/** What the user should look at, most urgent first. */
type AttentionKind = 'deletionScheduled' | 'emailPending' | 'emailUnverified' | 'termsOutdated' | 'trustExpiring' | 'generatedPassword';

export interface Attention {
  readonly kind: AttentionKind;
  /** The command that fixes it, started on the account. */
  readonly command: CommandName;
  /** A value for the text: a date, or milliseconds since the epoch. */
  readonly detail?: string | number;
}

const soonMs = 3 * 24 * 60 * 60_000;

/**
 * What needs attention in an account. Makes no request.
 *
 * @param now - milliseconds since the epoch
 */
export function needsAttention({ profile, state, trustedUntil, latestTermsVersion }: AccountView, now: number): Attention[] {
  // Nothing of it can be fixed from here.
  if (state.kind === 'elsewhere') return [];
  const found: (Attention | undefined)[] = [
    profile.accountDeletionDate ? { kind: 'deletionScheduled', command: 'cancelDeletion', detail: profile.accountDeletionDate } : undefined,
    profile.emailVerified === false || profile.hasPendingEmail === true
      ? { kind: profile.hasPendingEmail === true ? 'emailPending' : 'emailUnverified', command: 'confirmEmail' }
      : undefined,
    profile.acceptedTOSVersion !== undefined && latestTermsVersion !== undefined && profile.acceptedTOSVersion < latestTermsVersion
      ? { kind: 'termsOutdated', command: 'openTermsPage' }
      : undefined,
    // Without trust, a login asks for a code. A signed-out account will need a login anyway.
    profile.twoFactorAuthEnabled === true &&
    state.kind !== 'signedOut' &&
    trustedUntil !== undefined &&
    trustedUntil > now &&
    trustedUntil - now <= soonMs
      ? { kind: 'trustExpiring', command: 'renewTwoFactorTrust', detail: trustedUntil }
      : undefined,
    profile.usesGeneratedPassword === true ? { kind: 'generatedPassword', command: 'openAccountPage' } : undefined,
  ];
  return found.filter((attention) => attention !== undefined);
}
