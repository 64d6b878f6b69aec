/** Parses a `Cookie` header. If a name occurs twice, the first value counts. */
export function parseCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals).trim();
    if (equals > 0 && !cookies.has(name)) cookies.set(name, pair.slice(equals + 1).trim());
  }
  return cookies;
}

/**
 * A `Set-Cookie` value. It has no `Domain`, which makes the cookie host-only (RFC 6265, 5.3).
 *
 * @param expiresAt - milliseconds since the epoch
 */
export function setCookie(name: 'auth' | 'twoFactorAuth', value: string, expiresAt: number): string {
  return `${name}=${value}; Expires=${new Date(expiresAt).toUTCString()}; Path=/; HttpOnly; SameSite=Lax`;
}

/** What logging out sends. The real service lets these empty cookies expire in the future. */
export const clearingCookies: readonly string[] = ['auth', 'age', 'tos'].map(
  (name) => `${name}=; Expires=Tue, 01 Jan 2030 00:00:00 GMT; Path=/`,
);

/** Adds `Set-Cookie` headers to a response and returns it. */
export function withCookies(response: Response, cookies: readonly string[]): Response {
  for (const cookie of cookies) response.headers.append('Set-Cookie', cookie);
  return response;
}
