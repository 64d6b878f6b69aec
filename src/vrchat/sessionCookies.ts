import { Cookie, pathMatch } from 'tough-cookie';
import { secret, type Secret } from './secret.ts';
import { isLoopback } from './server.ts';

/** A cookie as it is kept: the fields that decide when it is sent, and its value in clear, so it belongs in secret storage only. */
export interface StoredCookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** Milliseconds since the epoch; absent for a cookie without a date. */
  readonly expires?: number;
  readonly secure: boolean;
}

/** The cookies of one account at one server. */
export interface SessionCookies {
  /** Takes what a response's `Set-Cookie` headers say. A cookie of another host, or a malformed one, is left out. */
  apply(setCookies: readonly string[]): void;
  /**
   * The `Cookie` header for a request.
   *
   * @param url - in normal form; to another origin than the server's goes nothing
   * @param names - only these cookies; all if left out
   * @returns the header's value, or `undefined` where there is nothing to send
   */
  header(url: string, names?: readonly string[]): string | undefined;
  get(name: string): Secret | undefined;
  toStored(): StoredCookie[];
}

/** The last millisecond that a `Date` can hold. */
const latestDate = 8.64e15;

/**
 * A jar for one server. All cookies in it belong to the server's host alone, which leaves of the rules of cookies (RFC 6265) only those
 * about names, paths and dates.
 *
 * @param server - the API's base address; cookies are kept for its host and no other
 * @param stored - cookies from an earlier {@link SessionCookies.toStored}, or typed in by a person
 */
export function createSessionCookies(server: string, stored: readonly StoredCookie[] = []): SessionCookies {
  const { origin, hostname: host, protocol } = new URL(server);
  const isPrivate = protocol === 'https:' || isLoopback(host);
  const kept = new Map<string, StoredCookie>();
  /** A cookie takes the place of one with the same name and path. */
  const placeOf = ({ name, path }: StoredCookie): string => `${name} ${path}`;

  for (const { name, value, path, expires, secure } of stored) {
    const cookie = { name, value, path, ...(isDate(expires) && { expires }), secure };
    if (value !== '' && isHeaderSafe(cookie)) kept.set(placeOf(cookie), cookie);
  }

  return {
    apply(setCookies) {
      for (const header of setCookies) {
        const parsed = Cookie.parse(header);
        if (!parsed || (parsed.domain && parsed.domain !== host)) continue;
        const expires = parsed.expiryTime();
        const cookie = {
          name: parsed.key, value: parsed.value, path: parsed.path ?? '/', ...(isDate(expires) && { expires }), secure: parsed.secure,
        };
        if (!isHeaderSafe(cookie)) continue;
        // VRChat logs out with an empty value and a date in the future; others with a date in the past.
        if (cookie.value === '' || (expires !== undefined && expires <= Date.now())) kept.delete(placeOf(cookie));
        else kept.set(placeOf(cookie), cookie);
      }
    },
    header(address, names) {
      if (!address.startsWith(`${origin}/`)) return undefined;
      const [pathname = '/'] = address.slice(origin.length).split(/[?#]/, 1);
      const cookies = [...kept.values()].filter(({ name, path, expires, secure }) =>
        (names === undefined || names.includes(name))
        && pathMatch(pathname, path)
        && (isPrivate || !secure)
        // Whether a session is over is the server's to say (the dates it sends are not the truth), so `auth` is offered regardless.
        && (name === 'auth' || expires === undefined || expires > Date.now()));
      if (cookies.length === 0) return undefined;
      return cookies.sort((a, b) => b.path.length - a.path.length).map(({ name, value }) => `${name}=${value}`).join('; ');
    },
    get(name) {
      const cookie = [...kept.values()].find((candidate) => candidate.name === name);
      return cookie && secret(cookie.value);
    },
    toStored: () => [...kept.values()],
  };
}

/** A date that is none (`Max-Age` beyond what a date can hold) counts as no date. */
function isDate(time: number | undefined): time is number {
  return time !== undefined && Math.abs(time) <= latestDate;
}

/** What could not be sent back in a header is no cookie. */
function isHeaderSafe({ name, value }: StoredCookie): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\x21-\x3a\x3c-\x7e]*$/.test(value);
}
