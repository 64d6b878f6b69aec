import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basicAuthorization } from '../../../src/vrchat/credentials.ts';
import { normalizeCode } from '../../../src/vrchat/codes.ts';
import { parseErrorBody } from '../../../src/vrchat/errorBody.ts';
import { redact } from '../../../src/vrchat/redact.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { createSessionCookies } from '../../../src/vrchat/sessionCookies.ts';
import { readTwoFactorToken } from '../../../src/vrchat/twoFactorToken.ts';
import { propertyRuns } from '../propertyRuns.ts';
import { cookie, credentials, openClient, openSession, startServer, type Answer, type Wire } from './wire.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 40 });
/** The characters that a header can contain. */
const headerText = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xff })
    .filter((code) => code !== 0x7f)
    .map((code) => String.fromCharCode(code)),
  maxLength: 60,
});

const userLike = fc.record(
  {
    id: fc.oneof(fc.constant('usr_dummy'), fc.jsonValue()),
    displayName: fc.oneof(anyText, fc.jsonValue()),
    requiresTwoFactorAuth: fc.oneof(fc.constant(['totp', 'otp']), fc.constant([]), fc.jsonValue()),
    tags: fc.jsonValue(),
    twoFactorAuthEnabledDate: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const errorLike = fc.record({
  error: fc.oneof(
    anyText,
    fc.record({ message: fc.jsonValue(), status_code: fc.jsonValue(), waf_code: fc.jsonValue() }, { requiredKeys: [] }),
  ),
});
const body = fc.oneof(
  { weight: 4, arbitrary: userLike.map((value) => Buffer.from(JSON.stringify(value))) },
  fc.json().map((text) => Buffer.from(text)),
  errorLike.map((value) => Buffer.from(JSON.stringify(value))),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);
/** Without 407, which fetch reports as an unspecified network error. */
const status = fc.oneof(
  { weight: 3, arbitrary: fc.constant(200) },
  fc.constantFrom(302, 400, 401, 402, 403, 420, 429),
  fc.integer({ min: 200, max: 999 }).filter((code) => code !== 407),
);
const setCookie = fc.oneof(
  headerText,
  fc
    .tuple(
      fc.constantFrom('auth', 'twoFactorAuth', '__Host-x', ''),
      headerText,
      fc.constantFrom(
        '',
        '; Path=/',
        '; Domain=example.org',
        '; Domain=127.0.0.1',
        '; Max-Age=0',
        '; Max-Age=99999999999999999999',
        '; Expires=x',
        '; Secure; Path=/auth',
      ),
    )
    .map(([name, value, attributes]) => `${name}=${value}${attributes}`),
);
const location = fc.oneof(
  headerText,
  fc.webUrl(),
  fc.constantFrom('https://vrchat.com/home/succeed', '/home/succeed', '//example.org/succeed', 'javascript:alert(1)'),
);
const response = fc.record({
  status,
  body,
  setCookies: fc.array(setCookie, { maxLength: 4 }),
  location: fc.option(location, { nil: undefined }),
});

describe('any server response', () => {
  let answer: Answer = {};
  let wire: Wire & { readonly close: () => Promise<void> };
  beforeAll(async () => {
    wire = await startServer(() => answer);
  });
  afterAll(() => wire.close());

  function serveNext({
    status: code,
    body: bytes,
    setCookies,
    location: place,
  }: {
    status: number;
    body: Buffer;
    setCookies: string[];
    location: string | undefined;
  }): void {
    answer = (_request, reply) => {
      reply.writeHead(code, { 'set-cookie': setCookies, ...(place !== undefined && { location: place }) }).end(bytes);
    };
  }

  test('never counts as signed in by mistake, and leaves only cookies that can be sent', async () => {
    await fc.assert(
      fc.asyncProperty(response, fc.boolean(), async (given, isLogin) => {
        serveNext(given);
        const { client, exchanges } = openClient(wire.address);
        const session = openSession(wire.address, [cookie('auth', 'authcookie_dummy')]);
        const result = await client.getCurrentUser(session, isLogin ? { credentials } : undefined);
        if (result.ok && 'id' in result.value) expect(isSignedIn(given)).toBe(true);
        // A bug of ours while reading headers or body would look like a network error.
        expect(result).not.toMatchObject({ error: { kind: 'unreachable' } });
        expect(exchanges).toHaveLength(1);

        const sent = session.cookies.header(`${wire.address}/auth`) ?? '';
        expect(sent).toMatch(/^[\x20-\x7e]*$/);
        expect(() => new Headers({ cookie: sent })).not.toThrow();
        expect(session.cookies.header('https://example.org/api/1/auth')).toBeUndefined();
        const stored = session.cookies.toStored();
        expect(createSessionCookies(wire.address, stored).toStored()).toEqual(stored);
      }),
      { numRuns: propertyRuns },
    );
  });

  test('confirms a link from an email only if VRChat says so', async () => {
    await fc.assert(
      fc.asyncProperty(response, async (given) => {
        serveNext(given);
        const result = await openClient(wire.address).client.verifyLoginPlace(openSession(wire.address), { token: secret('dummy') });
        if (!result.ok) return;
        const target = new URL(given.location ?? '', wire.address);
        expect([given.status, ['https://vrchat.com', new URL(wire.address).origin].includes(target.origin)]).toEqual([302, true]);
      }),
      { numRuns: propertyRuns },
    );
  });

  test('makes no operation throw', async () => {
    const operations = [
      'verifyAuthToken',
      'enable2FA',
      'cancelPending2FA',
      'disable2FA',
      'getRecoveryCodes',
      'resendEmailConfirmation',
      'logout',
    ] as const;
    await fc.assert(
      fc.asyncProperty(response, fc.constantFrom(...operations), async (given, operation) => {
        serveNext(given);
        const result = await openClient(wire.address).client[operation](openSession(wire.address));
        expect(result).not.toMatchObject({ error: { kind: 'unreachable' } });
        if (result.ok) expect(given.status).toBe(200);
      }),
      { numRuns: propertyRuns },
    );
  });
});

function isSignedIn({ status: code, body: bytes }: { readonly status: number; readonly body: Buffer }): boolean {
  const json: unknown = JSON.parse(bytes.toString('utf8'));
  if (code !== 200 || typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  const { id, displayName, requiresTwoFactorAuth = [] } = json as Record<string, unknown>;
  const demandsNothing = Array.isArray(requiresTwoFactorAuth) && requiresTwoFactorAuth.length === 0;
  return typeof id === 'string' && id !== '' && typeof displayName === 'string' && demandsNothing;
}

describe('any string', () => {
  test('can be a user name and a password', () => {
    fc.assert(
      fc.property(anyText, anyText, (username, password) => {
        const value = basicAuthorization({ username, password: secret(password) });
        expect(value).toMatch(/^Basic [A-Za-z0-9+/]*={0,2}$/);
        const [name = '', rest, ...more] = Buffer.from(value.slice(6), 'base64').toString('latin1').split(':');
        expect([decodeURIComponent(name), decodeURIComponent(rest ?? ''), more]).toEqual([
          username.trim().toWellFormed(),
          password.toWellFormed(),
          [],
        ]);
      }),
    );
  });

  test('is kept as a cookie unchanged, or not at all if it cannot be sent', () => {
    const server = 'https://api.vrchat.cloud/api/1';
    const value = fc.oneof(
      anyText,
      fc.string({ unit: 'grapheme-ascii' }),
      fc.string({ unit: fc.constantFrom('a', '=', '"', ',', '\\', '.', '%', '_') }),
    );
    fc.assert(
      fc.property(value, (text) => {
        const isSendable = /^[\x21-\x7e]+$/.test(text) && !text.includes(';');
        const cookies = createSessionCookies(server, [cookie('auth', text)]);
        expect(cookies.get('auth')?.reveal()).toBe(isSendable ? text : undefined);
        expect(cookies.header(server)).toBe(isSendable ? `auth=${text}` : undefined);
        expect(cookies.toStored()).toEqual(isSendable ? [cookie('auth', text)] : []);
      }),
      { numRuns: 1000 },
    );
  });

  test('can be an error body, a code or a token', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          fc.json(),
          fc.json().map((text) => JSON.stringify({ error: { message: text } })),
        ),
        (text) => {
          const { message } = parseErrorBody(text);
          expect(message.length).toBeLessThanOrEqual(500);
          expect(message).not.toMatch(/[\u0000-\u001f\u007f\u202a-\u202e]/);
          expect(normalizeCode('totp', text) ?? '000000').toMatch(/^\d{6}$/);
          expect(normalizeCode('otp', text) ?? 'aaaa-0000').toMatch(/^[a-z0-9]{4}-[a-z0-9]{4}$/i);
          expect(typeof readTwoFactorToken(text)).toBe('object');
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('redaction', () => {
  const word = (units: string) => fc.string({ unit: fc.constantFrom(...Array.from(units)), minLength: 12, maxLength: 40 });
  const token = word('abcXYZ0123456789-_');
  const credential = fc.oneof(
    token.map((value) => [`authcookie_${value}`, value]),
    fc.tuple(token, token, token).map(([header, payload, signature]) => [`eyJ${header}.eyJ${payload}.${signature}`, header]),
    word('abcXYZ0123456789+/').map((value) => [`Authorization: Basic ${value}`, value]),
    word('abcXYZ0123456789+/').map((value) => [`Basic ${value}`, value]),
    token.map((value) => [`Cookie: auth=${value}; twoFactorAuth=${value}`, value]),
    token.map((value) => [`Set-Cookie: auth=${value}; Path=/`, value]),
    token.map((value) => [`?authToken=${value}`, value]),
    token.map((value) => [`"token":"${value}"`, value]),
    token.map((value) => [`"stepUpToken": "${value}"`, value]),
    token.map((value) => [`{"code":"${value}"}`, value]),
    token.map((value) => [`&password=${value}`, value]),
    token.map((value) => [`verify_email=eml_${value}`, value]),
    token.map((value) => [`eml_${value}`, value]),
    token.map((value) => [`https://name:${value}@example.org/`, value]),
    token.map((value) => [`socks5://name:p@${value}@example.org:1080`, value]),
    token.map((value) => [`{"password": "two words ${value}"`, value]),
    token.map((value) => [`;passwd=${value}`, value]),
    word('abcdef0123456789').map((value) => [`;auth%3Dauthcookie%5F${value}%2D${value}`, value]),
    word('abcXYZ0123456789').map((value) => [` http://127.0.0.1:8980/${value}${value}/api/1`, value]),
    fc.constant([' code 492039 was refused', '492039']),
    fc.constant([`"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"`, `JBSWY3DP`]),
    fc.constant(['someone.else+vrchat@mail.example.org', 'someone.else']),
    fc.constant(['jemand.anders＠bücher.example', 'anders']),
  );

  test('removes every credential, whatever surrounds it', () => {
    const surroundings = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.string({ unit: 'grapheme-ascii', maxLength: 10 }));
    fc.assert(
      fc.property(surroundings, credential, surroundings, (before, [text = '', hidden = ''], after) => {
        expect(redact(`${before}${text}${after}`)).not.toContain(hidden);
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    'Logging in from too many places? Check your email for verification link',
    'verifyAuthToken status=401 ms=12 request=2f6c problem=missingCredentials',
    'Missing Credentials',
    'the IP address or network is blacklisted (abuseipdb list)',
  ])('keeps: %s', (text) => {
    expect(redact(text)).toBe(text);
  });
});
