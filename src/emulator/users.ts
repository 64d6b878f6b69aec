import * as v from 'valibot';
import { readJson, type Call, type Handler } from './call.ts';
import { whenSignedIn } from './caller.ts';
import { currentUser, friendKey, isoTime } from './currentUser.ts';
import { page } from './page.ts';
import { sendEvent } from './pipeline.ts';
import { errorResponse } from './responses.ts';
import type { Account } from './state.ts';
import { findAccountById } from './world.ts';

const imageUrl = 'https://api.vrchat.cloud/api/1/file/file_ae46d521-7281-4b38-b365-804b32a1d6a7/1/file';

/** What every list of users shows of an account. */
function userSummary(account: Account) {
  return {
    id: account.userId,
    displayName: account.displayName,
    developerType: 'none',
    last_platform: 'standalonewindows',
    status: account.profile.status,
    statusDescription: account.profile.statusDescription,
    tags: account.tags,
    bio: account.profile.bio,
    bioLinks: account.profile.bioLinks,
    pronouns: account.profile.pronouns,
    userIcon: account.profile.userIcon,
    profilePicOverride: '',
    currentAvatarImageUrl: imageUrl,
    currentAvatarThumbnailImageUrl: imageUrl,
    currentAvatarTags: [],
    iconUrl: account.profile.userIcon,
  };
}

/** The API's `LimitedUserFriend`. Everyone in the emulator is offline. */
export function limitedUserFriend(account: Account): Record<string, unknown> {
  return {
    ...userSummary(account),
    friendKey: friendKey(account),
    imageUrl,
    isFriend: true,
    last_activity: isoTime(account.lastLoginAt ?? account.joinedAt),
    last_login: isoTime(account.lastLoginAt ?? account.joinedAt),
    last_mobile: null,
    location: 'offline',
    platform: '',
  };
}

/** The API's `User`: what one account sees of another. */
export function otherUser(account: Account, viewer: Account): Record<string, unknown> {
  const isFriend = viewer.friends.includes(account.userId);
  return {
    ...userSummary(account),
    ageVerificationStatus: 'hidden',
    ageVerified: false,
    allowAvatarCopying: false,
    date_joined: isoTime(account.joinedAt).slice(0, 10),
    friendKey: isFriend ? friendKey(account) : '',
    friendRequestStatus: '',
    isFriend,
    last_activity: isFriend ? isoTime(account.lastLoginAt ?? account.joinedAt) : '',
    last_login: isFriend ? isoTime(account.lastLoginAt ?? account.joinedAt) : '',
    location: isFriend ? 'offline' : '',
    profilePicOverrideThumbnail: '',
    state: 'offline',
  };
}

/** The account that the path names. */
export function namedAccount({ world, context }: Call): Account | undefined {
  return findAccountById(world, context.req.param('userId') ?? '');
}

export function noSuchUser(): Response {
  return errorResponse(404, 'User not found');
}

/** `GET /users?search=…`: accounts whose display name contains the text, in the API's `LimitedUserSearch`. */
export const searchUsers: Handler = whenSignedIn((call, { account: viewer }) => {
  const search = call.context.req.query('search') ?? '';
  const found = call.world.state.accounts.filter(({ displayName }) => displayName.toLowerCase().includes(search.toLowerCase()));
  return Response.json(
    page(call, found).map((account) => ({ ...userSummary(account), isFriend: viewer.friends.includes(account.userId) })),
  );
});

/** `GET /users/{userId}`. For the user's own ID, the API returns the `CurrentUser`. */
export const getUser: Handler = whenSignedIn((call, { account: viewer }) => {
  const account = namedAccount(call);
  if (!account) return noSuchUser();
  return Response.json(account === viewer ? currentUser(viewer) : otherUser(account, viewer));
});

/** `GET /profile/{userId}`: the part of a user that moved here in API 1.21. */
export const getProfile: Handler = whenSignedIn((call) => {
  const account = namedAccount(call);
  return account
    ? Response.json({ id: account.userId, bio: account.profile.bio, bioLinks: account.profile.bioLinks, badges: [] })
    : noSuchUser();
});

const texts = v.array(v.string());
const updateSchema = v.looseObject({
  status: v.optional(v.picklist(['active', 'join me', 'ask me', 'busy', 'offline'])),
  statusDescription: v.optional(v.pipe(v.string(), v.maxLength(32))),
  bio: v.optional(v.pipe(v.string(), v.maxLength(512))),
  bioLinks: v.optional(v.pipe(texts, v.maxLength(3))),
  pronouns: v.optional(v.pipe(v.string(), v.maxLength(32))),
  userIcon: v.optional(v.string()),
  tags: v.optional(texts),
  acceptedTOSVersion: v.optional(v.number()),
});

/** `PUT /users/{userId}`: changes the user's own profile. Email, password and name are not part of the emulator. */
export const updateUser: Handler = whenSignedIn((call, { account }) => {
  if (namedAccount(call) !== account) return errorResponse(403, "You don't have permission to update that user");
  const body = v.safeParse(updateSchema, readJson(call));
  if (!body.success) return errorResponse(400, 'Invalid profile');
  const { status, statusDescription, bio, bioLinks, pronouns, userIcon, tags, acceptedTOSVersion, ...unknown } = body.output;
  if (['email', 'password', 'displayName', 'revertDisplayName'].some((name) => name in unknown))
    return errorResponse(400, 'currentPassword is required');
  const { profile } = account;
  account.profile = {
    status: status ?? profile.status,
    statusDescription: statusDescription ?? profile.statusDescription,
    bio: bio ?? profile.bio,
    bioLinks: bioLinks ?? profile.bioLinks,
    pronouns: pronouns ?? profile.pronouns,
    userIcon: userIcon ?? profile.userIcon,
  };
  // The service keeps its own tags; only those of the user's languages can be changed.
  if (tags)
    account.tags = [...account.tags.filter((tag) => !tag.startsWith('language_')), ...tags.filter((tag) => tag.startsWith('language_'))];
  account.acceptedTOSVersion = acceptedTOSVersion ?? account.acceptedTOSVersion;
  const user = currentUser(account);
  sendEvent(call.world, account.userId, 'user-update', { userId: account.userId, user });
  return Response.json(user);
});
