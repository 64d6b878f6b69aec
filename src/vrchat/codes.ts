/** The two-factor methods VRChat knows, as `requiresTwoFactorAuth` spells them. `otp` is a recovery code. */
const twoFactorMethods = ['totp', 'emailOtp', 'otp'] as const;

/** One of `totp` (authenticator app), `emailOtp` (code sent by email) and `otp` (recovery code). */
export type TwoFactorMethod = (typeof twoFactorMethods)[number];

/**
 * Normalizes a typed code to the form VRChat accepts: six digits for `totp` and `emailOtp`, `xxxx-xxxx` for `otp`. Spaces, dashes,
 * invisible characters and full-width digits are accepted, because codes are copied from many places.
 *
 * @param method - the kind of code
 * @param typed - what the user typed
 * @returns the code, or `undefined` if it cannot be one
 */
export function normalizeCode(method: TwoFactorMethod, typed: string): string | undefined {
  const plain = typed.normalize('NFKC').replace(/[\s\p{Pd}\p{Cf}\u2212]/gu, '');
  if (method === 'otp') return /^[a-z0-9]{8}$/i.test(plain) ? `${plain.slice(0, 4)}-${plain.slice(4)}` : undefined;
  return /^\d{6}$/.test(plain) ? plain : undefined;
}

/**
 * The two-factor methods that a server asks for and this client supports, in the server's order.
 *
 * @param body - a response that may have a `requiresTwoFactorAuth`
 * @returns `undefined` if it asks for none; empty if it asks only for unknown methods
 */
export function demandedMethods(body: unknown): readonly TwoFactorMethod[] | undefined {
  if (typeof body !== 'object' || body === null || !('requiresTwoFactorAuth' in body)) return undefined;
  const demanded = body.requiresTwoFactorAuth;
  if (!Array.isArray(demanded)) return undefined;
  return demanded.filter((name) => typeof name === 'string').filter(isTwoFactorMethod);
}

function isTwoFactorMethod(name: string): name is TwoFactorMethod {
  return (twoFactorMethods as readonly string[]).includes(name);
}
