import type { Secret } from './secret.ts';

/** What the user types to log in. */
export interface Credentials {
  /** User name or email address. Surrounding white space is dropped, as on VRChat's website. */
  readonly username: string;
  /** Kept exactly as typed, including leading and trailing spaces. */
  readonly password: Secret;
}

/**
 * The `Authorization` header of a login: Base64 of the URL-encoded user name, a colon, and the URL-encoded password. Encoding both first is
 * what makes `:`, `@`, `%` and characters outside ASCII work.
 *
 * @param credentials - user name or email, and password
 * @returns the header's value, starting with `Basic `
 * @see getCurrentUser in the VRChat API specification
 */
export function basicAuthorization({ username, password }: Credentials): string {
  const pair = `${encode(username.trim())}:${encode(password.reveal())}`;
  return `Basic ${Buffer.from(pair, 'ascii').toString('base64')}`;
}

// A lone surrogate cannot be encoded as UTF-8; encodeURIComponent would throw on it.
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
