import { oneTimeCode } from '../../../src/accounts/authenticatorSecret.ts';
import { secret } from '../../../src/vrchat/secret.ts';

/** A user of a server. Users of different servers have the same IDs and names, but no secret in common. */
export interface ServerUser {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  readonly authenticatorSecret: string;
}

/** What a login or a code is answered with once, in place of the truth. */
export const refusals = ['wrongPassword', 'forbidden', 'rateLimited', 'newLocation', 'wrongCode'] as const;
export type Refusal = (typeof refusals)[number];

/** A request as a server has got it, with every secret in it. */
export interface SeenRequest {
  readonly path: string;
  readonly authCookie?: string;
  readonly trustCookie?: string;
  readonly username?: string;
  readonly password?: string;
  readonly code?: string;
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const base32Of = (text: string): string =>
  Array.from(text, (letter) => base32[letter.charCodeAt(0) % 32])
    .join('')
    .padEnd(32, 'Q');

/** Whose server a cookie comes from: it is in its value. */
export const ownerOf = (value: string): string | undefined => /^(?:authcookie|trust)_\d+_(\w+_\w+)$/.exec(value)?.[1];

/** @param name - of the server, in all of its secrets */
export function createObservantServer(name: string, now: () => number) {
  const users: readonly ServerUser[] = ['alice', 'bob'].map((user) => ({
    id: `usr_${user}`,
    name: user,
    password: `password of ${user} at ${name}`,
    authenticatorSecret: base32Of(`${name}${user}`),
  }));
  /** Whether the session still needs a code, by its cookie. */
  const sessions = new Map<string, { readonly user: ServerUser; owesCode: boolean }>();
  /** Proofs of a code that was given, which spare the next logins one. */
  const trusts = new Set<string>();
  const queued = new Map<string, Refusal>();
  let issued = 0;

  const json = (status: number, body: unknown, cookies: readonly string[] = []): Response =>
    new Response(JSON.stringify(body), { status, headers: cookies.map((cookie) => ['set-cookie', `${cookie}; Path=/; HttpOnly`]) });
  const error = (status: number, message: string): Response => json(status, { error: { message, status_code: status } });

  const profile = ({ id, name: username }: ServerUser) => ({ id, displayName: username, username, tags: [] });
  const user = (id: string): ServerUser => {
    const found = users.find((candidate) => candidate.id === id);
    if (!found) throw new Error(`no user ${id}`);
    return found;
  };
  /** Only one of them has an authenticator. */
  const needsCode = ({ name: username }: ServerUser): boolean => username === 'bob';

  /** The code of this half minute, and of the last one, which may still be on its way. */
  const codesOf = (id: string): string[] =>
    [0, 30_000].map((age) => oneTimeCode(secret(user(id).authenticatorSecret), now() - age).code.reveal());

  function takeRefusal(id: string, kinds: readonly Refusal[]): Refusal | undefined {
    const refusal = queued.get(id);
    if (refusal === undefined || !kinds.includes(refusal)) return undefined;
    queued.delete(id);
    return refusal;
  }

  function logIn(request: SeenRequest): Response {
    const found = users.find(({ name: username }) => username === request.username);
    if (!found) return error(401, 'Invalid Username/Email or Password');
    const refusal = takeRefusal(found.id, ['wrongPassword', 'forbidden', 'rateLimited', 'newLocation']);
    if (refusal === 'forbidden') return error(403, 'This account is suspended');
    if (refusal === 'rateLimited') return error(429, 'Slow down');
    if (refusal === 'newLocation') return error(401, 'Somewhere new? Check your email');
    if (refusal === 'wrongPassword' || request.password !== found.password) return error(401, 'Invalid Username/Email or Password');
    const cookie = `authcookie_${++issued}_${name}_${found.name}`;
    const owesCode = needsCode(found) && !trusts.has(request.trustCookie ?? '');
    sessions.set(cookie, { user: found, owesCode });
    return json(200, owesCode ? { requiresTwoFactorAuth: ['totp', 'otp'] } : profile(found), [`auth=${cookie}`]);
  }

  return {
    name,
    users,
    user,
    codesOf,

    /** Ends all sessions of a user. @param andTrust - the next login needs a code */
    expire(id: string, andTrust: boolean): void {
      if (andTrust) trusts.clear();
      for (const [cookie, { user: owner }] of sessions) if (owner.id === id) sessions.delete(cookie);
    },

    /** Answers the next login, or the next code, so. */
    refuse: (id: string, refusal: Refusal): void => void queued.set(id, refusal),

    answer(request: SeenRequest): Response {
      if (request.username !== undefined) return logIn(request);
      const session = sessions.get(request.authCookie ?? '');
      if (!session) return error(401, 'Missing Credentials');
      if (request.path === '/auth') return json(200, { ok: true, token: request.authCookie });
      if (request.path === '/auth/user')
        return json(200, session.owesCode ? { requiresTwoFactorAuth: ['totp', 'otp'] } : profile(session.user));
      if (request.path === '/logout') {
        sessions.delete(request.authCookie ?? '');
        return json(200, { success: { message: 'Ok!', status_code: 200 } });
      }
      const isRight =
        request.code !== undefined &&
        codesOf(session.user.id).includes(request.code) &&
        takeRefusal(session.user.id, ['wrongCode']) === undefined;
      if (!isRight) return json(400, { verified: false });
      session.owesCode = false;
      const trust = `trust_${++issued}_${name}_${session.user.name}`;
      trusts.add(trust);
      return json(200, { verified: true }, [`twoFactorAuth=${trust}; Max-Age=2592000`]);
    },
  };
}

export type ObservantServer = ReturnType<typeof createObservantServer>;

/** Reads every secret out of a request, wherever it goes. */
export function readSeen(url: string, init: RequestInit): SeenRequest {
  const headers = new Headers(init.headers);
  const cookies = new Map(
    (headers.get('cookie') ?? '')
      .split('; ')
      .map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  const basic = /^Basic (.*)$/.exec(headers.get('authorization') ?? '')?.[1];
  const [username, password] = basic === undefined ? [] : Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
  const code = typeof init.body === 'string' ? /"code":"([^"]*)"/.exec(init.body)?.[1] : undefined;
  const [authCookie, trustCookie] = [cookies.get('auth'), cookies.get('twoFactorAuth')];
  return {
    path: new URL(url).pathname.replace(/^\/api\/1/, ''),
    ...(authCookie !== undefined && { authCookie }),
    ...(trustCookie !== undefined && { trustCookie }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(code !== undefined && { code }),
  };
}
