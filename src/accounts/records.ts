import * as v from 'valibot';
import type { StoredPause } from '../vrchat/pauses.ts';
import { CurrentUser } from '../vrchat/schemas.ts';
import { isSecret, secret, type Secret } from '../vrchat/secret.ts';
import { parseServer } from '../vrchat/server.ts';
import type { StoredCookie } from '../vrchat/sessionCookies.ts';
import { SessionState } from './storedState.ts';

/*
 * What is stored of an account are two entries of the secret store. The session belongs to the machine it was made on, which alone writes
 * it: `session2/<machine> <account>`. What the user has entrusted to all machines is written only when the user acts: `account2/<account>`.
 *
 * The version is increased when an older release could no longer understand what is stored; it then says so and leaves it alone. Adding a
 * field keeps the version: older releases keep unknown fields.
 */
const formatVersion = 2;

/** Of entries with a whole account, `account/<user ID>`, which later releases move; of exported accounts; and of pending sign-ins. */
const firstVersion = 1;

/** JSON writes an infinite number as `null`, which could not be read again. */
const finite = v.pipe(v.number(), v.finite());

const Cookie: v.GenericSchema<unknown, StoredCookie> = v.object({
  name: v.string(),
  value: v.string(),
  path: v.string(),
  expires: v.exactOptional(finite),
  secure: v.boolean(),
});

export const StoredPauses: v.GenericSchema<unknown, StoredPause[]> = v.array(
  v.object({ kind: v.picklist(['rateLimited', 'tooManySessions']), notedAt: finite, until: finite, strikes: finite }),
);

/** The user name or email typed at the login. Pre-filled when the password is asked for, never shown. */
const loginName = v.exactOptional(v.string());

/** A secret is a text in the store, and a `Secret` everywhere else. */
const secretFromText = v.pipe(v.string(), v.transform(secret));
const textOfSecret = v.pipe(
  v.custom<Secret>(isSecret),
  v.transform((value) => value.reveal()),
);

/** Secrets are sent there, and its host is shown: an exported account may have been made by anybody. */
const server = v.pipe(
  v.string(),
  v.check((address) => {
    const parsed = parseServer(address);
    return 'server' in parsed && parsed.server === address;
  }),
);

const identity = { server, userId: v.string() };

const sharedFields = <SecretText extends v.GenericSchema>(secretText: SecretText) => ({
  loginName,
  /** Stored only if the user turned on automatic sign-in. */
  password: v.exactOptional(secretText),
  /** Base32; stored only if the user asked for it. */
  authenticatorSecret: v.exactOptional(secretText),
});

const sessionFields = <SecretText extends v.GenericSchema>(secretText: SecretText) => ({
  ...identity,
  cookies: v.array(Cookie),
  displayName: v.string(),
  signedInAt: finite,
  state: v.fallback(SessionState, { kind: 'unchecked', since: 0 }),
  profile: CurrentUser,
  /** When the server was last asked about the session, with or without an answer. */
  attemptedAt: v.exactOptional(finite),
  /** The public address at the last successful check, as `readPublicAddress` gives it. */
  publicAddress: v.exactOptional(v.string()),
  /** The server's clock minus this machine's, in milliseconds, if they differ. */
  clockOffset: v.exactOptional(finite),
  /** An authenticator setup that is waiting for its first code. */
  pendingTwoFactor: v.exactOptional(v.object({ qrCodeDataUrl: secretText, secret: secretText })),
  /** As the server last listed them. */
  recoveryCodes: v.exactOptional(v.object({ left: finite, total: finite })),
  /** The version of the Terms of Service that the server requires, if it said so, and when it was last asked. */
  latestTerms: v.exactOptional(v.object({ version: v.exactOptional(finite), askedAt: finite })),
  /** VRChat told us to back off. */
  pauses: v.exactOptional(v.fallback(StoredPauses, [])),
  /** When automatic sign-in last spent logins. */
  renewals: v.exactOptional(v.array(finite)),
  /** The error after which automatic sign-in is paused until the user acts. */
  renewalStopped: v.exactOptional(v.string()),
});

const ofVersion = <Version extends number>(version: Version) => ({ version: v.literal(version) });

const sessionPart = <SecretText extends v.GenericSchema>(secretText: SecretText) => ({
  ...ofVersion(formatVersion),
  ...sessionFields(secretText),
});
const sharedPart = <SecretText extends v.GenericSchema>(secretText: SecretText) => ({
  ...ofVersion(formatVersion),
  ...identity,
  ...sharedFields(secretText),
});
const wholeAccount = <SecretText extends v.GenericSchema>(secretText: SecretText) => ({
  ...ofVersion(firstVersion),
  ...sessionFields(secretText),
  ...sharedFields(secretText),
});

/** An account's session, as one machine stores it. */
export type SessionPart = v.InferOutput<v.ObjectSchema<ReturnType<typeof sessionPart<typeof secretFromText>>, undefined>>;
/** What all machines share of an account. */
export type SharedPart = v.InferOutput<v.ObjectSchema<ReturnType<typeof sharedPart<typeof secretFromText>>, undefined>>;
/** An account in memory: its session on this machine, and what all machines share. */
export type AccountRecord = Omit<SessionPart, 'version'> & Omit<SharedPart, 'version'>;

const SessionPart: v.GenericSchema<unknown, SessionPart> = v.looseObject(sessionPart(secretFromText));
const StoredSession = v.looseObject(sessionPart(textOfSecret));
const SharedPart: v.GenericSchema<unknown, SharedPart> = v.looseObject(sharedPart(secretFromText));
const StoredShared = v.looseObject(sharedPart(textOfSecret));
const WholeAccount: v.GenericSchema<unknown, AccountRecord & { readonly version: 1 }> = v.looseObject(wholeAccount(secretFromText));
const StoredWhole = v.looseObject(wholeAccount(textOfSecret));

const pendingFields = {
  ...ofVersion(firstVersion),
  server,
  cookies: v.array(Cookie),
  loginName,
  id: v.string(),
  /** As named by the server; empty if it issued the session but its response got lost. */
  methods: v.array(v.picklist(['totp', 'emailOtp', 'otp'])),
  startedAt: finite,
  /** The account that is signed in again, if it is one. */
  userId: v.exactOptional(v.string()),
  /** The machine it was begun on; absent if an earlier release stored it. */
  host: v.exactOptional(v.string()),
};
/** A sign-in that still needs its two-factor code, stored as soon as the server issued its cookie, under `pending/<id>`. */
export type PendingRecord = v.InferOutput<v.ObjectSchema<typeof pendingFields, undefined>>;
const PendingRecord: v.GenericSchema<unknown, PendingRecord> = v.looseObject(pendingFields);

/** What is stored under a key: a record, or why it cannot be read. */
export type Reading<Content> = { readonly record: Content } | { readonly problem: 'unreadable' | 'newerVersion' };

/** @param text - the secret's value */
export const readSessionPart = (text: string): Reading<SessionPart> => read(SessionPart, text, formatVersion);
/** @param text - the secret's value */
export const readSharedPart = (text: string): Reading<SharedPart> => read(SharedPart, text, formatVersion);
/** @param text - the secret's value */
export const readPendingRecord = (text: string): Reading<PendingRecord> => read(PendingRecord, text, firstVersion);

/** @param text - a whole account, as the first release stored it, or as it is exported */
export function readWholeAccount(text: string): Reading<AccountRecord> {
  const reading = read(WholeAccount, text, firstVersion);
  if ('problem' in reading) return reading;
  const { version, ...record } = reading.record;
  return { record };
}

/*
 * Each of these returns the same text for the same record, whatever the order of its fields, so that what is stored can be compared.
 */

export const writePendingRecord = (record: PendingRecord): string => JSON.stringify(v.parse(PendingRecord, record));

export const writeWholeAccount = (record: AccountRecord): string =>
  JSON.stringify(v.parse(StoredWhole, { ...record, version: firstVersion }));

/** @returns the part of an account that this machine stores */
export function writeSessionPart({ loginName: _name, password, authenticatorSecret, ...session }: AccountRecord): string {
  return JSON.stringify(v.parse(StoredSession, { ...session, version: formatVersion }));
}

/**
 * @param before - what is stored now; its fields that this release does not know are kept
 * @returns the part of an account that all machines share
 */
export function writeSharedPart({ server, userId, ...record }: AccountRecord, before: SharedPart | undefined): string {
  const { loginName: _name, password, authenticatorSecret, ...others } = before ?? {};
  const shared = Object.fromEntries(
    (['loginName', 'password', 'authenticatorSecret'] as const).flatMap((name) =>
      record[name] === undefined ? [] : [[name, record[name]]],
    ),
  );
  return JSON.stringify(v.parse(StoredShared, { ...others, ...shared, server, userId, version: formatVersion }));
}

function read<Output>(schema: v.GenericSchema<unknown, Output>, text: string, known: number): Reading<Output> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: 'unreadable' };
  }
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return { record: parsed.output };
  const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : undefined;
  return { problem: typeof version === 'number' && version > known ? 'newerVersion' : 'unreadable' };
}
