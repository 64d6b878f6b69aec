import * as vscode from 'vscode';
import type { CurrentUser } from '../../vrchat/schemas.ts';

const { l10n } = vscode;

/**
 * An account's trust rank, from its tags. VRChat's tag names are one rank behind what its client shows.
 *
 * @see https://docs.vrchat.com/docs/vrchat-safety-and-trust-system
 */
export function trustRank({ tags }: CurrentUser): string {
  if (tags.includes('system_trust_veteran')) return l10n.t('Trusted User');
  if (tags.includes('system_trust_trusted')) return l10n.t('Known User');
  if (tags.includes('system_trust_known')) return l10n.t('User');
  if (tags.includes('system_trust_basic')) return l10n.t('New User');
  return l10n.t('Visitor');
}

/** Permissions from the tags, besides the rank. */
export function privileges({ tags }: CurrentUser): string[] {
  return [
    ...(tags.includes('system_supporter') ? [l10n.t('VRC+')] : []),
    ...(tags.includes('system_avatar_access') || tags.includes('system_world_access') ? [l10n.t('upload rights')] : []),
  ];
}

/** The account's age verification; `undefined` if VRChat says nothing. */
export function ageVerification({ ageVerified, ageVerificationStatus }: CurrentUser): string | undefined {
  if (ageVerificationStatus === '18+') return l10n.t('verified, 18 or older');
  if (ageVerified === true || ageVerificationStatus === 'verified') return l10n.t('verified');
  return ageVerified === undefined && ageVerificationStatus === undefined ? undefined : l10n.t('not verified');
}

/** The linked platforms, by their own names. */
export function linkedPlatforms({ steamId, oculusId, googleId, appleId, discordId, twitchId, picoId, viveId }: CurrentUser): string[] {
  const platforms: readonly (readonly [string, string | undefined])[] = [
    ['Steam', steamId],
    ['Meta', oculusId],
    ['Google', googleId],
    ['Apple', appleId],
    ['Discord', discordId],
    ['Twitch', twitchId],
    ['Pico', picoId],
    ['Vive', viveId],
  ];
  return platforms.flatMap(([name, id]) => (id ? [name] : []));
}
