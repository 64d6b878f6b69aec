import type { Handler } from './call.ts';
import { whenSignedIn, type Caller } from './caller.ts';
import { newRecoveryCodes } from './initialState.ts';
import { qrCodeImage } from './qrCodeImage.ts';
import { errorResponse, withLookAlikePunctuation } from './responses.ts';
import { newTotpSecret } from './timeCode.ts';
import { isTotpCode, verifyCode } from './verifyCode.ts';
import type { World } from './world.ts';

/** How long after verifying a code a session may see recovery codes or remove the authenticator app. */
const freshnessMs = 15 * 60 * 1000;

/** `POST /auth/twofactorauth/totp/pending`: starts setting up an authenticator app, with a new secret. */
export const enable2FA: Handler = whenSignedIn((_call, { account }) => {
  if (account.authenticator) return errorResponse(400, withLookAlikePunctuation('Two-factor authentication is already enabled.'));
  const secret = newTotpSecret();
  account.pendingSecret = secret;
  const qrCodeDataUrl = qrCodeImage(`otpauth://totp/VRChat:${account.email}?secret=${secret}&issuer=VRChat`);
  return Response.json({ qrCodeDataUrl, secret });
});

/** `POST /auth/twofactorauth/totp/pending/verify`: completes the setup, and invalidates all earlier `twoFactorAuth` cookies. */
export const verifyPending2FA: Handler = whenSignedIn((call, caller) => {
  const { account } = caller;
  const secret = account.pendingSecret;
  return verifyCode(call, caller, {
    isAvailable: secret !== null,
    accepts: (code) => secret !== null && isTotpCode(secret, code, call.world.now()),
    onAccepted: () => {
      if (secret === null) return;
      account.authenticator = {
        secret,
        enabledAt: call.world.now(),
        recoveryCodes: newRecoveryCodes().map((code) => ({ code, used: false })),
      };
      account.pendingSecret = null;
      account.trustEpoch += 1;
    },
    result: { verified: true, enabled: true },
  });
});

/** `DELETE /auth/twofactorauth/totp/pending`: cancels the setup. */
export const cancelPending2FA: Handler = whenSignedIn((_call, { account }) => {
  const removed = account.pendingSecret !== null;
  account.pendingSecret = null;
  return Response.json({ removed });
});

/** `DELETE /auth/twofactorauth`: removes the authenticator app, and invalidates all earlier `twoFactorAuth` cookies. */
export const disable2FA: Handler = whenSignedIn(({ world }, caller) => {
  const { account } = caller;
  if (!account.authenticator) return Response.json({ removed: false });
  if (!isFresh(world, caller)) return twoFactorRequired();
  account.authenticator = null;
  account.trustEpoch += 1;
  return Response.json({ removed: true });
});

/** `GET /auth/user/twofactorauth/otp`: returns all recovery codes, including used ones. */
export const getRecoveryCodes: Handler = whenSignedIn(({ world }, caller) => {
  const { authenticator } = caller.account;
  if (authenticator && !isFresh(world, caller)) return twoFactorRequired();
  return Response.json({ otp: authenticator?.recoveryCodes ?? [], requiresTwoFactorAuth: [] });
});

function isFresh(world: World, { session }: Caller): boolean {
  return session.verifiedAt !== null && session.verifiedAt > world.now() - freshnessMs;
}

/** Refuses with status 200: the client has to verify a code and ask again. */
function twoFactorRequired(): Response {
  return Response.json({ requiresTwoFactorAuth: ['totp', 'otp'] });
}
