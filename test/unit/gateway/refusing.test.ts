import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockedReason, comparablePath } from '../../../src/vrchat/blockedOperations.ts';
import { operations, type OperationName } from '../../../src/vrchat/operations.ts';
import { messageOf, sendRaw, setGatewayStage } from './gatewayStage.ts';

const blockedCalls = [
  ['PUT', '/logout'],
  ['PUT', '/LogOut/'],
  ['GET', '/logout'],
  ['PUT', '/%6cogout'],
  ['POST', '/auth/twofactorauth/totp/verify'],
  ['POST', '/auth/twoFactorAuth/emailotp/verify/'],
  ['POST', '/auth/twofactorauth/otp/verify'],
  ['POST', '/auth/twofactorauth/totp/pending'],
  ['POST', '/auth/twofactorauth/totp/pending/verify'],
  ['DELETE', '/auth/twofactorauth/totp/pending'],
  ['DELETE', '/auth/twofactorauth'],
  ['GET', '/auth/user/twofactorauth/otp'],
  ['POST', '/auth/stepupauth/totp/verify'],
  ['PUT', '/auth/password'],
  ['GET', '/oauth/redirectCode'],
  ['GET', '/oauth/redirectcode?x=1'],
  ['GET', '/sso/canny'],
  ['POST', '/auth/user/merge'],
  ['POST', '/account/upgrade/verify'],
  ['GET', '/auth/google/v3'],
  ['POST', '/auth/discord/v2'],
  ['POST', '/auth/something-new'],
  ['POST', '/auth/register'],
  ['GET', '/auth/confirmEmail?id=usr_1&verify_email=eml_1'],
  ['GET', '/auth/verifyLoginPlace?token=1'],
  ['POST', '/auth/user/resendEmail'],
  ['PUT', '/users/usr_1/delete'],
  ['DELETE', '/users/usr_1'],
  ['DELETE', '/users/usr_1/persist'],
  ['DELETE', '/users/usr_1/wrld_1/persist'],
  ['POST', '/economy/purchase/listing'],
  ['PUT', '/user/usr_1/tilia/tos'],
  ['POST', '/auth/user'],
] as const;

describe('what a program may not do', () => {
  it.each(blockedCalls)('%s %s is blocked, in VRChat’s own shape, with the reason', async (method, path) => {
    const { gateway, key, requests } = await setGatewayStage();
    const before = (await requests()).length;
    const answer = await sendRaw(
      gateway,
      `${method} /${key}/api/1${path} HTTP/1.1\r\nHost: 127.0.0.1:${gateway.port}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(answer).toContain('X-Gateway-Reason: blocked');
    const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as { error: { message: string; status_code: number } };
    expect(body.error.status_code).toBe(403);
    expect(JSON.parse(body.error.message)).toMatch(/^The gateway blocks this operation, because it /);
    expect(await requests()).toHaveLength(before);
  });

  it('covers every operation that spends, mints, ends or changes something', () => {
    const free: readonly OperationName[] = ['verifyAuthToken', 'getCurrentUser', 'checkUserExists'];
    for (const [name, { method, path }] of Object.entries(operations)) {
      const called = name === 'deleteUser' ? `${path}/usr_1/delete` : path;
      const isBlocked = blockedReason(method, comparablePath(called) ?? '') !== undefined;
      expect(isBlocked, name).toBe(!free.some((allowed) => allowed === name));
    }
  });

  it('and is all that is blocked of what bots use', () => {
    for (const call of [
      'GET /auth/user/friends',
      'DELETE /auth/user/friends/usr_1',
      'PUT /auth/user/notifications/not_1/see',
      'GET /auth/permissions',
      'GET /auth/user/accountStanding',
      'PUT /users/usr_1',
      'POST /users/usr_1/addTags',
      'POST /user/usr_1/friendRequest',
      'POST /file',
      'PUT /file/file_1/1/file/start',
      'GET /economy/licenses',
      'POST /instances',
      'POST /groups',
      'DELETE /favorites/fvrt_1',
      'GET /users/usr_1/wrld_1/persist/exists',
    ]) {
      const [method = '', path = ''] = call.split(' ');
      expect(blockedReason(method, comparablePath(path) ?? ''), call).toBeUndefined();
    }
  });
});

describe('PUT /users/{id}', () => {
  const json = { 'Content-Type': 'application/json' };

  it('changes the profile', async () => {
    const { api, userId } = await setGatewayStage();
    const update = { status: 'busy', statusDescription: 'x', bio: 'b', bioLinks: ['https://a.org'], pronouns: 'p', tags: [], userIcon: '' };
    const response = await fetch(`${api}/users/${userId}`, { method: 'PUT', headers: json, body: JSON.stringify(update) });
    expect(await response.json()).toMatchObject({ status: 'busy', bio: 'b' });
  });

  it.each([
    ['an email address', json, '{"email":"a@b.org"}', 403],
    ['a password', json, '{"status":"busy","password":"x","currentPassword":"y"}', 403],
    ['a name', json, '{"displayName":"x"}', 403],
    ['the terms', json, '{"acceptedTOSVersion":9}', 403],
    ['a prototype', json, '{"__proto__":{"email":"a"}}', 403],
    ['a value of another kind', json, '{"status":{"email":"a"}}', 403],
    ['a list', json, '[]', 403],
    ['no JSON', json, '{', 400],
    ['text that is not UTF-8', json, new Uint8Array([0x22, 0xff, 0x22]), 400],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'email=a', 415],
    ['JSON in another charset', { 'Content-Type': 'application/json; charset=utf-7' }, '{}', 415],
    ['an encoding', { ...json, 'Content-Encoding': 'gzip' }, '{}', 415],
    ['a large body', json, JSON.stringify({ bio: 'x'.repeat(70_000) }), 413],
  ])('is refused with %s', async (_what, headers, body, status) => {
    const { api, userId, requests } = await setGatewayStage();
    for (const path of [userId, userId.toUpperCase(), `${userId}/`, encodeURIComponent(userId).replace('_', '%5F')]) {
      const response = await fetch(`${api}/users/${path}`, { method: 'PUT', headers, body }).catch(() => undefined);
      if (response) expect(response.status).toBe(status);
    }
    expect((await requests()).filter((operation) => operation === 'updateUser')).toEqual([]);
  });

  it('sends what was understood: of two values, the last', async () => {
    const { api, userId } = await setGatewayStage();
    const body = '{"bio":"first","bio":"second"}';
    const response = await fetch(`${api}/users/${userId}`, { method: 'PUT', headers: json, body });
    expect(await response.json()).toMatchObject({ bio: 'second' });
  });

  it('reads a body of unknown length, too', async () => {
    const { api, userId } = await setGatewayStage();
    const send = (text: string) =>
      fetch(`${api}/users/${userId}`, { method: 'PUT', headers: json, body: new Blob([text]).stream(), duplex: 'half' });
    expect((await send('{"bio":"streamed"}')).status).toBe(200);
    expect((await send('{"email":"a@b.org"}')).status).toBe(403);
  });
});

describe('a login by a program', () => {
  const basic = (name: string, password: string) => ({
    Authorization: `Basic ${Buffer.from(`${encodeURIComponent(name)}:${encodeURIComponent(password)}`).toString('base64')}`,
  });

  it.each(['plainuser', 'PLAINUSER', 'plain.user@example.org', ''])(
    'as %s is answered with the session’s user and spends nothing',
    async (name) => {
      const { api, logins, userId } = await setGatewayStage();
      const response = await fetch(`${api}/auth/user`, { headers: basic(name, 'not even right') });
      expect(await response.json()).toMatchObject({ id: userId });
      expect(await logins('plainuser')).toBe(1);
    },
  );

  it('to another account is refused with the reason', async () => {
    const { api, requests } = await setGatewayStage();
    const before = (await requests()).length;
    const response = await fetch(`${api}/auth/user`, { headers: basic('DevUser', 'dev-user-password') });
    expect([response.status, await messageOf(response)]).toEqual([403, expect.stringContaining('another account')]);
    expect(await requests()).toHaveLength(before);
  });
});

/** Paths that lead to a blocked operation, or out of the API, if someone reads them differently than the gateway. */
const segment = fc.constantFrom(
  ...['auth', 'AUTH', '%61uth', '%2561uth', 'user', 'users', 'logout', 'log%6fut', 'twofactorauth', 'totp', 'verify', 'pending', 'oauth'],
  ...[
    'redirectCode',
    'sso',
    'canny',
    '..',
    '.',
    '%2e%2e',
    '%2e',
    '.%2e',
    '%252e%252e',
    '',
    '%2f',
    '%5c',
    '\\',
    '%00',
    ';',
    '%',
    '%zz',
    ':',
    '@',
  ],
  ...[
    'echo',
    'config',
    'friends',
    'usr_1',
    'delete',
    'persist',
    'economy',
    'purchase',
    'register',
    '_emulator',
    'state',
    '_storage',
    'api',
    '1',
  ],
);
const prefix = fc.constantFrom('', '', '', '/..', '/.', '//', '/%2e%2e/%2e%2e', 'http://127.0.0.2:9', '@127.0.0.2', '\\', '/;', '/%2f');

const blockedPath =
  /^\/api\/1\/(?:logout|oauth|sso|auth\/(?!user(?:\/|$)|exists(?:\/|$)|permissions(?:\/|$)|$)|auth\/user\/twofactorauth|users\/[^/]*\/delete)(?:\/|$)|\.\.|\/\/|\\/;
const blockedOperations: readonly (string | null)[] = Object.keys(operations).filter(
  (name) => !['verifyAuthToken', 'getCurrentUser', 'checkUserExists'].includes(name),
);

it('never reaches a blocked operation, another host, or anything without the session’s own server', async () => {
  const { gateway, key, state, session, logins } = await setGatewayStage();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'put'),
      fc.constantFrom('', '', '', '', 'http://127.0.0.2:9', 'http://127.0.0.1', '/', '/x/..'),
      prefix,
      fc.array(segment, { minLength: 1, maxLength: 5 }),
      fc.constantFrom('', '/', '?', '?a=/../logout', '#', '#/x'),
      fc.constantFrom('', '{}', '{"email":"a@b.org","password":"x"}', 'code=1'),
      fc.constantFrom(
        '',
        'X-HTTP-Method-Override: DELETE\r\n',
        'Cookie: auth=mine\r\n',
        'Authorization: Basic YTpi\r\n',
        'X-Original-URL: /logout\r\n',
        'Expect: 100-continue\r\n',
        'Transfer-Encoding: chunked\r\n',
        'Connection: Upgrade\r\nUpgrade: h2c\r\n',
        'Content-Encoding: gzip\r\n',
        'Range: bytes=0-9\r\n',
      ),
      fc.constantFrom('1.1', '1.1', '1.0'),
      async (method, form, start, segments, end, body, header, version) => {
        const before = (await state()).requests.length;
        const answer = await sendRaw(
          gateway,
          `${method} ${form}/${key}/api/1${start}/${segments.join('/')}${end} HTTP/${version}\r\nHost: 127.0.0.1:${gateway.port}\r\n${header}` +
            `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
        );
        expect(answer).toMatch(/^HTTP\/1\.1 \d{3} /);
        expect(answer).not.toContain(session.authCookie());
        for (const { path, operation, method: sent } of (await state()).requests.slice(before)) {
          expect(path).toMatch(/^\/api\/1(?:\/|$)/);
          expect(decodeURIComponent(path).toLowerCase()).not.toMatch(blockedPath);
          expect(blockedOperations).not.toContain(operation);
          expect([operation, sent]).not.toEqual(['updateUser', 'PUT']);
        }
        expect(await logins('plainuser')).toBe(1);
      },
    ),
    { numRuns: 100 },
  );
  expect((await fetch(`http://127.0.0.1:${gateway.port}/${key}/api/1/auth/user`)).status).toBe(200);
});
