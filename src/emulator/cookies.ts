/** The cookies of a `Cookie` header; of two with one name the first counts. */
export function parseCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals).trim();
    if (equals > 0 && !cookies.has(name)) cookies.set(name, pair.slice(equals + 1).trim());
  }
  return cookies;
}

/** A `Set-Cookie` value without `Domain`, which makes the cookie host-only. */
export function setCookie(name: 'auth' | 'twoFactorAuth', value: string, expiresAt: number): string {
  return `${name}=${value}; Expires=${new Date(expiresAt).toUTCString()}; Path=/; HttpOnly; SameSite=Lax`;
}

/** What logging out sends: empty values that, oddly, expire in the future. */
export const clearingCookies: readonly string[] = ['auth', 'age', 'tos']
  .map((name) => `${name}=; Expires=Tue, 01 Jan 2030 00:00:00 GMT; Path=/`);

/** The answer with `Set-Cookie` headers added to it. */
export function withCookies(response: Response, cookies: readonly string[]): Response {
  for (const cookie of cookies) response.headers.append('Set-Cookie', cookie);
  return response;
}
