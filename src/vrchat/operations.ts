import * as v from 'valibot';
import { normalizeCode, type TwoFactorMethod } from './codes.ts';
import { basicAuthorization, type Credentials } from './credentials.ts';
import type { VRChatError } from './errors.ts';
import {
  CurrentUser,
  Disable2FAResult,
  Pending2FAResult,
  RequiresTwoFactorAuth,
  Success,
  TwoFactorRecoveryCodes,
  UserExists,
  Verify2FAResult,
  VerifyAuthTokenResult,
} from './schemas.ts';
import type { Secret } from './secret.ts';

/** What one call sends besides cookies. */
interface OperationRequest {
  /** Appended to the row's path, already encoded. */
  readonly path?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly authorization?: string;
}

/** One row of the API: how it is called, what may be sent, how its response is read. */
export interface Operation<Input, Output> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /**
   * Which of the account's cookies are sent: all; only `twoFactorAuth` (for a login, because the server would answer a stale `auth` beside
   * Basic credentials for the old session); or none (the operation needs no session).
   */
  readonly cookies: 'session' | 'none' | ((input: Input) => 'session' | 'twoFactorAuth');
  /** Whether the request is safe to retry: it uses up no login or code and changes nothing. */
  readonly repeatable: boolean | ((input: Input) => boolean);
  /** Checks the input and builds the request. A string names the field that cannot be sent. */
  readonly request: (input: Input) => OperationRequest | string;
  /** Reads a 200's JSON, which may still be a refusal, or a 302's `Location`. */
  readonly response:
    | { readonly json: v.GenericSchema<unknown, Output>; readonly refusal?: (value: Output) => VRChatError | undefined }
    | { readonly redirect: (path: string) => Output | undefined };
}

type NoInput = undefined;

function operation<Input, Output>(row: Operation<Input, Output>): Operation<Input, Output> {
  return row;
}

const noInput = (): OperationRequest => ({});

function codeRequest(method: TwoFactorMethod) {
  return ({ code }: { readonly code: Secret }): OperationRequest | string => {
    const normalized = normalizeCode(method, code.reveal());
    return normalized === undefined ? 'code' : { body: { code: normalized } };
  };
}

/** A wrong code usually gets a 400, but `verified` is what counts. */
const codeResponse = {
  json: Verify2FAResult,
  refusal: ({ verified }: v.InferOutput<typeof Verify2FAResult>): VRChatError | undefined => (verified ? undefined : { kind: 'wrongCode' }),
};

/** `usr_` and a UUID, or the ten letters and digits of accounts from before 2018. */
const userIdPattern = /^(?:usr_[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[a-z\d]{10})$/i;
const emailTokenPattern = /^(?:eml_)?[\w-]{1,128}$/;
const loginPlaceTokenPattern = /^[\w.~+/=-]{1,512}$/;

/** Where the links in VRChat's emails lead: a page whose name tells success from failure. */
function readOutcome(path: string): { readonly confirmed: boolean } | undefined {
  const page = path.toLowerCase();
  if (/fail|error|invalid|expired|unverified/.test(page)) return { confirmed: false };
  return /succe|verified|confirmed/.test(page) ? { confirmed: true } : undefined;
}

/** Two operations may respond with 200 and a demand for a new code instead of a result. */
function orTwoFactor<Output>(schema: v.GenericSchema<unknown, Output>): v.GenericSchema<unknown, Output | RequiresTwoFactorAuth> {
  return v.lazy((body) => (demandsTwoFactor(body) ? RequiresTwoFactorAuth : schema));
}

function demandsTwoFactor(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('requiresTwoFactorAuth' in body)) return false;
  const demanded = body.requiresTwoFactorAuth;
  return !(Array.isArray(demanded) && demanded.length === 0 && ('id' in body || 'otp' in body || 'removed' in body));
}

/**
 * The authentication API: every operation VRChat's specification lists under "authentication" for signing in and managing an account.
 * One row defines an operation.
 *
 * Every row costs one request, can fail with `unreachable`, `outage`, `rateLimited`, `userAgentRejected`, `networkBlocked`,
 * `unexpectedResponse` and `canceled`, and, where it takes a session, with `missingCredentials` and `requiresTwoFactorAuth`.
 *
 * Where the rows come from: methods, paths, fields and answers from the specification, an operation each under the same name; what it does
 * not say (step-up, 200 with a demand, 429 with an email, the form of codes) from the behavior of VRChat's website and from the public
 * reports of the clients VRCX, vrchatapi-javascript and Oyasumi.
 *
 * @see https://github.com/vrchatapi/specification, openapi/components/paths/authentication.yaml
 */
export const operations = {
  /**
   * `GET /auth`. Checks whether the session is alive; the cheapest request. Succeeds even while a two-factor code is still missing. Answers
   * `token`, the value of the `auth` cookie, which VRChat's WebSocket also takes. `ok: false` counts as `missingCredentials`.
   */
  verifyAuthToken: operation<NoInput, v.InferOutput<typeof VerifyAuthTokenResult>>({
    method: 'GET',
    path: '/auth',
    cookies: 'session',
    repeatable: true,
    request: noInput,
    response: { json: VerifyAuthTokenResult, refusal: ({ ok }) => (ok ? undefined : { kind: 'missingCredentials' }) },
  }),

  /**
   * `GET /auth/user`. Without credentials: the user of the session. With credentials: **a login, which spends one of the account's limited
   * sessions**, and for accounts without an authenticator sends a code by email. Answers the user, or `requiresTwoFactorAuth` (also for a
   * stored cookie whose code was never entered; that is a 200 as well). The `auth` cookie comes with the response to the login, before the
   * two-factor code, and stays the same after it. A login fails with `invalidCredentials`, `newLocation` (open the link in the email, then
   * log in again), `tooManySessions`, `forbidden` and `stepUpRequired` as well. This client never repeats a login.
   */
  getCurrentUser: operation<{ readonly credentials?: Credentials } | undefined, CurrentUser | RequiresTwoFactorAuth>({
    method: 'GET',
    path: '/auth/user',
    cookies: (input) => (input?.credentials ? 'twoFactorAuth' : 'session'),
    repeatable: (input) => !input?.credentials,
    request: (input) => {
      if (!input?.credentials) return {};
      if (input.credentials.username.trim() === '') return 'username';
      if (input.credentials.password.reveal() === '') return 'password';
      return { authorization: basicAuthorization(input.credentials) };
    },
    response: { json: orTwoFactor(CurrentUser) },
  }),

  /**
   * `POST /auth/twofactorauth/totp/verify`. Sends the authenticator's code. Costs one of a few attempts: too many wrong ones fail with
   * `rateLimited`, and more can lock the account for a while. Answers `verified`, and sets the `twoFactorAuth` cookie, which spares the
   * next logins the code for 30 days. Fails with `wrongCode`, and with `twoFactorMethodUnavailable` if the account has no authenticator.
   */
  verify2FA: operation<{ readonly code: Secret }, v.InferOutput<typeof Verify2FAResult>>({
    method: 'POST',
    path: '/auth/twofactorauth/totp/verify',
    cookies: 'session',
    repeatable: false,
    request: codeRequest('totp'),
    response: codeResponse,
  }),

  /**
   * `POST /auth/twofactorauth/emailotp/verify`. Sends the code that the login emailed, valid for 15 minutes; a new one needs a new login.
   * Costs, answers and fails like {@link operations.verify2FA}.
   */
  verify2FAEmailCode: operation<{ readonly code: Secret }, v.InferOutput<typeof Verify2FAResult>>({
    method: 'POST',
    path: '/auth/twofactorauth/emailotp/verify',
    cookies: 'session',
    repeatable: false,
    request: codeRequest('emailOtp'),
    response: codeResponse,
  }),

  /**
   * `POST /auth/twofactorauth/otp/verify`. Sends and uses up a recovery code, as `xxxx-xxxx` like VRChat's website. Costs, answers and
   * fails like {@link operations.verify2FA}.
   */
  verifyRecoveryCode: operation<{ readonly code: Secret }, v.InferOutput<typeof Verify2FAResult>>({
    method: 'POST',
    path: '/auth/twofactorauth/otp/verify',
    cookies: 'session',
    repeatable: false,
    request: codeRequest('otp'),
    response: codeResponse,
  }),

  /**
   * `POST /auth/twofactorauth/totp/pending`. Starts setting up an authenticator and replaces a setup that was started before. Answers its
   * secret (Base32) and a QR code of it (`data:` URL). Fails with `rejected` if the account already has one.
   */
  enable2FA: operation<NoInput, Pending2FAResult>({
    method: 'POST',
    path: '/auth/twofactorauth/totp/pending',
    cookies: 'session',
    repeatable: false,
    request: noInput,
    response: { json: Pending2FAResult },
  }),

  /**
   * `POST /auth/twofactorauth/totp/pending/verify`. Finishes the setup with a first code and sets the `twoFactorAuth` cookie. Fails with
   * `wrongCode`, and with `twoFactorMethodUnavailable` if no setup was started.
   */
  verifyPending2FA: operation<{ readonly code: Secret }, v.InferOutput<typeof Verify2FAResult>>({
    method: 'POST',
    path: '/auth/twofactorauth/totp/pending/verify',
    cookies: 'session',
    repeatable: false,
    request: codeRequest('totp'),
    response: codeResponse,
  }),

  /** `DELETE /auth/twofactorauth/totp/pending`. Cancels a setup; `removed` is false if none was started. */
  cancelPending2FA: operation<NoInput, v.InferOutput<typeof Disable2FAResult>>({
    method: 'DELETE',
    path: '/auth/twofactorauth/totp/pending',
    cookies: 'session',
    repeatable: false,
    request: noInput,
    response: { json: Disable2FAResult },
  }),

  /**
   * `DELETE /auth/twofactorauth`. Removes the authenticator; `removed` is false if the account had none. May answer `requiresTwoFactorAuth`
   * (enter a new code, then repeat) or fail with `stepUpRequired`.
   */
  disable2FA: operation<NoInput, v.InferOutput<typeof Disable2FAResult> | RequiresTwoFactorAuth>({
    method: 'DELETE',
    path: '/auth/twofactorauth',
    cookies: 'session',
    repeatable: false,
    request: noInput,
    response: { json: orTwoFactor(Disable2FAResult) },
  }),

  /**
   * `GET /auth/user/twofactorauth/otp`. The account's recovery codes, without their dash, and which are used. May answer
   * `requiresTwoFactorAuth` (enter a new code, then repeat) or fail with `stepUpRequired`.
   */
  getRecoveryCodes: operation<NoInput, v.InferOutput<typeof TwoFactorRecoveryCodes> | RequiresTwoFactorAuth>({
    method: 'GET',
    path: '/auth/user/twofactorauth/otp',
    cookies: 'session',
    repeatable: true,
    request: noInput,
    response: { json: orTwoFactor(TwoFactorRecoveryCodes) },
  }),

  /**
   * `GET /auth/exists`. Whether a user name, display name or email is taken; at least one is needed. `excludeUserId` leaves out the user's
   * own. Sends no session. Answers `userExists`, and `nameOk`: whether VRChat would allow the name.
   */
  checkUserExists: operation<
    { readonly username?: string; readonly displayName?: string; readonly email?: string; readonly excludeUserId?: string },
    v.InferOutput<typeof UserExists>
  >({
    method: 'GET',
    path: '/auth/exists',
    cookies: 'none',
    repeatable: true,
    request: ({ username, displayName, email, excludeUserId }) => {
      const asked = { username: username?.trim(), displayName: displayName?.trim(), email: email?.trim() };
      if (!asked.username && !asked.displayName && !asked.email) return 'username, displayName or email';
      if (excludeUserId !== undefined && !userIdPattern.test(excludeUserId)) return 'excludeUserId';
      return { query: { ...asked, excludeUserId } };
    },
    response: { json: UserExists },
  }),

  /**
   * `GET /auth/confirmEmail`. Opens the link of a confirmation email; `verify_email` is its `eml_…`. Sends no session. Answers 302, which
   * is not followed: the page it leads to tells whether VRChat accepted the link. Fails with `unexpectedResponse` (`location`) if it leads
   * anywhere but to VRChat.
   */
  confirmEmail: operation<{ readonly id: string; readonly verify_email: Secret }, { readonly confirmed: boolean }>({
    method: 'GET',
    path: '/auth/confirmEmail',
    cookies: 'none',
    repeatable: false,
    request: ({ id, verify_email }) => {
      if (!userIdPattern.test(id)) return 'id';
      if (!emailTokenPattern.test(verify_email.reveal())) return 'verify_email';
      return { query: { id, verify_email: verify_email.reveal() } };
    },
    response: { redirect: readOutcome },
  }),

  /**
   * `GET /auth/verifyLoginPlace`. Opens the link of a "new location" email. The login must be repeated afterwards from the same network.
   * Sends no session. Answers and fails like {@link operations.confirmEmail}.
   */
  verifyLoginPlace: operation<{ readonly token: Secret; readonly userId?: string }, { readonly confirmed: boolean }>({
    method: 'GET',
    path: '/auth/verifyLoginPlace',
    cookies: 'none',
    repeatable: false,
    request: ({ token, userId }) => {
      if (!loginPlaceTokenPattern.test(token.reveal())) return 'token';
      if (userId !== undefined && !userIdPattern.test(userId)) return 'userId';
      return { query: { token: token.reveal(), userId } };
    },
    response: { redirect: readOutcome },
  }),

  /** `POST /auth/user/resendEmail`. Sends the confirmation email again (not a login code). Links in earlier emails stop working. */
  resendEmailConfirmation: operation<NoInput, v.InferOutput<typeof Success>>({
    method: 'POST',
    path: '/auth/user/resendEmail',
    cookies: 'session',
    repeatable: false,
    request: noInput,
    response: { json: Success },
  }),

  /**
   * `PUT /logout`. Ends the session and clears its `auth` cookie with an empty value and a future date. `twoFactorAuth` stays, so the next
   * login needs no code.
   */
  logout: operation<NoInput, v.InferOutput<typeof Success>>({
    method: 'PUT',
    path: '/logout',
    cookies: 'session',
    repeatable: false,
    request: noInput,
    response: { json: Success },
  }),

  /**
   * `POST /auth/register`. Creates an account, emails a link that confirms its address, and sets its `auth` cookie. Sends no session.
   * Answers the user. Fails with `rejected` if a name is taken or a field is invalid.
   *
   * @deprecated VRChat's Terms of Service (§13.2) don't allow programs to create accounts. It is here so that the API is covered
   * completely; nothing in the user interface calls it.
   */
  registerUserAccount: operation<RegisterUserAccountRequest, CurrentUser>({
    method: 'POST',
    path: '/auth/register',
    cookies: 'none',
    repeatable: false,
    request: (input) => {
      if (input.username.length < 4 || input.username.length > 15) return 'username';
      if (input.password.reveal().length < 8) return 'password';
      if (!/^[^\s@]+@[^\s@]+$/.test(input.email)) return 'email';
      if (!Number.isInteger(input.acceptedTOSVersion)) return 'acceptedTOSVersion';
      const { username, email, captchaCode, subscribe, acceptedTOSVersion } = input;
      // VRChat takes the date of birth as text.
      const [year, month, day] = [input.year, input.month, input.day].map(String);
      return { body: { username, password: input.password.reveal(), email, year, month, day, captchaCode, subscribe, acceptedTOSVersion } };
    },
    response: { json: CurrentUser },
  }),

  /**
   * `PUT /users/{userId}/delete`. Schedules the account's deletion in 14 days; VRC+ ends immediately. Answers the user, with
   * `accountDeletionDate`. **Any authenticated request afterwards cancels it.** Fails with `forbidden` for other accounts, and may fail
   * with `stepUpRequired`.
   */
  deleteUser: operation<{ readonly userId: string }, CurrentUser>({
    method: 'PUT',
    path: '/users',
    cookies: 'session',
    repeatable: false,
    request: ({ userId }) => (userIdPattern.test(userId) ? { path: `/${encodeURIComponent(userId)}/delete` } : 'userId'),
    response: { json: CurrentUser },
  }),
};

/** @see RegisterUserAccountRequest in the VRChat API specification */
export interface RegisterUserAccountRequest {
  readonly username: string;
  readonly password: Secret;
  readonly email: string;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly captchaCode: string;
  readonly subscribe: boolean;
  readonly acceptedTOSVersion: number;
}

/** The name of an operation, as VRChat's specification spells it. */
export type OperationName = keyof typeof operations;
export type OperationInput<Name extends OperationName> = Parameters<(typeof operations)[Name]['request']>[0];
type RowOutput<Row> = Row extends Operation<never, infer Output> ? Output : never;
export type OperationOutput<Name extends OperationName> = RowOutput<(typeof operations)[Name]>;
