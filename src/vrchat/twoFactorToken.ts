/** What the `twoFactorAuth` cookie says about itself. */
export interface TwoFactorTrust {
  /** The account it was issued to. */
  readonly userId?: string;
  /** When the server will ask for a code again, in milliseconds since the epoch. */
  readonly until?: number;
  /** What it is for: VRChat's own say `VRChatTwoFactorAuth`. */
  readonly audience?: string;
}

/**
 * Reads a `twoFactorAuth` cookie, a JSON Web Token, without asking the server. Its signature cannot be checked here and need not be: the
 * contents are only shown, never trusted.
 *
 * @param token - the cookie's value
 * @returns what could be read; nothing if it is not such a token
 * @see RFC 7519
 */
export function readTwoFactorToken(token: string): TwoFactorTrust {
  const payload = token.split('.')[1];
  if (payload === undefined) return {};
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (typeof claims !== 'object' || claims === null) return {};
    return {
      ...('userId' in claims && typeof claims.userId === 'string' && { userId: claims.userId }),
      ...('exp' in claims && typeof claims.exp === 'number' && isTime(claims.exp) && { until: claims.exp * 1000 }),
      ...('aud' in claims && typeof claims.aud === 'string' && { audience: claims.aud }),
    };
  } catch {
    return {};
  }
}

/** Seconds since the epoch that a date can hold. */
function isTime(seconds: number): boolean {
  return Math.abs(seconds) <= 8.64e12;
}
