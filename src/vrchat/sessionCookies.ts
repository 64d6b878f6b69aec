import { Cookie, CookieJar, MemoryCookieStore } from 'tough-cookie';
import { secret, type Secret } from './secret.ts';

/** A cookie as it is kept: the fields that decide when it is sent, and its value in clear, so it belongs in secret storage only. */
export interface StoredCookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** Milliseconds since the epoch; absent for a cookie without a date. */
  readonly expires?: number;
  readonly secure: boolean;
}

/** The last millisecond that a `Date` can hold. */
const latestDate = 8.64e15;

/** The cookies of one account at one server. */
export interface SessionCookies {
  /** Takes what a response's `Set-Cookie` headers say. A cookie of another host, or a malformed one, is left out. */
  apply(setCookies: readonly string[]): void;
  /**
   * The `Cookie` header for a request.
   *
   * @param names - only these cookies; all if left out
   * @returns the header's value, or `undefined` where there is nothing to send
   */
  header(url: string, names?: readonly string[]): string | undefined;
  get(name: string): Secret | undefined;
  toStored(): StoredCookie[];
}

/**
 * A jar for one server.
 *
 * @param server - the API's base address; cookies are kept for its host and no other
 * @param stored - cookies from an earlier {@link SessionCookies.toStored}, or typed in by a person
 */
export function createSessionCookies(server: string, stored: readonly StoredCookie[] = []): SessionCookies {
  const host = new URL(server).hostname;
  // Every cookie is pinned to this one host below, so the public suffix list has nothing to add.
  const jar = new CookieJar(new MemoryCookieStore(), { rejectPublicSuffixes: false, allowSpecialUseDomain: true });
  const put = (cookie: Cookie): void => void jar.setCookieSync(cookie, server, { ignoreError: true });
  const all = (): Cookie[] => jar.serializeSync()?.cookies.flatMap((json) => Cookie.fromJSON(json) ?? []) ?? [];

  const remove = (cookie: Cookie): void => {
    const kept = all().filter(({ key, path }) => key !== cookie.key || path !== cookie.path);
    jar.removeAllCookiesSync();
    for (const other of kept) put(other);
  };

  for (const { name, value, path, expires, secure } of stored) {
    const date = new Date(expires ?? NaN);
    const cookie = new Cookie({ key: name, value, path, secure, httpOnly: true, ...(!Number.isNaN(date.getTime()) && { expires: date }) });
    if (value !== '' && isHeaderSafe(cookie)) put(cookie);
  }

  return {
    apply(setCookies) {
      for (const header of setCookies) {
        const cookie = Cookie.parse(header);
        if (!cookie || !isHeaderSafe(cookie)) continue;
        if (cookie.domain && cookie.domain !== host) continue;
        cookie.domain = null;
        cookie.path ??= '/';
        // VRChat logs out with an empty value and a date in the future; others with a date in the past.
        if (cookie.value === '' || isExpired(cookie)) remove(cookie);
        else put(cookie);
      }
    },
    header(url, names) {
      const cookies = jar
        .getCookiesSync(url, { expire: false })
        // Whether a session is over is the server's to say (the dates it sends are not the truth), so `auth` is offered regardless.
        .filter((cookie) => cookie.key === 'auth' || !isExpired(cookie))
        .filter(({ key }) => names === undefined || names.includes(key));
      return cookies.length === 0 ? undefined : cookies.map((cookie) => cookie.cookieString()).join('; ');
    },
    get(name) {
      const value = all().find(({ key }) => key === name)?.value;
      return value === undefined ? undefined : secret(value);
    },
    toStored: () => all().map(toStored),
  };
}

function toStored(cookie: Cookie): StoredCookie {
  const expires = expiryOf(cookie);
  return {
    name: cookie.key,
    value: cookie.value,
    path: cookie.path ?? '/',
    ...(expires !== undefined && { expires }),
    secure: cookie.secure,
  };
}

/** A date that is none (`Max-Age` beyond what a date can hold) counts as no date. */
function expiryOf(cookie: Cookie): number | undefined {
  const time = cookie.expiryTime();
  return time !== undefined && Math.abs(time) <= latestDate ? time : undefined;
}

function isExpired(cookie: Cookie): boolean {
  return cookie.TTL(Date.now()) <= 0;
}

/** What could not be sent back in a header is no cookie. */
function isHeaderSafe({ key, value }: Cookie): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(key) && /^[\x21-\x3a\x3c-\x7e]*$/.test(value);
}
