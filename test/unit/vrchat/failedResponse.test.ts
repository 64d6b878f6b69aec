import { describe, expect, test } from 'vitest';
import { parseErrorBody } from '../../../src/vrchat/errorBody.ts';
import { readFailedResponse } from '../../../src/vrchat/failedResponse.ts';
import { growthOfTime, muchFasterThanLength } from '../growthOfTime.ts';
import { credentials, errorBody, openClient, openSession, openSignedInSession, serve } from './wire.ts';

const userAgentMessage =
  'please identify yourself with a properly formatted user-agent containing application name, version and contact information. thank you!';
const networkMessage =
  "the IP address or network you're trying to connect from is blacklisted (abuseipdb list). if you're using a vpn or proxy, try disabling it first\u2026";
const newLocation = "It looks like you're logging in from somewhere new\u01c3 Check your email for a message from VRChat\u2024";

describe('responses to a login', () => {
  test.each([
    [
      'a user',
      200,
      { id: 'usr_dummy', displayName: 'DevUser' },
      { ok: true, value: expect.objectContaining({ id: 'usr_dummy' }) as unknown },
    ],
    [
      'an authenticator is asked for',
      200,
      { requiresTwoFactorAuth: ['totp', 'otp'] },
      { ok: true, value: { requiresTwoFactorAuth: ['totp', 'otp'] } },
    ],
    [
      'a code was sent by e-mail',
      200,
      { requiresTwoFactorAuth: ['emailOtp'] },
      { ok: true, value: { requiresTwoFactorAuth: ['emailOtp'] } },
    ],
    [
      'a demand of one kind, not in a list',
      200,
      { requiresTwoFactorAuth: 'totp' },
      { ok: true, value: { requiresTwoFactorAuth: ['totp'] } },
    ],
    [
      'a demand with entries that are no names',
      200,
      { requiresTwoFactorAuth: ['totp', null, 7] },
      { ok: true, value: { requiresTwoFactorAuth: ['totp'] } },
    ],
    ['a page of a proxy', 401, '<html>Sign in</html>', { ok: false, error: { kind: 'unexpectedResponse', field: 'body' } }],
    ['a demand nobody can read', 200, { requiresTwoFactorAuth: [] }, { ok: true, value: { requiresTwoFactorAuth: [] } }],
    [
      'a demand of a kind to come',
      200,
      { requiresTwoFactorAuth: ['passkey'] },
      { ok: true, value: { requiresTwoFactorAuth: ['passkey'] } },
    ],
    [
      'a user beside a demand',
      200,
      { id: 'usr_dummy', displayName: 'DevUser', requiresTwoFactorAuth: ['totp'] },
      { ok: true, value: { requiresTwoFactorAuth: ['totp'] } },
    ],
    ['no credentials seen', 401, errorBody(401, 'Missing Credentials'), { ok: false, error: { kind: 'invalidCredentials' } }],
    ['no credentials seen, as a 403', 403, errorBody(403, 'Missing Credentials'), { ok: false, error: { kind: 'invalidCredentials' } }],
    ['wrong credentials', 401, errorBody(401, 'Invalid Username/Email or Password'), { ok: false, error: { kind: 'invalidCredentials' } }],
    ['a new place', 401, errorBody(401, newLocation), { ok: false, error: { kind: 'newLocation' } }],
    [
      'too many places',
      429,
      errorBody(429, 'Logging in from too many places? Check your email for verification link'),
      { ok: false, error: { kind: 'newLocation' } },
    ],
    [
      'too many sessions',
      429,
      errorBody(429, ': Created too many sessions for that user'),
      { ok: false, error: { kind: 'tooManySessions', until: 1_800_000 } },
    ],
    [
      'throttled',
      429,
      errorBody(429, 'Login unavailable'),
      { ok: false, error: { kind: 'rateLimited', until: 60_000, serverMessage: 'Login unavailable' } },
    ],
    [
      'throttled, in plain text',
      429,
      'Too Many Requests',
      { ok: false, error: { kind: 'rateLimited', until: 60_000, serverMessage: 'Too Many Requests' } },
    ],
    [
      'throttled, as a page',
      429,
      '<!DOCTYPE html><p>Slow down',
      { ok: false, error: { kind: 'rateLimited', until: 60_000, serverMessage: '' } },
    ],
    [
      'User-Agent rejected',
      403,
      errorBody(403, userAgentMessage, { waf_code: 13799 }),
      { ok: false, error: { kind: 'userAgentRejected' } },
    ],
    [
      'network refused',
      403,
      errorBody(403, networkMessage, { waf_code: 42860, waf_list: 'abuseipdb' }),
      { ok: false, error: { kind: 'networkBlocked', serverMessage: networkMessage } },
    ],
    [
      'moderated',
      403,
      errorBody(403, 'Your account is banned'),
      { ok: false, error: { kind: 'forbidden', serverMessage: 'Your account is banned' } },
    ],
    ['a firewall’s page', 403, '<html><h1>Access denied</h1></html>', { ok: false, error: { kind: 'networkBlocked', serverMessage: '' } }],
    [
      'a step up',
      402,
      { requiresTwoFactorAuth: ['totp'], scope: 'login', ticket: 't-dummy', stepUpToken: 's-dummy' },
      { ok: false, error: { kind: 'stepUpRequired', methods: ['totp'] } },
    ],
    [
      'a step up by password only',
      402,
      { requiresTwoFactorAuth: '', ticket: 't-dummy' },
      { ok: false, error: { kind: 'stepUpRequired', methods: [] } },
    ],
    ['an outage', 500, 'oops', { ok: false, error: { kind: 'outage', status: 500 } }],
    ['an outage in front of VRChat', 521, '<html>cloudflare</html>', { ok: false, error: { kind: 'outage', status: 521 } }],
    [
      'a page in place of an answer',
      200,
      '<html>Log in to the hotel’s Wi-Fi</html>',
      { ok: false, error: { kind: 'unexpectedResponse', field: 'body' } },
    ],
    ['nothing in place of an answer', 204, '', { ok: false, error: { kind: 'unexpectedResponse', field: 'status' } }],
    ['wrong method', 405, '', { ok: false, error: { kind: 'rejected', status: 405, serverMessage: '' } }],
    [
      'no such route',
      404,
      { error: "The endpoint you're looking for is not implemented by our system.", status_code: 404 },
      {
        ok: false,
        error: { kind: 'rejected', status: 404, serverMessage: "The endpoint you're looking for is not implemented by our system." },
      },
    ],
  ] as const)('%s', async (_what, status, body, expected) => {
    const { address, asked } = await serve({ status, body });
    expect(await openClient(address, { now: () => 0 }).client.getCurrentUser(openSession(address), { credentials })).toEqual(expected);
    expect(asked).toHaveLength(1);
  });
});

describe('responses with a session', () => {
  test.each([
    [401, errorBody(401, 'Missing Credentials'), { kind: 'missingCredentials' }],
    [403, errorBody(403, 'Missing Credentials'), { kind: 'missingCredentials' }],
    [403, { error: 'Missing Credentials', status_code: 403 }, { kind: 'missingCredentials' }],
    [404, errorBody(404, 'Missing Credentials\u2024'), { kind: 'missingCredentials' }],
    [429, errorBody(429, 'missing credentials'), { kind: 'missingCredentials' }],
    [
      403,
      errorBody(403, 'You are missing credentials for this instance'),
      { kind: 'forbidden', serverMessage: 'You are missing credentials for this instance' },
    ],
    [401, errorBody(401, 'Unauthorized'), { kind: 'requiresTwoFactorAuth' }],
    [401, errorBody(401, 'Requires Two-Factor Authentication'), { kind: 'requiresTwoFactorAuth' }],
    [401, '', { kind: 'missingCredentials' }],
    [401, 'Unauthorized', { kind: 'unexpectedResponse', field: 'body' }],
    [401, '<html>Sign in to the network</html>', { kind: 'unexpectedResponse', field: 'body' }],
    [511, '<html>Sign in to the network</html>', { kind: 'unexpectedResponse', field: 'status' }],
    [400, { verified: false }, { kind: 'wrongCode' }],
    [400, errorBody(400, 'No secret to match against code\u01c3'), { kind: 'twoFactorMethodUnavailable' }],
    [400, errorBody(400, 'Bad'), { kind: 'rejected', status: 400, serverMessage: 'Bad' }],
    [304, '', { kind: 'unexpectedResponse', field: 'redirect' }],
    [420, '', { kind: 'rateLimited', until: 7, serverMessage: '' }],
  ])('%i %j', (status, body, error) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    expect(readFailedResponse({ status, body: text, isLogin: false, pauseUntil: () => 7 })).toEqual(error);
  });

  test.each([
    ['{"verified":false}', 'wrongCode'],
    ['{"verified":true}', undefined],
  ])('a code, with 200 and %s', async (body, kind) => {
    const { address } = await serve({ body });
    const result = await openClient(address).client.verify2FA(openSignedInSession(address), { code: { reveal: () => '123456' } });
    expect(result.ok ? undefined : result.error.kind).toBe(kind);
  });

  test('reads an ended session', async () => {
    const { address } = await serve({ body: { ok: false, token: 'authcookie_dummy' } });
    expect(await openClient(address).client.verifyAuthToken(openSignedInSession(address))).toEqual({
      ok: false,
      error: { kind: 'missingCredentials' },
    });
  });

  test('reads a sign-out whose confirmation is worded differently', async () => {
    const { address } = await serve({ body: { success: {} } });
    expect(await openClient(address).client.logout(openSignedInSession(address))).toMatchObject({ ok: true });
  });

  test.each([
    ['getCurrentUser', { displayName: 'DevUser' }, 'id'],
    ['getCurrentUser', { id: 7, displayName: 'DevUser' }, 'id'],
    ['getCurrentUser', { id: '', displayName: 'DevUser' }, 'id'],
    ['getCurrentUser', { id: 'usr_hidden', displayName: null }, 'displayName'],
    ['getCurrentUser', ['usr_hidden'], 'id'],
    ['getCurrentUser', 'null', 'body'],
    ['getCurrentUser', { requiresTwoFactorAuth: { totp: true } }, 'requiresTwoFactorAuth'],
    ['getCurrentUser', { id: 'usr_hidden', displayName: 'DevUser', requiresTwoFactorAuth: null }, 'requiresTwoFactorAuth'],
    ['verifyAuthToken', { ok: 'yes', token: 'hidden' }, 'ok'],
    ['verifyAuthToken', { ok: true, token: '' }, 'token'],
    [
      'getRecoveryCodes',
      {
        otp: [
          { code: 'hidden', used: false },
          { code: 1, used: false },
        ],
      },
      'otp.1.code',
    ],
    ['disable2FA', { removed: 'hidden' }, 'removed'],
    ['logout', { success: 'Ok!' }, 'success'],
  ] as const)('%s with %j names the invalid field, not its value', async (operation, body, field) => {
    const { address } = await serve({ body });
    const { client, exchanges } = openClient(address);
    const result = await client[operation](openSignedInSession(address));
    expect(result).toEqual({ ok: false, error: { kind: 'unexpectedResponse', field } });
    expect(JSON.stringify([result, exchanges])).not.toContain('hidden');
  });

  test.each([{ ok: false }, { ok: false, token: null }, { ok: false, token: '' }])(
    'reads an ended session without a token, %j',
    async (body) => {
      const { address } = await serve({ body });
      const result = await openClient(address).client.verifyAuthToken(openSignedInSession(address));
      expect(result).toEqual({ ok: false, error: { kind: 'missingCredentials' } });
    },
  );

  test.each([
    [1_764_460_800_000, '2025-11-30T00:00:00.000Z'],
    ['soon', 'soon'],
    ['2025-11-30', '2025-11-30'],
  ])('never overlooks that an account is to be deleted, with the date %j', async (accountDeletionDate, read) => {
    const { address } = await serve({ body: { id: 'usr_dummy', displayName: 'DevUser', accountDeletionDate } });
    const result = await openClient(address).client.getCurrentUser(openSignedInSession(address));
    expect(result).toMatchObject({ ok: true, value: { accountDeletionDate: read } });
  });

  test.each([0, -1, null, false, '', []])('sees no deletion in the date %j', async (accountDeletionDate) => {
    const { address } = await serve({ body: { id: 'usr_dummy', displayName: 'DevUser', accountDeletionDate } });
    const result = await openClient(address).client.getCurrentUser(openSignedInSession(address));
    expect(result.ok && 'id' in result.value && Boolean(result.value.accountDeletionDate)).toBe(false);
  });

  test('keeps no more of a user than could be true', async () => {
    const long = 'x'.repeat(100_000);
    const body = {
      id: 'usr_dummy',
      displayName: `\ud800${long}`,
      username: long,
      tags: [long, ...Array.from({ length: 5000 }, () => 'tag')],
    };
    const { address } = await serve({ body });
    const result = await openClient(address).client.getCurrentUser(openSignedInSession(address));
    expect(JSON.stringify(result).length).toBeLessThan(15_000);
    expect(result).toMatchObject({ ok: true, value: { displayName: expect.stringMatching(/^\ufffdx+$/) as unknown } });
    const { address: other } = await serve({ body: { ...body, id: long } });
    expect(await openClient(other).client.getCurrentUser(openSignedInSession(other))).toMatchObject({ ok: false, error: { field: 'id' } });
  });

  test('leaves out numbers that cannot be stored', async () => {
    const { address } = await serve({ body: '{"id":"usr_dummy","displayName":"DevUser","acceptedTOSVersion":1e999}' });
    const result = await openClient(address).client.getCurrentUser(openSignedInSession(address));
    expect(result).toEqual({ ok: true, value: { id: 'usr_dummy', displayName: 'DevUser', tags: [] } });
  });

  test('reads a user without unknown fields and fields of the wrong type', async () => {
    const body = {
      id: 'usr_dummy',
      displayName: 'DevUser',
      tags: ['system_trust_basic', 7],
      emailVerified: 'yes',
      last_login: 5,
      acceptedTOSVersion: 9,
    };
    const { address } = await serve({ body });
    const result = await openClient(address).client.getCurrentUser(openSignedInSession(address));
    expect(result).toEqual({
      ok: true,
      value: { id: 'usr_dummy', displayName: 'DevUser', tags: ['system_trust_basic'], acceptedTOSVersion: 9 },
    });
  });
});

describe('error bodies', () => {
  test.each([
    ['JSON within JSON', '{"error":{"message":"\\"Missing Credentials\\"","status_code":401}}', 'Missing Credentials'],
    [
      'JSON within JSON within JSON',
      JSON.stringify({ error: { message: JSON.stringify(JSON.stringify('Missing Credentials')) } }),
      'Missing Credentials',
    ],
    ['plain', '{"error":{"message":"Missing Credentials","status_code":401}}', 'Missing Credentials'],
    ['an object for a message', '{"error":{"message":{"message":"Slow down","hideStatus":true}}}', 'Slow down'],
    ['an object within a string', JSON.stringify({ error: { message: '{"message":"Slow down","hideStatus":true}' } }), 'Slow down'],
    ['a string for an error', '{"error":"not implemented","status_code":404}', 'not implemented'],
    ['nothing but a string for an error', '{"error":"not implemented"}', 'not implemented'],
    ['plain text', 'Too Many Requests', 'Too Many Requests'],
    ['a page', '<!DOCTYPE html><html><body>502</body></html>', ''],
    ['nothing', '', ''],
    ['no message', '{"error":{"status_code":401}}', ''],
    ['null', 'null', ''],
    ['look-alikes', '{"error":{"message":"\\"a\u2024 b\u01c3 c\u02f8 d\u201a e\uff1d\\""}}', 'a. b! c: d, e='],
    ['control characters', '{"error":{"message":"one\\r\\ntwo\\u001b[31m\\u202ethree"}}', 'one two [31m three'],
    ['a credential', '{"error":{"message":"no session authcookie_dummy-1234"}}', 'no session authcookie_[redacted]'],
    ['only quotes', '{"error":{"message":"\\"unfinished"}}', '"unfinished'],
  ])('%s', (_what, body, message) => {
    expect(parseErrorBody(body).message).toBe(message);
  });

  test.each([
    ['{"error":{"message":"x","status_code":403,"waf_code":13799}}', 13799],
    ['{"error":"x","waf_code":42860}', 42860],
    ['{"error":{"waf_code":"42860"}}', undefined],
  ])('reads the firewall’s rule from %s', (body, wafCode) => {
    expect(parseErrorBody(body).wafCode).toBe(wafCode);
  });

  test('cuts a message at 500 characters, never inside a credential', () => {
    const message = parseErrorBody(JSON.stringify({ error: `${'x'.repeat(490)} authcookie_${'1'.repeat(40)}` })).message;
    expect(message).toHaveLength(500);
    expect(message).not.toContain('111');
    expect(parseErrorBody(`${'x'.repeat(488)} someone@example.org`).message).not.toContain('someone');
    const token = `eyJ${'a'.repeat(100)}.${'b'.repeat(3000)}.${'c'.repeat(2000)}`;
    expect(parseErrorBody(JSON.stringify({ error: `session ${token}` })).message).toBe('session [redacted token]');
  });

  test.each([
    ['<a', 3_000_000],
    ['[', 3_000_000],
    ['{"error":', 300_000],
    ['a@', 2_000_000],
    [' ', 5_000_000],
    ['"', 5_000_000],
  ])('takes linear time for megabytes of %j', (part, length) => {
    expect(growthOfTime((characters) => parseErrorBody(part.repeat(characters / part.length)), length)).toBeLessThan(muchFasterThanLength);
  });
});
