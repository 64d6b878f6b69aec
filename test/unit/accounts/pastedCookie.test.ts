import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPaste, readPastedCookie } from '../../../src/accounts/pastedCookie.ts';
import { growthOfTime, muchFasterThanLength } from '../growthOfTime.ts';
import { propertyRuns } from '../propertyRuns.ts';

const auth = 'authcookie_11111111-2222-4333-8444-555555555555';
const other = 'authcookie_aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
const token = (claims: object, signature = 'c2lnbmF0dXJl'): string =>
  `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
const twoFactorAuth = token({ userId: 'usr_1', exp: 1_900_000_000 });
const fullTwoFactorAuth = token(
  { userId: 'usr_1', exp: 1_900_000_000, aud: 'VRChatTwoFactorAuth', iss: 'VRChat' },
  'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
);
const foreign = token({ sub: '1', exp: 1_900_000_000, aud: 'https://example.org' });
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Wraps a text as a terminal of some width does. */
const wrap = (text: string, width: number, lineBreak = '\n'): string =>
  (text.match(new RegExp(`[^]{1,${width}}`, 'g')) ?? []).join(lineBreak);

describe('what users have at hand is read', () => {
  it.each([
    ['the bare cookie', auth],
    ['the cookie in quotes', `"${auth}"`],
    ['the cookie in typographic quotes', `“${auth}”`],
    ['a Cookie header', `Cookie: auth=${auth}`],
    ['a Set-Cookie header', `set-cookie: auth=${auth}; Expires=Tue, 01 Jan 2030 00:00:00 GMT; Path=/; HttpOnly`],
    ['a name=value string among others', `apiKey=abc; auth=${auth}; amplitude_id=xyz`],
    ['the JSON of GET /auth', JSON.stringify({ ok: true, token: auth })],
    ['the JSON as a browser prints it', `{\n  "ok": true,\n  "token": "${auth}"\n}`],
    ['JSON inside JSON', JSON.stringify({ body: JSON.stringify({ ok: true, token: auth }, undefined, 2) })],
    ['a line of a .env file', `VRCHAT_AUTH_COOKIE="${auth}"`],
    ['a Netscape cookie file', `#HttpOnly_api.vrchat.cloud\tFALSE\t/\tTRUE\t0\tauth\t${auth}`],
    ['surrounding white space', `\n  ${auth}\r\n`],
    ['a terminal that wrapped it', 'authcookie_11111111-2222-\n4333-8444-555555555555'],
    ['a terminal that wrapped and indented it', 'Cookie: auth=authcookie_11111111-2222-  \r\n    4333-8444-555555555555'],
    ['a wrapped line of a quoted mail', '> auth=authcookie_11111111-22\n> 22-4333-8444-555555555555\n> more'],
    ['a shell’s continued line', 'curl -b auth=authcookie_11111111-2222-\\\n4333-8444-555555555555 -A x'],
    ['a terminal that wrapped it in a frame', `│ auth=${auth.slice(0, 20)} │\n│ ${auth.slice(20)} │`],
    ['an editor that shows where it wrapped it', `auth=${auth.slice(0, 20)}⏎\n${auth.slice(20)}`],
    ['a line separator of a web page', `auth=${auth.slice(0, 20)}\u2028${auth.slice(20)}`],
    ['a terminal’s colors', `\u001b[1;32m${auth}\u001b[0m`],
    ['cmd’s continued line', `curl ^\r\n  -b ^"auth=${auth.slice(0, 25)}^\r\n${auth.slice(25)}^"`],
    ['Markdown', `**${auth.replace('_', '\\_')}**`],
    ['an email as it is sent', `auth=3D${auth.slice(0, 30)}=\r\n${auth.slice(30)}`],
    ['a sentence', `The cookie is ${auth}. Keep it secret.`],
    ['escapes of a program', auth.replaceAll('-', '\\x2d')],
    ['HTML with numbers for characters', auth.replaceAll('-', '&#45;').replace('_', '&#x5F;')],
    ['PowerShell', `$session.Cookies.Add((New-Object System.Net.Cookie("auth", "${auth}", "/", "vrchat.com")))`],
    ['rows of a database', `12|^userContextId=0|auth|${auth}|vrchat.com|/|1764460800|1`],
    ['UTF-16 that was read as something else', Buffer.from(`auth=${auth}`, 'utf16le').toString('latin1')],
    ['percent-encoding', `auth%3D${auth}%3B%20Path%3D%2F`],
    ['percent-encoding, twice', `auth%253D${auth}`],
    ['percent-encoding, three times', `auth%25253D${auth}`],
    ['percent-encoded dashes', auth.replaceAll('-', '%2D')],
    ['escaped dashes', auth.replaceAll('-', '\\u002d')],
    ['HTML', `<td>auth=&quot;${auth}&quot;</td>`],
    ['invisible characters', `\ufeff${auth.slice(0, 20)}\u200b${auth.slice(20)}\u00ad`],
    ['look-alikes of dashes', auth.replaceAll('-', '‑').replace('‑', '–').replace('‑', '−')],
    ['full-width characters', auth.replace(/./g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0))],
    ['a phone that begins sentences', `A${auth.slice(1)}`],
    ['VRCX', base64(JSON.stringify([{ Domain: 'api.vrchat.cloud', Name: 'auth', Value: auth }]))],
    [
      'VRCX’s credentials, wrapped',
      wrap(JSON.stringify({ user: 'x', cookies: base64(JSON.stringify([{ Name: 'auth', Value: auth }])) }), 60),
    ],
    ['the same cookie twice', `${auth}\n${auth}`],
    ['a foreign token beside it', `auth=${auth}; session=${foreign}`],
    ['its own masked copy beside it', `authcookie_1111…\n${auth}`],
  ])('%s', (_name, pasted) => {
    expect(readPastedCookie(pasted)).toEqual({ auth });
  });

  it.each([
    ['a Cookie header', `auth=${auth}; twoFactorAuth=${twoFactorAuth}`],
    ['the other order', `twoFactorAuth=${twoFactorAuth}; auth=${auth}`],
    ['lines', `VRCHAT_AUTH_COOKIE=${auth}\nVRCHAT_TWO_FACTOR_AUTH=${twoFactorAuth}\n`],
    ['lines with another after them', `VRCHAT_TWO_FACTOR_AUTH=${twoFactorAuth}\nVRCHAT_AUTH_COOKIE=${auth}\nVRCHAT_USER_AGENT="x"`],
    ['YAML', `auth: >-\n  ${auth}\ntwoFactorAuth: >-\n  ${twoFactorAuth}`],
    ['among foreign tokens', `a=${foreign}; twoFactorAuth=${twoFactorAuth}; auth=${auth}; b=${foreign}`],
    ['an older one beside it', `auth=${auth}; twoFactorAuth=${token({ userId: 'usr_1', exp: 1 })}; twoFactorAuth=${twoFactorAuth}`],
  ])('the two-factor cookie with it, in %s', (_name, pasted) => {
    expect(readPastedCookie(pasted)).toEqual({ auth, twoFactorAuth });
  });

  it.each([10, 37, 80, 120])('both cookies, wrapped at %i columns', (width) => {
    const header = `Cookie: auth=${auth}; twoFactorAuth=${fullTwoFactorAuth}`;
    for (const lineBreak of ['\n', '\r\n', '\n  ']) {
      expect(readPastedCookie(`${wrap(header, width, lineBreak)}\nVRCHAT_USER_AGENT=x`)).toEqual({
        auth,
        twoFactorAuth: fullTwoFactorAuth,
      });
    }
  });

  it('every account’s, each with its own two-factor cookie', () => {
    const otherToken = token({ userId: 'usr_2', exp: 1_900_000_000 });
    expect(readPaste(`auth=${auth}; twoFactorAuth=${twoFactorAuth}\n\nauth=${other}; twoFactorAuth=${otherToken}`)).toEqual({
      sessions: [
        { auth, twoFactorAuth },
        { auth: other, twoFactorAuth: otherToken },
      ],
    });
    expect(readPaste(`${auth}\n${other}`)).toEqual({ sessions: [{ auth }, { auth: other }] });
    expect(readPastedCookie(`${auth}\n${other}`)).toBeUndefined();
  });

  it.each([
    ['', 'empty'],
    [' \n', 'empty'],
    ['hello there', 'noCookieFound'],
    ['auth=; Path=/', 'noCookieFound'],
    ['{"ok":false}', 'noCookieFound'],
    [`twoFactorAuth=${twoFactorAuth}`, 'onlyTwoFactorCookie'],
    ['{"error":{"message":"\\"Missing Credentials\\"","status_code":401}}', 'signedOutBrowser'],
    [auth.slice(0, -1), 'incompleteCookie'],
    [`${auth}5`, 'incompleteCookie'],
    [`${auth}-5`, 'incompleteCookie'],
    [`x${auth}`, 'incompleteCookie'],
    [`${auth.slice(0, 20)}…`, 'incompleteCookie'],
    [`${auth}…`, 'incompleteCookie'],
    [`${auth}..`, 'incompleteCookie'],
    [`${auth}.c2lnbmF0dXJl`, 'incompleteCookie'],
    [`${auth.slice(0, 20)} ${auth.slice(20)}`, 'incompleteCookie'],
    [auth.replace('4333', '4з33'), 'incompleteCookie'],
    [auth.replace('1', 'l'), 'incompleteCookie'],
    [`${auth.slice(0, 25)}\n\n${auth.slice(25)}`, 'incompleteCookie'],
    [`auth=${foreign}`, 'foreignToken'],
    ['auth=0123456789abcdef0123456789abcdef', 'foreignToken'],
    ['Authorization: Bearer 0123456789abcdef0123', 'foreignToken'],
  ])('but not %j: %s', (pasted, problem) => {
    expect(readPaste(pasted)).toEqual({ problem });
  });
});

describe('any text', () => {
  const noise = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '-',
      'a',
      '…',
      '\n',
      ' ',
      '"',
      '%',
      '\\',
      '=',
      'auth=',
      'authcookie_',
      auth.slice(0, 30),
      foreign,
      twoFactorAuth,
      '; ',
      '\u200b',
    ),
  );

  it('around a cookie leaves it whole, or refuses it', () => {
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 4 }), fc.array(noise, { maxLength: 4 }), (before, after) => {
        const paste = readPaste(`${before.join('')}${auth}${after.join('')}`);
        if ('sessions' in paste) expect(paste.sessions.map((session) => session.auth)).toEqual([auth]);
      }),
      { numRuns: propertyRuns },
    );
  });

  it('that holds a cookie between separators gives it, however it is wrapped or encoded', () => {
    const separator = fc.constantFrom(' ', '"', "'", ';', '=', ',', '\t', '<', ':', '{');
    const encoding = fc.constantFrom(
      (text: string) => text,
      encodeURIComponent,
      (text: string) => encodeURIComponent(encodeURIComponent(text)),
      (text: string) => JSON.stringify(text),
      (text: string) => wrap(text, 25),
      (text: string) => wrap(text, 7, '\r\n'),
      (text: string) => Array.from(text).join('\u200b'),
      (text: string) => base64(JSON.stringify([{ Name: 'auth', Value: text }])),
    );
    fc.assert(
      fc.property(separator, separator, encoding, fc.stringMatching(/^[ -~]{0,20}$/), (before, after, encode, rest) => {
        fc.pre(!/[%\\&]/.test(rest));
        expect(readPastedCookie(encode(`${before}${auth}${after}${rest}`))).toEqual({ auth });
      }),
      { numRuns: propertyRuns },
    );
  });

  it.each([
    ['blanks', (length: number) => ' '.repeat(length)],
    ['line breaks', (length: number) => '\n'.repeat(length)],
    ['blanks and line breaks', (length: number) => ' \n'.repeat(length / 2)],
    ['percent signs', (length: number) => '%25'.repeat(length / 3)],
    ['beginnings of cookies', (length: number) => 'authcookie_'.repeat(length / 11)],
    ['cut cookies', (length: number) => `${auth.slice(0, 30)}\n`.repeat(length / 31)],
    ['beginnings of tokens', (length: number) => 'eyJa.'.repeat(length / 5)],
    ['a long token', (length: number) => `eyJ${'a'.repeat(length)}`],
    ['tokens', (length: number) => `${'eyJ'.repeat(length / 3)}.eyJ`],
    ['backslashes', (length: number) => '\\'.repeat(length)],
    ['equals signs', (length: number) => `${'='.repeat(length)}x`],
    ['base64', (length: number) => 'QUJD'.repeat(length / 4)],
    ['names', (length: number) => 'auth '.repeat(length / 5)],
    ['dashes', (length: number) => '-'.repeat(length)],
  ])('of %s takes time in proportion to its length', (_, make) => {
    expect(growthOfTime((length) => readPaste(make(length)), 400_000)).toBeLessThan(muchFasterThanLength);
  });
});
