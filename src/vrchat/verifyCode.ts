import type { Session, VRChatClient } from './client.ts';
import type { TwoFactorMethod } from './codes.ts';
import type { VRChatResult } from './errors.ts';
import type { Secret } from './secret.ts';

/**
 * Sends a two-factor code with the operation for its kind; one request.
 *
 * @param code - as typed; a recovery code is used up
 * @returns fails with `wrongCode`, or with `invalidInput` and without a request if it cannot be a code
 * @see verify2FA, verify2FAEmailCode and verifyRecoveryCode in the VRChat API specification
 */
export function verifyCode(
  client: VRChatClient,
  session: Session,
  method: TwoFactorMethod,
  code: Secret,
): Promise<VRChatResult<{ readonly verified: boolean }>> {
  switch (method) {
    case 'totp':
      return client.verify2FA(session, { code });
    case 'emailOtp':
      return client.verify2FAEmailCode(session, { code });
    case 'otp':
      return client.verifyRecoveryCode(session, { code });
  }
}
