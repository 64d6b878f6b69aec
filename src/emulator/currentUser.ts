import type { Account } from './state.ts';

/** Builds the API's `CurrentUser` for an account. */
export function currentUser(account: Account): Record<string, unknown> {
  return { ...identity(account), ...standing(account), ...appearance(account), ...linkedAccounts, ...social(account) };
}

function identity(account: Account) {
  return {
    id: account.userId,
    username: account.username,
    displayName: account.displayName,
    pastDisplayNames: [],
    hasEmail: true,
    obfuscatedEmail: obfuscated(account.email),
    emailVerified: account.emailVerified,
    hasPendingEmail: !account.emailVerified,
    obfuscatedPendingEmail: account.emailVerified ? '' : obfuscated(account.email),
    usesGeneratedPassword: account.usesGeneratedPassword,
    twoFactorAuthEnabled: account.authenticator !== null,
    twoFactorAuthEnabledDate: account.authenticator && isoTime(account.authenticator.enabledAt),
  };
}

function standing(account: Account) {
  return {
    acceptedTOSVersion: account.acceptedTOSVersion,
    acceptedPrivacyVersion: 1,
    accountDeletionDate: account.deletionAt === null ? null : isoTime(account.deletionAt).slice(0, 10),
    accountDeletionLog: account.deletionLog.length === 0 ? null : account.deletionLog,
    ageVerificationStatus: 'hidden',
    ageVerified: false,
    isAdult: false,
    hasBirthday: true,
    date_joined: isoTime(account.joinedAt).slice(0, 10),
    last_login: isoTime(account.lastLoginAt ?? account.joinedAt),
    last_activity: isoTime(account.lastLoginAt ?? account.joinedAt),
    last_mobile: null,
    last_platform: 'standalonewindows',
    platform_history: [],
    updated_at: isoTime(account.lastLoginAt ?? account.joinedAt),
    developerType: 'none',
    hasLoggedInFromClient: account.tags.length > 0,
    tags: account.tags,
    unsubscribe: true,
  };
}

function appearance(account: Account) {
  return {
    allowAvatarCopying: false,
    badges: [],
    bio: account.profile.bio,
    bioLinks: account.profile.bioLinks,
    contentFilters: [],
    currentAvatar: 'avtr_912d66a4-4714-43b8-8407-7de2cafbf55b',
    currentAvatarImageUrl: 'https://api.vrchat.cloud/api/1/file/file_ae46d521-7281-4b38-b365-804b32a1d6a7/1/file',
    currentAvatarTags: [],
    currentAvatarThumbnailImageUrl: 'https://api.vrchat.cloud/api/1/image/file_aae83ed9-d42d-4d72-9f4b-9f1e41ed17e1/1/256',
    fallbackAvatar: 'avtr_912d66a4-4714-43b8-8407-7de2cafbf55b',
    hideContentFilterSettings: false,
    homeLocation: 'wrld_4432ea9b-729c-46e3-8eaf-846aa0a37fdd',
    profilePicOverride: '',
    profilePicOverrideThumbnail: '',
    pronouns: account.profile.pronouns,
    pronounsHistory: [],
    userIcon: account.profile.userIcon,
    userLanguage: null,
    userLanguageCode: null,
    presence: {
      avatarThumbnail: '',
      currentAvatarTags: [],
      debugflag: '',
      displayName: account.displayName,
      groups: [],
      id: account.userId,
      instance: 'offline',
      instanceType: '',
      isRejoining: '0',
      platform: '',
      profilePicOverride: '',
      status: account.profile.status,
      travelingToInstance: '',
      travelingToWorld: '',
      userIcon: account.profile.userIcon,
      world: 'offline',
    },
  };
}

const linkedAccounts = {
  appleDetails: {},
  appleId: '',
  discordDetails: {},
  discordId: '',
  googleDetails: {},
  googleId: '',
  oculusId: '',
  picoId: '',
  steamDetails: {},
  steamId: '',
  twitchDetails: {},
  twitchId: '',
  viveId: '',
};

function social(account: Account) {
  return {
    activeFriends: [],
    friendGroupNames: [],
    friendKey: friendKey(account),
    friends: account.friends,
    hasDiscordFriendsOptOut: false,
    hasSharedConnectionsOptOut: false,
    isBoopingEnabled: true,
    isFriend: false,
    offlineFriends: account.friends,
    onlineFriends: [],
    queuedInstance: null,
    receiveMobileInvitations: false,
    // `GET /auth/user` always returns this state, whatever the user is doing.
    state: 'offline',
    status: account.profile.status,
    statusDescription: account.profile.statusDescription,
    statusFirstTime: false,
    statusHistory: [],
  };
}

/** A key that the API lists for each user. Its use is not documented. */
export function friendKey({ userId }: Account): string {
  return userId.replaceAll(/[^0-9a-f]/g, '');
}

export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function obfuscated(email: string): string {
  const [name = '', domain = ''] = email.split('@');
  return `${name.slice(0, 1)}${'*'.repeat(Math.max(3, name.length - 1))}@${domain}`;
}
