import { Cookie, CookieJar, MemoryCookieStore, type Store } from 'tough-cookie';
import { secret, type Secret } from './secret.ts';

/** A cookie as stored: its value in clear, so keep it in secret storage only, and what decides when it is sent. */
export interface StoredCookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** Milliseconds since the epoch; absent for a cookie without a date. */
  readonly expires?: number;
  readonly secure: boolean;
}

/** Whether two lists of cookies say the same. */
export function areSameCookies(one: readonly StoredCookie[], other: readonly StoredCookie[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The cookies of one account at one server. */
export interface SessionCookies {
  /** Stores the cookies of a response's `Set-Cookie` headers. Malformed cookies and cookies of other hosts are ignored. */
  apply(setCookies: readonly string[]): void;
  /**
   * The `Cookie` header for a request.
   *
   * @param url - nothing is sent to another origin than the server's
   * @param names - only these cookies; all if left out
   * @returns the header's value, or `undefined` where there is nothing to send
   */
  header(url: string, names?: readonly string[]): string | undefined;
  get(name: string): Secret | undefined;
  toStored(): StoredCookie[];
}

/** Of a session's cookies that are kept beside VRChat's own two. Each is sent with every request and stored after every answer. */
const maxOthers = 50;
const own: readonly string[] = ['auth', 'twoFactorAuth'];

/**
 * A tough-cookie jar for one server. All its cookies belong to the server's host alone.
 *
 * @param server - the API's base address; cookies are kept for its host and no other
 * @param stored - cookies from an earlier {@link SessionCookies.toStored}, or typed in by the user
 * @see RFC 6265
 */
export function createSessionCookies(server: string, stored: readonly StoredCookie[] = []): SessionCookies {
  const { origin, hostname } = new URL(server);
  const store: Store = new MemoryCookieStore();
  const jar = new CookieJar(store);
  const keep = (cookie: Cookie): Cookie | undefined => jar.setCookieSync(cookie, origin, { ignoreError: true });
  const all = (): Cookie[] => jar.getCookiesSync(origin, { allPaths: true, expire: false, sort: true });

  for (const { name, value, path, expires, secure } of stored) {
    const cookie = new Cookie({ key: name, value, path, expires: toDate(expires), secure });
    if (value !== '' && isHeaderSafe(cookie)) keep(cookie);
  }

  return {
    apply(setCookies) {
      for (const header of setCookies) {
        const cookie = Cookie.parse(header);
        if (!cookie || !isHeaderSafe(cookie) || (cookie.domain ?? hostname) !== hostname) continue;
        const others = all().filter(({ key }) => !own.includes(key) && key !== cookie.key);
        if (!own.includes(cookie.key) && others.length >= maxOthers) continue;
        // Without a domain the jar keeps the cookie for this host only.
        cookie.domain = null;
        // VRChat logs out with an empty value and a date in the future; others with a date in the past.
        const isCleared = cookie.value === '' || cookie.TTL() <= 0;
        // `Max-Age` becomes a date, because the jar would count it from the last time the cookie was sent.
        cookie.expires = toDate(cookie.expiryTime());
        cookie.maxAge = null;
        const kept = keep(cookie);
        if (kept && isCleared) void store.removeCookie(kept.domain, kept.path, kept.key);
      }
    },
    header(url, names) {
      // Cookies know no ports (RFC 6265, 8.5), and several servers can run on one machine.
      if (!url.startsWith(`${origin}/`)) return undefined;
      const cookies = jar.getCookiesSync(url, { expire: false, sort: true }).filter(
        (cookie) =>
          (names === undefined || names.includes(cookie.key)) &&
          // Only the server decides whether a session is over (the dates it sends are wrong), so `auth` is always sent.
          (cookie.key === 'auth' || cookie.TTL() > 0),
      );
      return cookies.length === 0 ? undefined : cookies.map((cookie) => cookie.cookieString()).join('; ');
    },
    get(name) {
      const cookie = all().find(({ key }) => key === name);
      return cookie && secret(cookie.value);
    },
    toStored: () =>
      all().map(({ key, value, path, expires, secure }) => ({
        name: key,
        value,
        path: path ?? '/',
        ...(expires instanceof Date && { expires: expires.getTime() }),
        secure,
      })),
  };
}

/** @returns no date for one that a `Date` cannot hold, as a huge `Max-Age` makes */
function toDate(time = NaN): Date | 'Infinity' {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? 'Infinity' : date;
}

/** Whether the cookie can be sent in a header. tough-cookie's own `validate` also refuses quotes, commas and backslashes. */
function isHeaderSafe({ key, value }: Cookie): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(key) && /^[\x21-\x3a\x3c-\x7e]*$/.test(value);
}
