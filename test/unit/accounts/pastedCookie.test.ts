import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPastedCookie } from '../../../src/accounts/pastedCookie.ts';

const auth = 'authcookie_11111111-2222-4333-8444-555555555555';
const payload = Buffer.from(JSON.stringify({ userId: 'usr_1', exp: 1_900_000_000 })).toString('base64url');
const twoFactorAuth = `eyJhbGciOiJIUzI1NiJ9.${payload}.c2lnbmF0dXJl`;

describe('reading a pasted cookie', () => {
  it.each([
    ['the bare cookie', auth],
    ['the cookie in quotes', `"${auth}"`],
    ['a Cookie header', `Cookie: auth=${auth}`],
    ['a Set-Cookie header', `set-cookie: auth=${auth}; Expires=Tue, 01 Jan 2030 00:00:00 GMT; Path=/; HttpOnly`],
    ['a name=value string among others', `apiKey=abc; auth=${auth}; amplitude_id=xyz`],
    ['the JSON of GET /auth', JSON.stringify({ ok: true, token: auth })],
    ['the JSON as a browser prints it', `{\n  "ok": true,\n  "token": "${auth}"\n}`],
    ['a line of a .env file', `VRCHAT_AUTH_COOKIE="${auth}"`],
    ['a Netscape cookie file', `api.vrchat.cloud\tFALSE\t/\tTRUE\t0\tauth\t${auth}`],
    ['surrounding white space', `\n  ${auth}\r\n`],
  ])('%s', (_name, pasted) => {
    expect(readPastedCookie(pasted)).toEqual({ auth });
  });

  it.each([
    ['a Cookie header', `auth=${auth}; twoFactorAuth=${twoFactorAuth}`],
    ['the other order', `twoFactorAuth=${twoFactorAuth}; auth=${auth}`],
    ['lines', `VRCHAT_AUTH_COOKIE=${auth}\nVRCHAT_TWO_FACTOR_AUTH=${twoFactorAuth}`],
  ])('finds the two-factor cookie in %s', (_name, pasted) => {
    expect(readPastedCookie(pasted)).toEqual({ auth, twoFactorAuth });
  });

  it.each([
    ['nothing', ''],
    ['words', 'hello there'],
    ['only a trust', `twoFactorAuth=${twoFactorAuth}`],
    ['an empty cookie', 'auth=; Path=/'],
    ['other JSON', '{"ok":false}'],
  ])('finds nothing in %s', (_name, pasted) => {
    expect(readPastedCookie(pasted)).toBeUndefined();
  });
});

describe('any text', () => {
  it('yields nothing, or values that are valid in a header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (before, after) => {
        const found = readPastedCookie(`${before} auth=${after}`);
        expect(Object.values(found ?? {}).every((value: string) => /^[\w.-]+$/.test(value))).toBe(true);
      }),
    );
  });
});
