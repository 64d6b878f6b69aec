/** The second factors VRChat knows, as `requiresTwoFactorAuth` spells them. `otp` is a recovery code. */
const twoFactorMethods = ['totp', 'emailOtp', 'otp'] as const;

/** One of `totp` (authenticator app), `emailOtp` (code sent by e-mail) and `otp` (recovery code). */
export type TwoFactorMethod = (typeof twoFactorMethods)[number];

/**
 * Brings a typed code into the form VRChat takes: six digits for `totp` and `emailOtp`, `xxxx-xxxx` for `otp`.
 * Spaces, dashes, invisible characters and full-width digits are accepted, since codes are copied from many places.
 *
 * @param method - which kind of code it is
 * @param typed - what the person typed
 * @returns the code, or `undefined` if it cannot be one
 */
export function normalizeCode(method: TwoFactorMethod, typed: string): string | undefined {
  const plain = typed.normalize('NFKC').replace(/[\s\p{Pd}\p{Cf}\u2212]/gu, '');
  if (method === 'otp') return /^[a-z0-9]{8}$/i.test(plain) ? `${plain.slice(0, 4)}-${plain.slice(4)}` : undefined;
  return /^\d{6}$/.test(plain) ? plain : undefined;
}

/**
 * The second factors a server asks for that this client can answer, in the server's order.
 *
 * @param body - an answer that may have a `requiresTwoFactorAuth`
 * @returns `undefined` if it asks for none; empty if it asks only for ones this client does not know
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
