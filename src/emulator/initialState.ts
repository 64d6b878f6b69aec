import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { AccountSeed } from './accountSeed.ts';
import { currentTOSVersion } from './serviceConfig.ts';
import type { Account, State } from './state.ts';
import { newTotpSecret } from './timeCode.ts';

const veteranTags = [
  'system_world_access',
  'system_avatar_access',
  'system_feedback_access',
  'system_trust_basic',
  'system_trust_known',
  'system_trust_trusted',
  'system_trust_veteran',
  'system_supporter',
  'language_eng',
];

/**
 * The state of a newly started emulator: accounts, but no sessions or emails.
 *
 * @param now - milliseconds since the epoch
 */
export function initialState(seeds: readonly AccountSeed[], now: number): State {
  return {
    version: 1,
    tokenKey: randomBytes(32).toString('hex'),
    clockOffset: 0,
    accounts: seeds.map((seed) => accountFromSeed(seed, now)),
    sessions: [],
    mailbox: [],
    files: [],
  };
}

function accountFromSeed(seed: AccountSeed, now: number): Account {
  const joinedAt = Date.UTC(2019, 7, 24);
  return {
    ...newAccount(seed, now),
    userId: stableUserId(seed.username),
    tags: veteranTags,
    joinedAt,
    emailVerified: seed.emailVerified ?? true,
    acceptedTOSVersion: seed.acceptedTOSVersion ?? currentTOSVersion,
    usesGeneratedPassword: seed.usesGeneratedPassword ?? false,
    withoutAuthenticator: seed.twoFactor === 'none' ? 'none' : 'email',
    authenticator:
      seed.twoFactor === 'totp'
        ? {
            secret: seed.totpSecret === undefined ? newTotpSecret() : seed.totpSecret.toUpperCase(),
            enabledAt: Date.UTC(2025, 0, 3),
            recoveryCodes: (seed.recoveryCodes ?? newRecoveryCodes()).map((code) => ({ code, used: false })),
          }
        : null,
  };
}

/**
 * A newly registered account: email address not confirmed, no authenticator app.
 *
 * @param now - milliseconds since the epoch
 */
export function newAccount(identity: Pick<Account, 'username' | 'email' | 'password' | 'displayName'>, now: number): Account {
  return {
    userId: `usr_${randomUUID()}`,
    username: identity.username,
    email: identity.email,
    password: identity.password,
    displayName: identity.displayName,
    tags: [],
    acceptedTOSVersion: currentTOSVersion,
    usesGeneratedPassword: false,
    joinedAt: now,
    lastLoginAt: null,
    withoutAuthenticator: 'email',
    authenticator: null,
    pendingSecret: null,
    trustEpoch: 0,
    emailCode: null,
    wrongCodesAt: [],
    emailVerified: false,
    emailToken: null,
    knownNetworks: [],
    loginPlaceTokens: [],
    logins: 0,
    failedLogins: 0,
    sessionsCreatedAt: [],
    deletionAt: null,
    deletionLog: [],
    profile: { status: 'active', statusDescription: '', bio: '', bioLinks: [], pronouns: '', userIcon: '' },
    friends: [],
    notifications: [],
  };
}

/** Generates ten recovery codes, as the API returns them: without the dash they are submitted with. */
export function newRecoveryCodes(): string[] {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const code = () => Array.from({ length: 8 }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
  return Array.from({ length: 10 }, code);
}

/** Derives the user ID from the user name, so that documentation can quote it and a reset keeps it. */
function stableUserId(username: string): string {
  const hash = createHash('sha256').update(username.toLowerCase()).digest('hex');
  const uuid = [hash.slice(0, 8), hash.slice(8, 12), `4${hash.slice(13, 16)}`, `8${hash.slice(17, 20)}`, hash.slice(20, 32)];
  return `usr_${uuid.join('-')}`;
}
