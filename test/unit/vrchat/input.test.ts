import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { OperationName } from '../../../src/vrchat/operations.ts';
import { demandedMethods, normalizeCode } from '../../../src/vrchat/codes.ts';
import { basicAuthorization } from '../../../src/vrchat/credentials.ts';
import { maskValue, secret } from '../../../src/vrchat/secret.ts';
import { comparablePath } from '../../../src/vrchat/blockedOperations.ts';
import { growthOfTime, muchFasterThanLength } from '../growthOfTime.ts';
import { defaultServer, parseServer, userAgentProblem } from '../../../src/vrchat/server.ts';
import { readTwoFactorToken } from '../../../src/vrchat/twoFactorToken.ts';
import { openClient, openSession, openSignedInSession, serve, type TestClient } from './wire.ts';

const userId = 'usr_c1644b5b-3ca4-45b4-97c6-a2a0de70d469';
const newUser = {
  username: 'NewUser',
  password: secret('long-enough'),
  email: 'new.user@example.org',
  year: 1990,
  month: 2,
  day: 3,
  captchaCode: 'dummy',
  subscribe: false,
  acceptedTOSVersion: 9,
};

function callWith({ client }: TestClient, address: string, operation: OperationName, input: unknown): Promise<unknown> {
  return (client[operation] as (...values: unknown[]) => Promise<unknown>)(openSignedInSession(address), input);
}

describe('invalid input is reported, and nothing is sent', () => {
  test.each([
    ['getCurrentUser', { credentials: { username: '  ', password: secret('x') } }, 'username'],
    ['getCurrentUser', { credentials: { username: 'DevUser', password: secret('') } }, 'password'],
    ['verify2FA', { code: secret('12345') }, 'code'],
    ['verify2FA', { code: secret('abcd-1234') }, 'code'],
    ['verify2FAEmailCode', { code: secret('1234567') }, 'code'],
    ['verifyPending2FA', { code: secret('') }, 'code'],
    ['verifyRecoveryCode', { code: secret('123456') }, 'code'],
    ['verifyRecoveryCode', { code: secret('abcd-123"') }, 'code'],
    ['checkUserExists', {}, 'username, displayName or email'],
    ['checkUserExists', { username: ' ', excludeUserId: userId }, 'username, displayName or email'],
    ['checkUserExists', { username: 'DevUser', excludeUserId: 'usr_1&username=x' }, 'excludeUserId'],
    ['confirmEmail', { id: '../logout', verify_email: secret('eml_dummy') }, 'id'],
    ['confirmEmail', { id: userId, verify_email: secret('eml_dummy&id=x') }, 'verify_email'],
    ['confirmEmail', { id: userId, verify_email: secret('') }, 'verify_email'],
    ['verifyLoginPlace', { token: secret('') }, 'token'],
    ['verifyLoginPlace', { token: secret('a b') }, 'token'],
    ['verifyLoginPlace', { token: secret('dummy'), userId: 'someone' }, 'userId'],
    ['registerUserAccount', { ...newUser, username: 'abc' }, 'username'],
    ['registerUserAccount', { ...newUser, username: 'a'.repeat(16) }, 'username'],
    ['registerUserAccount', { ...newUser, password: secret('short') }, 'password'],
    ['registerUserAccount', { ...newUser, email: 'nobody' }, 'email'],
    ['registerUserAccount', { ...newUser, acceptedTOSVersion: NaN }, 'acceptedTOSVersion'],
    ['deleteUser', { userId: '' }, 'userId'],
    ['deleteUser', { userId: `${userId}/../../logout?` }, 'userId'],
    ['deleteUser', { userId: `${userId}\n` }, 'userId'],
    ['deleteUser', { userId: '..' }, 'userId'],
  ] as const)('%s %j: %s', async (operation, input, field) => {
    const { address, asked } = await serve({});
    const opened = openClient(address);
    expect(await callWith(opened, address, operation, input)).toEqual({ ok: false, error: { kind: 'invalidInput', field } });
    expect([asked, opened.exchanges]).toEqual([[], []]);
  });

  test.each([
    ['userAgent', 'VRChatClientTest/1.0 me@vrchat-auth.org\r\nX-Injected: 1'],
    ['userAgent', 'VRChatClientTest/1.0 me@vrchat-auth.org \u{1f511}'],
    ['userAgent', ''],
    ['userAgent', 'VRChatClientTest/1.0 me@example.com'],
    ['server', 'http://api.vrchat.cloud/api/1'],
    ['server', 'https://someone:password@api.vrchat.cloud/api/1'],
    ['server', 'https://api.vrchat.cloud/api/1?'],
    ['server', 'nonsense'],
  ])('a client with the %s %j', async (option, value) => {
    const { address, asked } = await serve({});
    const { client } = openClient(address, { [option]: value });
    expect(await client.verifyAuthToken(openSession(address))).toEqual({ ok: false, error: { kind: 'invalidInput', field: option } });
    expect(asked).toEqual([]);
  });
});

describe('input is sent in its place only', () => {
  test.each([
    ['checkUserExists', { username: 'a&email=b#c?d=e/../%00' }, '/api/1/auth/exists?username=a%26email%3Db%23c%3Fd%3De%2F..%2F%2500'],
    ['checkUserExists', { displayName: ' Zoë \u{1f511} ', email: '' }, '/api/1/auth/exists?displayName=Zo%C3%AB+%F0%9F%94%91'],
    [
      'checkUserExists',
      { email: 'a+b@example.org', excludeUserId: userId },
      `/api/1/auth/exists?email=a%2Bb%40example.org&excludeUserId=${userId}`,
    ],
    ['confirmEmail', { id: userId, verify_email: secret('eml_dummy-1') }, `/api/1/auth/confirmEmail?id=${userId}&verify_email=eml_dummy-1`],
    ['verifyLoginPlace', { token: secret('a+/=.b') }, '/api/1/auth/verifyLoginPlace?token=a%2B%2F%3D.b'],
    ['deleteUser', { userId }, `/api/1/users/${userId}/delete`],
    ['deleteUser', { userId: 'a1B2c3D4e5' }, '/api/1/users/a1B2c3D4e5/delete'],
  ] as const)('%s %j', async (operation, input, url) => {
    const { address, asked } = await serve({ status: 404 });
    await callWith(openClient(address), address, operation, input);
    expect(asked.map((request) => request.url)).toEqual([url]);
  });

  test('a registration with its own fields, and the date of birth as text', async () => {
    const { address, asked } = await serve({ status: 404 });
    await callWith(openClient(address), address, 'registerUserAccount', { ...newUser, isAdmin: true });
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ ...newUser, password: 'long-enough', year: '1990', month: '2', day: '3' });
    expect(asked[0]?.headers).not.toHaveProperty('cookie');
  });
});

describe('typed and pasted codes', () => {
  test.each([
    ['totp', '123456', '123456'],
    ['totp', ' 123 456 ', '123456'],
    ['totp', '123-456', '123456'],
    ['totp', '１２３４５６', '123456'],
    ['emailOtp', '123\u2011456', '123456'],
    ['emailOtp', '123\u00a0456\n', '123456'],
    ['totp', '\u200b123\u2212456\u2060', '123456'],
    ['totp', '12345', undefined],
    ['totp', '1234567', undefined],
    ['totp', '12345a', undefined],
    ['totp', '', undefined],
    ['otp', 'abcd1234', 'abcd-1234'],
    ['otp', 'abcd-1234', 'abcd-1234'],
    ['otp', 'ABCD 1234', 'ABCD-1234'],
    ['otp', 'ａｂｃｄ－１２３４', 'abcd-1234'],
    ['otp', 'abcd-123', undefined],
    ['otp', 'abcd-12345', undefined],
    ['otp', 'äbcd-1234', undefined],
  ] as const)('%s %j is %j', (method, typed, code) => {
    expect(normalizeCode(method, typed)).toBe(code);
  });

  test.each([
    [{ requiresTwoFactorAuth: ['totp', 'otp'] }, ['totp', 'otp']],
    [{ requiresTwoFactorAuth: ['emailOtp'] }, ['emailOtp']],
    [{ requiresTwoFactorAuth: ['passkey', 'totp', 7, null] }, ['totp']],
    [{ requiresTwoFactorAuth: ['emailotp'] }, []],
    [{ requiresTwoFactorAuth: [] }, []],
    [{ requiresTwoFactorAuth: 'totp' }, undefined],
    [{ id: 'usr_dummy' }, undefined],
    [null, undefined],
  ])('reads the required methods of %j as %j', (body, methods) => {
    expect(demandedMethods(body)).toEqual(methods);
  });
});

describe('credentials', () => {
  test.each([
    ['DevUser', 'password', 'DevUser:password'],
    [' dev@example.org\n', ' p:a@ss%\u00fc\u{1f511} ', 'dev%40example.org:%20p%3Aa%40ss%25%C3%BC%F0%9F%94%91%20'],
    ['\ud800', '\udc00', '%EF%BF%BD:%EF%BF%BD'],
  ])('%j and %j', (username, password, pair) => {
    const value = basicAuthorization({ username, password: secret(password) });
    expect(Buffer.from(value.replace('Basic ', ''), 'base64').toString('ascii')).toBe(pair);
  });

  test('a secret is revealed only by reveal()', () => {
    const hidden = secret('dummy-password');
    expect(
      [String(hidden as unknown), JSON.stringify({ hidden }), inspect(hidden), inspect({ hidden }, { depth: 5 })].join(),
    ).not.toContain('dummy');
    expect(hidden.reveal()).toBe('dummy-password');
  });
});

test.each([
  ['authcookie_c1644b5b-3ca4-45b4-97c6-a2a0de70d469', 'authcookie_c164…'],
  ['eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl', 'eyJh…'],
  ['hunter2', 'h…'],
  ['abc', '…'],
])('of %s, too little is shown to use it: %s', (value, shown) => {
  expect(maskValue(value)).toBe(shown);
});

describe('server addresses', () => {
  test.each([
    [defaultServer, defaultServer],
    ['https://api.vrchat.cloud/api/1/', defaultServer],
    [' https://API.vrchat.cloud:443/api/1 ', defaultServer],
    ['https://api.vrchat.cloud./api/1', defaultServer],
    ['http://127.0.0.1:8978/api/1', 'http://127.0.0.1:8978/api/1'],
    ['http://127.1/api/1', 'http://127.0.0.1/api/1'],
    ['http://[::1]:8978', 'http://[::1]:8978'],
    ['http://localhost:8978/', 'http://localhost:8978'],
  ])('%s is accepted', (address, server) => {
    expect(parseServer(address)).toEqual({ server });
  });

  test.each([
    ['', 'notAnAddress'],
    ['api.vrchat.cloud', 'notAnAddress'],
    ['ftp://127.0.0.1', 'notAnAddress'],
    ['file:///etc', 'notAnAddress'],
    ['https://api.vrchat.cloud/api/1?x=1', 'notAnAddress'],
    ['https://api.vrchat.cloud/api/1#x', 'notAnAddress'],
    ['https://test/api/1', 'notAnAddress'],
    ['http://api.vrchat.cloud/api/1', 'notSecure'],
    ['http://127.0.0.1.example.org', 'notSecure'],
    ['http://localhost.example.org', 'notSecure'],
    ['http://192.168.0.1', 'notSecure'],
    ['http://0.0.0.0', 'notSecure'],
    ['https://name@api.vrchat.cloud', 'hasCredentials'],
    ['https://:password@api.vrchat.cloud', 'hasCredentials'],
  ])('%s is refused: %s', (address, problem) => {
    expect(parseServer(address)).toEqual({ problem });
  });
});

test.each([
  ['the address of a server', (slashes: string) => parseServer(`https://api.vrchat.cloud/${slashes}x`)],
  ['the path of a request', (slashes: string) => comparablePath(`${slashes}x`)],
])('%s is read in time in proportion to its length', (_, read) => {
  expect(growthOfTime((length) => read('/'.repeat(length)), 200_000)).toBeLessThan(muchFasterThanLength);
});

describe('User-Agents', () => {
  test.each([
    'MyTool/1.2 me@mysite.org',
    'MyTool/1.2 (me@mysite.org)',
    'My Tool/1.2 https://mysite.org',
    'VRChatAuthForVSCode/0.1.0 https://marketplace.visualstudio.com/items?itemName=x.y',
  ])('accepts %s', (value) => {
    expect(userAgentProblem(value)).toBeUndefined();
  });

  test.each([
    ['', 'notNameAndVersion'],
    ['MyTool', 'notNameAndVersion'],
    ['MyTool 1.2 me@mysite.org', 'notNameAndVersion'],
    ['MyTool/ me', 'notNameAndVersion'],
    ['MyTool/1.2', 'noContact'],
    ['MyTool/1.2  ', 'noContact'],
    ['MyTool/1.2 me@example.com', 'placeholderContact'],
    ['MyTool/1.2 (Me@Example.ORG)', 'placeholderContact'],
    ['MyTool/1.2 me\n', 'notPlainText'],
    ['MyTool/1.2 \u00fc', 'notPlainText'],
    ['MyTool/1.2 a\tb', 'notPlainText'],
    ['MyTool/1.2 \u0000', 'notPlainText'],
  ])('rejects %j: %s', (value, problem) => {
    expect(userAgentProblem(value)).toBe(problem);
  });
});

describe('the two-factor token', () => {
  const token = (claims: unknown): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;

  test.each([
    [token({ userId, exp: 1_800_000_000, iat: 1 }), { userId, until: 1_800_000_000_000 }],
    [token({ userId: 7, exp: 'soon' }), {}],
    [token({ exp: 1e300 }), {}],
    [token(null), {}],
    [token([]), {}],
    ['not.a.token', {}],
    ['a.%%%.b', {}],
    ['nothing', {}],
    ['', {}],
  ])('%s', (value, trust) => {
    expect(readTwoFactorToken(value)).toEqual(trust);
  });
});
