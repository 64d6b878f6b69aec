import * as v from 'valibot';
import type { StoredPause } from '../vrchat/pauses.ts';
import { CurrentUser } from '../vrchat/schemas.ts';
import { isSecret, secret, type Secret } from '../vrchat/secret.ts';
import type { StoredCookie } from '../vrchat/sessionCookies.ts';
import { SessionState } from './storedState.ts';

/**
 * Increased when an older release could no longer understand what is stored; it then says so and leaves it alone. Adding a field keeps the
 * version: older releases keep unknown fields.
 */
const formatVersion = 1;

const Cookie: v.GenericSchema<unknown, StoredCookie> = v.object({
  name: v.string(),
  value: v.string(),
  path: v.string(),
  expires: v.exactOptional(v.number()),
  secure: v.boolean(),
});

export const StoredPauses: v.GenericSchema<unknown, StoredPause[]> = v.array(
  v.object({ kind: v.picklist(['rateLimited', 'tooManySessions']), notedAt: v.number(), until: v.number(), strikes: v.number() }),
);

const common = {
  version: v.literal(formatVersion),
  server: v.string(),
  cookies: v.array(Cookie),
  /** The user name or email typed at the login. Pre-filled when the password is asked for, never shown. */
  loginName: v.exactOptional(v.string()),
};

/** A secret is a text in the store, and a `Secret` everywhere else. */
const secretFromText = v.pipe(v.string(), v.transform(secret));
const textOfSecret = v.pipe(
  v.custom<Secret>(isSecret),
  v.transform((value) => value.reveal()),
);

const accountFields = <SecretText extends v.GenericSchema>(secretText: SecretText) => ({
  ...common,
  userId: v.string(),
  displayName: v.string(),
  signedInAt: v.number(),
  state: v.fallback(SessionState, { kind: 'unchecked', since: 0 }),
  profile: CurrentUser,
  /** When the server was last asked about the session, with or without an answer. */
  attemptedAt: v.exactOptional(v.number()),
  /** The public address at the last successful check, as `readPublicAddress` gives it. */
  publicAddress: v.exactOptional(v.string()),
  /** The server's clock minus this machine's, in milliseconds, if they differ. */
  clockOffset: v.exactOptional(v.number()),
  /** Stored only if the user turned on automatic sign-in. */
  password: v.exactOptional(secretText),
  /** Base32; stored only if the user asked for it. */
  authenticatorSecret: v.exactOptional(secretText),
  /** An authenticator setup that is waiting for its first code. */
  pendingTwoFactor: v.exactOptional(v.object({ qrCodeDataUrl: secretText, secret: secretText })),
  /** As the server last listed them. */
  recoveryCodes: v.exactOptional(v.object({ left: v.number(), total: v.number() })),
  /** The version of the Terms of Service that the server requires, if it said so, and when it was last asked. */
  latestTerms: v.exactOptional(v.object({ version: v.exactOptional(v.number()), askedAt: v.number() })),
  /** VRChat told us to back off. */
  pauses: v.exactOptional(v.fallback(StoredPauses, [])),
  /** When automatic sign-in last spent logins. */
  renewals: v.exactOptional(v.array(v.number())),
  /** The error after which automatic sign-in is paused until the user acts. */
  renewalStopped: v.exactOptional(v.string()),
});
/** An account as it is stored, one entry each, under `account/<userId>`. */
export type AccountRecord = v.InferOutput<v.ObjectSchema<ReturnType<typeof accountFields<typeof secretFromText>>, undefined>>;
const AccountRecord: v.GenericSchema<unknown, AccountRecord> = v.looseObject(accountFields(secretFromText));
const StoredAccount = v.looseObject(accountFields(textOfSecret));

const pendingFields = {
  ...common,
  id: v.string(),
  /** As named by the server; empty if it issued the session but its response got lost. */
  methods: v.array(v.picklist(['totp', 'emailOtp', 'otp'])),
  startedAt: v.number(),
  /** The account that is signed in again, if it is one. */
  userId: v.exactOptional(v.string()),
};
/** A sign-in that still needs its two-factor code, stored as soon as the server issued its cookie, under `pending/<id>`. */
export type PendingRecord = v.InferOutput<v.ObjectSchema<typeof pendingFields, undefined>>;
const PendingRecord: v.GenericSchema<unknown, PendingRecord> = v.looseObject(pendingFields);

/** What is stored under a key: a record, or why it cannot be read. */
export type Reading<Content> = { readonly record: Content } | { readonly problem: 'unreadable' | 'newerVersion' };

/** @param text - the secret's value */
export const readAccountRecord = (text: string): Reading<AccountRecord> => read(AccountRecord, text);
/** @param text - the secret's value */
export const readPendingRecord = (text: string): Reading<PendingRecord> => read(PendingRecord, text);

/** @returns the same text for the same record, whatever the order of its fields, so that what is stored can be compared */
export const writeAccountRecord = (record: AccountRecord): string => JSON.stringify(v.parse(StoredAccount, record));
/** @returns the same text for the same record, whatever the order of its fields */
export const writePendingRecord = (record: PendingRecord): string => JSON.stringify(v.parse(PendingRecord, record));

function read<Output>(schema: v.GenericSchema<unknown, Output>, text: string): Reading<Output> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: 'unreadable' };
  }
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return { record: parsed.output };
  const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : undefined;
  return { problem: typeof version === 'number' && version > formatVersion ? 'newerVersion' : 'unreadable' };
}
