import * as v from 'valibot';
import { secret } from './secret.ts';

const optional = <Schema extends v.GenericSchema>(schema: Schema) => v.fallback(v.optional(schema), undefined);
const optionalString = optional(v.string());
const optionalBoolean = optional(v.boolean());
const optionalNumber = optional(v.number());

/**
 * The signed-in user. Only `id` and `displayName` are relied on: the specification's "required" fields have come and gone, so each of the
 * others is dropped if it is missing or has the wrong type.
 *
 * @see CurrentUser in the VRChat API specification
 */
export const CurrentUser = v.object({
  id: v.pipe(v.string(), v.minLength(1)),
  displayName: v.string(),
  username: optionalString,
  tags: v.fallback(
    v.pipe(
      v.array(v.unknown()),
      v.transform((tags) => tags.filter((tag) => typeof tag === 'string')),
    ),
    [],
  ),
  developerType: optionalString,
  twoFactorAuthEnabled: optionalBoolean,
  twoFactorAuthEnabledDate: optional(v.nullable(v.string())),
  emailVerified: optionalBoolean,
  hasEmail: optionalBoolean,
  hasPendingEmail: optionalBoolean,
  obfuscatedEmail: optionalString,
  obfuscatedPendingEmail: optionalString,
  usesGeneratedPassword: optionalBoolean,
  acceptedTOSVersion: optionalNumber,
  accountDeletionDate: optional(v.nullable(v.string())),
  ageVerificationStatus: optionalString,
  ageVerified: optionalBoolean,
  date_joined: optionalString,
  last_login: optionalString,
  last_platform: optionalString,
  steamId: optionalString,
  oculusId: optionalString,
  googleId: optionalString,
  appleId: optionalString,
  discordId: optionalString,
  twitchId: optionalString,
  picoId: optionalString,
  viveId: optionalString,
});
export type CurrentUser = v.InferOutput<typeof CurrentUser>;

/** What `getCurrentUser` answers while the two-factor code is missing. Unknown entries are kept for the caller. */
export const RequiresTwoFactorAuth = v.object({ requiresTwoFactorAuth: v.array(v.string()) });
export type RequiresTwoFactorAuth = v.InferOutput<typeof RequiresTwoFactorAuth>;

/** `token` is the value of the `auth` cookie. */
export const VerifyAuthTokenResult = v.object({ ok: v.boolean(), token: v.pipe(v.string(), v.minLength(1)) });

export const Verify2FAResult = v.object({ verified: v.boolean(), enabled: optionalBoolean });

/** The key of a new authenticator, in Base32, and a picture of it. */
export const Pending2FAResult = v.object({
  qrCodeDataUrl: v.pipe(v.string(), v.transform(secret)),
  secret: v.pipe(v.string(), v.minLength(1), v.transform(secret)),
});
export type Pending2FAResult = v.InferOutput<typeof Pending2FAResult>;

export const Disable2FAResult = v.object({ removed: v.boolean() });

export const TwoFactorRecoveryCodes = v.object({
  otp: v.array(v.object({ code: v.string(), used: v.boolean() })),
});

export const UserExists = v.object({ userExists: v.boolean(), nameOk: v.fallback(v.boolean(), false) });

/** Only its presence matters; the action succeeded whatever the text says. */
export const Success = v.object({ success: v.object({ message: v.fallback(v.string(), ''), status_code: v.fallback(v.number(), 200) }) });
