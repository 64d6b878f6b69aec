import type { GatewayAnswer } from './gatewayAnswer.ts';

/** Answers of VRChat that hold the session, or say that it is not complete. They are read as a whole and written anew. */
type OwnAnswer = 'token' | 'user';

/**
 * Whether an answer has to be read before it goes on.
 *
 * @param path - as rules compare it
 * @param userId - of the session
 */
export function ownAnswer(path: string, userId: string): OwnAnswer | undefined {
  if (path === '/auth') return 'token';
  return path === '/auth/user' || path === `/users/${userId.toLowerCase()}` ? 'user' : undefined;
}

/**
 * Takes the session out of an answer.
 *
 * @param key - stands in for the token, so that a program can pass it on as one
 * @returns the body to send, or the gateway's own answer if the session still needs a two-factor code
 */
export function rewriteOwnAnswer(kind: OwnAnswer, body: Buffer, key: string): Buffer | GatewayAnswer {
  let json: unknown;
  try {
    // Without a byte order mark, which JSON must not have, but may.
    json = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return body;
  }
  if (typeof json !== 'object' || json === null) return body;
  if (kind === 'token') return 'token' in json ? Buffer.from(JSON.stringify({ ...json, token: key })) : body;
  if ('requiresTwoFactorAuth' in json && !('id' in json)) {
    return {
      status: 503,
      reason: 'noSession',
      message: 'The session needs a two-factor code. Enter it in VS Code.',
      retryAfterMs: 30_000,
    };
  }
  if (!('authToken' in json)) return body;
  const { authToken: _authToken, ...rest } = json;
  return Buffer.from(JSON.stringify(rest));
}
