import * as v from 'valibot';
import { readJson, type Call, type Handler } from './call.ts';
import { cancelDeletion, withSession, type Caller } from './caller.ts';
import { setCookie, withCookies } from './cookies.ts';
import { trustLifetimeMs, wrongCodeLimit, wrongCodeWindowMs } from './limits.ts';
import { errorResponse, withLookAlikePunctuation } from './responses.ts';
import type { Account } from './state.ts';
import { codePeriodSeconds, timeCode } from './timeCode.ts';
import { issueTwoFactorToken } from './twoFactorToken.ts';
import type { World } from './world.ts';

const bodySchema = v.object({ code: v.string() });

/** `POST /auth/twofactorauth/totp/verify`: verifies a code from the authenticator app. */
export const verify2FA: Handler = withSession((call, caller) =>
  verifyCode(call, caller, {
    isAvailable: caller.account.authenticator !== null,
    accepts: (code) => caller.account.authenticator !== null && spendTotpCode(call.world, caller.account.authenticator.secret, code),
    result: { verified: true, enabled: true },
  }),
);

/** `POST /auth/twofactorauth/otp/verify`: verifies a recovery code, which works once. */
export const verifyRecoveryCode: Handler = withSession((call, caller) =>
  verifyCode(call, caller, {
    isAvailable: caller.account.authenticator !== null,
    accepts: (code) => spendRecoveryCode(caller.account, code),
    result: { verified: true, enabled: true },
  }),
);

/** `POST /auth/twofactorauth/emailotp/verify`: verifies the code that the login sent by email. */
export const verify2FAEmailCode: Handler = withSession((call, caller) =>
  verifyCode(call, caller, {
    isAvailable: caller.account.authenticator === null && caller.account.withoutAuthenticator === 'email',
    accepts: (code) => spendEmailCode(caller.account, code, call.world.now()),
    result: { verified: true },
  }),
);

/** How to check one kind of two-factor code. */
type CodeCheck = {
  /** Whether the account has anything to compare the code with. */
  readonly isAvailable: boolean;
  /** Compares the code, and uses it up if it works only once. */
  readonly accepts: (code: string) => boolean;
  /** The body of the response to a right code. */
  readonly result: Readonly<Record<string, boolean>>;
  readonly onAccepted?: () => void;
};

/**
 * Verifies the code in the request's body and, if it is right, completes the session.
 *
 * @param check - how to check this kind of code
 * @returns status 200 with a new `twoFactorAuth` cookie; 400 if the code is missing or wrong, or the account doesn't use this kind of code;
 * 429 after too many wrong ones
 */
export function verifyCode(call: Call, { account, session }: Caller, check: CodeCheck): Response {
  const { world } = call;
  const body = v.safeParse(bodySchema, readJson(call));
  if (!body.success) return errorResponse(400, 'code is required');
  if (!check.isAvailable) return errorResponse(400, withLookAlikePunctuation('No secret to match against code!'));
  account.wrongCodesAt = account.wrongCodesAt.filter((at) => at > world.now() - wrongCodeWindowMs);
  if (account.wrongCodesAt.length >= wrongCodeLimit) {
    const message = 'Verification unavailable due to too many failed attempts. Please try again later.';
    return errorResponse(429, withLookAlikePunctuation(message));
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

/** Whether a code from the authenticator app is valid. A strict emulator takes it in its own half minute only, and once. */
function spendTotpCode(world: World, secret: string, code: string): boolean {
  if (!world.strictCodes) return isTotpCode(secret, code, world.now());
  const period = Math.floor(world.now() / 1000 / codePeriodSeconds);
  const used = `${secret}/${period}`;
  if (timeCode(secret, world.now()) !== code || world.usedCodes.has(used)) return false;
  world.usedCodes.add(used);
  return true;
}

/**
 * Whether a code from the authenticator app is valid. The periods before and after the current one count too, to allow for delays and
 * clock drift (RFC 6238, 5.2 and 6).
 *
 * @param secret - in base32, upper case
 * @param now - milliseconds since the epoch
 */
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
