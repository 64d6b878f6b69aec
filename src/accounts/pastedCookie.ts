import { readTwoFactorToken } from '../vrchat/twoFactorToken.ts';
import { joinLines, maxPasteLength, plainCharacters, type JoinedText } from './pastedText.ts';

/** The cookies of one session found in pasted text, in clear. */
export interface PastedCookies {
  readonly auth: string;
  readonly twoFactorAuth?: string;
}

/** Why a text contains no session. */
export type PasteProblem =
  | 'empty'
  | 'noCookieFound'
  /** A part of a cookie: its end is missing, or something was added to it. */
  | 'incompleteCookie'
  /** A cookie or token of somebody else. */
  | 'foreignToken'
  /** The cookie that replaces a two-factor code, without the session. */
  | 'onlyTwoFactorCookie'
  /** What VRChat answers in a browser that is not signed in. */
  | 'signedOutBrowser';

/** The sessions in a text, or why there is none. */
export type Paste = { readonly sessions: readonly [PastedCookies, ...PastedCookies[]] } | { readonly problem: PasteProblem };

interface Found {
  readonly value: string;
  readonly position: number;
}

/** VRChat's session cookie is this and a UUID. */
const prefix = 'authcookie_';
const identifierLength = 36;

/**
 * Finds sessions in the forms users have them: the bare `authcookie_…`, a `Cookie` or `Set-Cookie` header, lines of a `.env` or cookie file,
 * the JSON of `GET /auth`, of a browser extension or of VRCX; wrapped by a terminal, percent-encoded or in quotes.
 *
 * @param pasted - any text
 * @returns every session once; a cookie is taken whole or not at all
 */
export function readPaste(pasted: string): Paste {
  if (pasted.trim() === '') return { problem: 'empty' };
  if (pasted.length > maxPasteLength) return { problem: 'noCookieFound' };
  const plain = plainCharacters(pasted);
  const direct = findSessions(plain);
  if (direct.sessions.length > 0) return sessionsOf(direct.sessions);
  const stored = findSessions(decodeBase64(plain));
  if (stored.sessions.length > 0) return sessionsOf(stored.sessions);
  return { problem: problemOf(plain, direct.tokens + stored.tokens) };
}

/** The only session in a text, if it contains one. */
export function readPastedCookie(pasted: string): PastedCookies | undefined {
  const paste = readPaste(pasted);
  return 'sessions' in paste && paste.sessions.length === 1 ? paste.sessions[0] : undefined;
}

function sessionsOf([first, ...others]: readonly PastedCookies[]): Paste {
  return first ? { sessions: [first, ...others] } : { problem: 'noCookieFound' };
}

function findSessions(text: string): { readonly sessions: readonly PastedCookies[]; readonly tokens: number } {
  const joined = joinLines(text);
  const cookies = unique(findCookies(joined));
  const tokens = unique(findTwoFactorTokens(joined));
  const sessions = cookies.map(({ value, position }, index): PastedCookies => {
    const from = index === 0 ? 0 : position;
    const until = cookies[index + 1]?.position ?? Infinity;
    const own = tokens.filter((token) => token.position >= from && token.position < until);
    const latest = own.reduce<Found | undefined>((best, token) => (best && trustEnd(best) >= trustEnd(token) ? best : token), undefined);
    return { auth: value, ...(latest && { twoFactorAuth: latest.value }) };
  });
  return { sessions, tokens: tokens.length };
}

function unique(found: readonly Found[]): readonly Found[] {
  return [...new Map(found.toReversed().map((entry) => [entry.value, entry])).values()].toReversed();
}

function trustEnd({ value }: Found): number {
  return readTwoFactorToken(value).until ?? 0;
}

function findCookies({ text, wasBreak }: JoinedText): readonly Found[] {
  return Array.from(text.matchAll(/authcookie_/gi)).flatMap(({ index }) => {
    const end = index + prefix.length + identifierLength;
    const identifier = text.slice(index + prefix.length, end);
    const isWhole =
      /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(identifier) &&
      (isBoundary(text.charAt(index - 1)) || wasBreak(index)) &&
      (isBoundary(text.charAt(end)) || wasBreak(end) || /^\.(?![.\w-])/.test(text.slice(end, end + 2)));
    return isWhole ? [{ value: prefix + identifier, position: index }] : [];
  });
}

/** Letters of any script, so that a look-alike does not end a word. Dots mean that something was left out, unless one ends a sentence. */
function isBoundary(character: string): boolean {
  return !/[\p{L}\p{N}\p{M}_.…-]/u.test(character);
}

/** A signature by HS256 has 43 characters; a line break that was taken out may stand within it or right after it. */
const signatureLength = 43;

function findTwoFactorTokens({ text, wasBreak }: JoinedText): readonly Found[] {
  return Array.from(text.matchAll(/(?<![\w.])eyJ[\w-]+\.eyJ[\w-]+\.(?=[\w-])/g)).flatMap((match) => {
    if (text.charAt(match.index - 1) === '-' && !wasBreak(match.index)) return [];
    const start = match.index + match[0].length;
    const whole = start + signatureLength;
    const isWord = (position: number): boolean => /[\w-]/.test(text.charAt(position));
    let end = start;
    while (end - start < 200 && isWord(end) && (end === start || !wasBreak(end))) end++;
    const fits = /^[\w-]{43}$/.test(text.slice(start, whole)) && (!isWord(whole) || wasBreak(whole));
    const value = text.slice(match.index, fits ? whole : end);
    return isTwoFactorToken(value) ? [{ value, position: match.index }] : [];
  });
}

/** Whether a JSON Web Token is VRChat's, by what it says about itself. */
function isTwoFactorToken(token: string): boolean {
  const { userId, audience } = readTwoFactorToken(token);
  return audience === undefined ? userId !== undefined : audience === 'VRChatTwoFactorAuth';
}

/** VRCX stores cookies as the base64 of JSON. */
function decodeBase64(text: string): string {
  const joined = text.replace(/[\r\n]+/g, '');
  const runs = joined.match(/[A-Za-z0-9+/]{48,}/g) ?? [];
  return runs.map((run) => plainCharacters(Buffer.from(run, 'base64').toString('latin1'))).join('\n\n');
}

function problemOf(text: string, tokens: number): PasteProblem {
  if (/authcookie_\w/i.test(text.replace(/\W/g, ''))) return 'incompleteCookie';
  if (/Missing Credentials/i.test(text)) return 'signedOutBrowser';
  if (tokens > 0) return 'onlyTwoFactorCookie';
  const isToken = /eyJ[\w-]{10,}\.|(?:^|[\s;,"':{])(?:auth|token|session\w*|bearer)["']?[ \t]*[=: ][ \t]*["']?[\w.-]{16,}/i.test(text);
  return isToken ? 'foreignToken' : 'noCookieFound';
}
