import { readTwoFactorToken } from '../vrchat/twoFactorToken.ts';

/** The cookies found in pasted text, in clear. */
export interface PastedCookies {
  readonly auth: string;
  readonly twoFactorAuth?: string;
}

/**
 * Finds a session in the forms users have it: the bare `authcookie_…`, a `Cookie` or `Set-Cookie` header, a `name=value; …` string, lines
 * of a `.env` or cookie file, or the JSON of `GET /auth`; with or without the `twoFactorAuth` cookie.
 *
 * @param pasted - any text
 * @returns the cookies, or `undefined` if the text contains no session
 */
export function readPastedCookie(pasted: string): PastedCookies | undefined {
  const text = pasted.trim();
  const auth =
    readAuthJson(text) ??
    /(?<![\w-])authcookie_[\w-]+/i.exec(text)?.[0] ??
    /(?:^|[\s;,"':{])auth["']?\s*[=:]\s*["']?([\w.-]+)/i.exec(text)?.[1];
  if (auth === undefined) return undefined;
  const tokens = text.match(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? [];
  const twoFactorAuth = tokens.find((token) => readTwoFactorToken(token).until !== undefined) ?? tokens[0];
  return { auth, ...(twoFactorAuth !== undefined && { twoFactorAuth }) };
}

/** `{"ok":true,"token":"authcookie_…"}`, as shown by a browser at https://vrchat.com/api/1/auth. */
function readAuthJson(text: string): string | undefined {
  try {
    const json: unknown = JSON.parse(text);
    const token = typeof json === 'object' && json !== null && 'token' in json ? json.token : undefined;
    return typeof token === 'string' && /^[\w.-]+$/.test(token) ? token : undefined;
  } catch {
    return undefined;
  }
}
