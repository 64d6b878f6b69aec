import * as v from 'valibot';
import { secret } from './secret.ts';

const optional = <Schema extends v.GenericSchema>(schema: Schema) => v.fallback(v.optional(schema), undefined);
/** Nobody's are longer; what is kept is read by every window at its start. In characters. */
const maxTextLength = 2000;
const optionalString = optional(v.pipe(v.string(), v.maxLength(maxTextLength)));
const optionalBoolean = optional(v.boolean());
/** JSON can hold numbers that no `number` can; they would be infinite here, and `null` once stored. */
const finite = v.pipe(v.number(), v.finite());
const optionalNumber = optional(finite);
/** A date in another form than today's still says that there is one. */
const dateText = v.union([
  v.string(),
  v.pipe(
    finite,
    // Zero is a way to say that there is none.
    v.minValue(1),
    v.transform((time) => new Date(time)),
    v.check((date) => !Number.isNaN(date.getTime())),
    v.transform((date) => date.toISOString()),
  ),
]);

/**
 * The signed-in user. Only `id` and `displayName` are relied on: the specification's "required" fields have come and gone, so each of the
 * others is dropped if it is missing or has the wrong type.
 *
 * @see CurrentUser in the VRChat API specification
 */
export const CurrentUser = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  displayName: v.pipe(
    v.string(),
    v.transform((name) => name.slice(0, maxTextLength).toWellFormed()),
  ),
  username: optionalString,
  tags: v.fallback(
    v.pipe(
      v.array(v.unknown()),
      v.transform((tags) => tags.filter((tag) => typeof tag === 'string' && tag.length <= maxTextLength).slice(0, 1000)),
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
  accountDeletionDate: optional(v.nullable(dateText)),
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
export const RequiresTwoFactorAuth = v.object({
  requiresTwoFactorAuth: v.pipe(
    v.union([
      v.array(v.unknown()),
      v.pipe(
        v.string(),
        v.transform((name) => [name]),
      ),
    ]),
    v.transform((names: unknown[]) => names.filter((name) => typeof name === 'string')),
  ),
});
export type RequiresTwoFactorAuth = v.InferOutput<typeof RequiresTwoFactorAuth>;

/** `token` is the value of the `auth` cookie; empty beside `ok: false`, which needs none. */
export const VerifyAuthTokenResult = v.variant('ok', [
  v.object({ ok: v.literal(true), token: v.pipe(v.string(), v.minLength(1)) }),
  v.object({ ok: v.literal(false), token: v.fallback(v.string(), '') }),
]);

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
export const Success = v.object({ success: v.object({ message: v.fallback(v.string(), ''), status_code: v.fallback(finite, 200) }) });
