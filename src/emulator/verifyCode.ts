import * as v from 'valibot';
import { readJson, type Call, type Handler } from './call.ts';
import { cancelDeletion, withSession, type Caller } from './caller.ts';
import { setCookie, withCookies } from './cookies.ts';
import { trustLifetimeMs, wrongCodeLimit, wrongCodeWindowMs } from './limits.ts';
import { errorResponse, withLookAlikePunctuation } from './responses.ts';
import type { Account } from './state.ts';
import { codePeriodSeconds, timeCode } from './timeCode.ts';
import { issueTwoFactorToken } from './twoFactorToken.ts';

const bodySchema = v.object({ code: v.string() });

/** `POST /auth/twofactorauth/totp/verify`: the code of the authenticator app. */
export const verify2FA: Handler = withSession((call, caller) =>
  verifyCode(call, caller, {
    isAvailable: caller.account.authenticator !== null,
    accepts: (code) => caller.account.authenticator !== null && isTotpCode(caller.account.authenticator.secret, code, call.world.now()),
    result: { verified: true, enabled: true },
  }));

/** `POST /auth/twofactorauth/otp/verify`: a recovery code, good once. */
export const verifyRecoveryCode: Handler = withSession((call, caller) =>
  verifyCode(call, caller, {
    isAvailable: caller.account.authenticator !== null,
    accepts: (code) => spendRecoveryCode(caller.account, code),
    result: { verified: true, enabled: true },
  }));

/** `POST /auth/twofactorauth/emailotp/verify`: the code that the login mailed. */
export const verify2FAEmailCode: Handler = withSession((call, caller) =>
  verifyCode(call, caller, {
    isAvailable: caller.account.authenticator === null && caller.account.withoutAuthenticator === 'email',
    accepts: (code) => spendEmailCode(caller.account, code, call.world.now()),
    result: { verified: true },
  }));

/** One way of proving a second factor. */
type CodeCheck = {
  /** Whether the account has what the code would be compared with. */
  readonly isAvailable: boolean;
  /** Compares, and uses up a code that is good only once. */
  readonly accepts: (code: string) => boolean;
  readonly result: Readonly<Record<string, boolean>>;
  readonly onAccepted?: () => void;
};

/**
 * Checks the code in the request's body and completes the session.
 *
 * @returns 400 for a wrong code, 429 after too many of them, else the result with a fresh `twoFactorAuth` cookie
 */
export function verifyCode(call: Call, { account, session }: Caller, check: CodeCheck): Response {
  const { world } = call;
  const body = v.safeParse(bodySchema, readJson(call));
  if (!body.success) return errorResponse(400, 'code is required');
  if (!check.isAvailable) return errorResponse(400, withLookAlikePunctuation('No secret to match against code!'));
  account.wrongCodesAt = account.wrongCodesAt.filter((at) => at > world.now() - wrongCodeWindowMs);
  if (account.wrongCodesAt.length >= wrongCodeLimit) {
    return errorResponse(429, withLookAlikePunctuation('Verification unavailable due to too many failed attempts. Please try again later.'));
  }
  if (!check.accepts(body.output.code)) {
    account.wrongCodesAt.push(world.now());
    return Response.json({ verified: false }, { status: 400 });
  }
  account.wrongCodesAt = [];
  session.requires = [];
  session.verifiedAt = world.now();
  cancelDeletion(call, account);
  check.onAccepted?.();
  const token = issueTwoFactorToken(world.state, account, world.now());
  return withCookies(Response.json(check.result), [setCookie('twoFactorAuth', token, world.now() + trustLifetimeMs)]);
}

/** Whether a code is of the current 30 seconds, or of those before or after. */
export function isTotpCode(secret: string, code: string, now: number): boolean {
  return [-1, 0, 1].some((periods) => timeCode(secret, now + periods * codePeriodSeconds * 1000) === code);
}

function spendRecoveryCode(account: Account, code: string): boolean {
  if (!/^[a-z0-9]{4}-[a-z0-9]{4}$/i.test(code)) return false;
  const match = account.authenticator?.recoveryCodes.find((candidate) => !candidate.used && candidate.code === code.replace('-', ''));
  if (!match) return false;
  match.used = true;
  return true;
}

function spendEmailCode(account: Account, code: string, now: number): boolean {
  if (account.emailCode?.code !== code || account.emailCode.expiresAt <= now) return false;
  account.emailCode = null;
  return true;
}
