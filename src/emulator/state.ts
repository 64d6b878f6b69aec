import * as v from 'valibot';

const recoveryCode = v.object({ code: v.string(), used: v.boolean() });

const profile = v.object({
  status: v.string(),
  statusDescription: v.string(),
  bio: v.string(),
  bioLinks: v.array(v.string()),
  pronouns: v.string(),
  userIcon: v.string(),
});

const notification = v.object({
  id: v.string(),
  type: v.picklist(['friendRequest', 'invite', 'requestInvite', 'inviteResponse', 'requestInviteResponse']),
  senderUserId: v.string(),
  message: v.string(),
  details: v.record(v.string(), v.unknown()),
  seen: v.boolean(),
  createdAt: v.number(),
});

const fileVersion = v.object({
  status: v.picklist(['waiting', 'complete']),
  createdAt: v.number(),
  /** The key of the version's bytes in the storage; `null` until they are uploaded. */
  storageKey: v.nullable(v.string()),
});

const file = v.object({
  id: v.string(),
  ownerId: v.string(),
  name: v.string(),
  mimeType: v.string(),
  extension: v.string(),
  tags: v.array(v.string()),
  versions: v.array(fileVersion),
});

const account = v.object({
  userId: v.string(),
  username: v.string(),
  email: v.string(),
  password: v.string(),
  displayName: v.string(),
  tags: v.array(v.string()),
  acceptedTOSVersion: v.number(),
  usesGeneratedPassword: v.fallback(v.boolean(), false),
  joinedAt: v.number(),
  lastLoginAt: v.nullable(v.number()),
  /** What a sign-in requires if no authenticator app is set up. */
  withoutAuthenticator: v.picklist(['email', 'none']),
  authenticator: v.nullable(
    v.object({
      secret: v.string(),
      enabledAt: v.number(),
      recoveryCodes: v.array(recoveryCode),
    }),
  ),
  /** The secret of an authenticator app whose setup is not confirmed with a code yet. */
  pendingSecret: v.nullable(v.string()),
  /** Part of the key that signs this account's `twoFactorAuth` tokens. Incrementing it invalidates all earlier ones. */
  trustEpoch: v.number(),
  emailCode: v.nullable(v.object({ code: v.string(), expiresAt: v.number() })),
  wrongCodesAt: v.array(v.number()),
  emailVerified: v.boolean(),
  emailToken: v.nullable(v.string()),
  knownNetworks: v.array(v.string()),
  loginPlaceTokens: v.array(v.object({ token: v.string(), network: v.string() })),
  logins: v.number(),
  failedLogins: v.number(),
  sessionsCreatedAt: v.array(v.number()),
  deletionAt: v.nullable(v.number()),
  deletionLog: v.array(
    v.object({
      message: v.string(),
      deletionScheduled: v.nullable(v.string()),
      dateTime: v.string(),
    }),
  ),
  profile: v.optional(profile, { status: 'active', statusDescription: '', bio: '', bioLinks: [], pronouns: '', userIcon: '' }),
  /** User IDs. A friendship is listed on both sides. */
  friends: v.optional(v.array(v.string()), []),
  notifications: v.optional(v.array(notification), []),
});

const session = v.object({
  token: v.string(),
  userId: v.string(),
  network: v.string(),
  createdAt: v.number(),
  expiresAt: v.number(),
  /** The two-factor methods of which the session still needs one; empty once it is complete. */
  requires: v.array(v.picklist(['totp', 'otp', 'emailOtp'])),
  /** When a two-factor code was last verified in this session. A `twoFactorAuth` cookie doesn't count. */
  verifiedAt: v.nullable(v.number()),
});

const email = v.object({
  to: v.string(),
  subject: v.string(),
  text: v.string(),
  code: v.exactOptional(v.string()),
  link: v.exactOptional(v.string()),
  at: v.string(),
});

/** The emulator's state, and the format of its state file. Times that are numbers are milliseconds since the epoch. */
export const stateSchema = v.object({
  version: v.literal(1),
  tokenKey: v.string(),
  /** Milliseconds that the emulator's clock is ahead of the one it was started with. */
  clockOffset: v.number(),
  accounts: v.array(account),
  sessions: v.array(session),
  mailbox: v.array(email),
  files: v.optional(v.array(file), []),
});

export type State = v.InferOutput<typeof stateSchema>;
export type Account = v.InferOutput<typeof account>;
export type Session = v.InferOutput<typeof session>;
export type Notification = v.InferOutput<typeof notification>;
export type StoredFile = v.InferOutput<typeof file>;
export type FileVersion = v.InferOutput<typeof fileVersion>;
export type Email = v.InferOutput<typeof email>;
export type TwoFactorMethod = Session['requires'][number];
