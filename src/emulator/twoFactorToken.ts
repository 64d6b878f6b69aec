import { createHmac, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { trustLifetimeMs } from './limits.ts';
import type { Account, State } from './state.ts';

const claimsSchema = v.object({ userId: v.string(), exp: v.number() });

/**
 * Issues the value of a `twoFactorAuth` cookie: a JSON Web Token (RFC 7519) with the same claims as the real one.
 *
 * @param now - milliseconds since the epoch
 */
export function issueTwoFactorToken(state: State, account: Account, now: number): string {
  const issuedAt = Math.floor(now / 1000);
  const claims = {
    userId: account.userId,
    macAddress: '',
    timestamp: now,
    version: 1,
    iat: issuedAt,
    exp: issuedAt + trustLifetimeMs / 1000,
    aud: 'VRChatTwoFactorAuth',
    iss: 'VRChat',
  };
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${content}.${signature(state, account, content)}`;
}

/**
 * Whether a `twoFactorAuth` cookie replaces a two-factor code for this account.
 *
 * @param now - milliseconds since the epoch
 * @returns false if the cookie is missing, expired, another account's, or older than a change of the authenticator app
 */
export function isTrusted(token: string | undefined, state: State, account: Account, now: number): boolean {
  const [header = '', payload = '', given = ''] = (token ?? '').split('.');
  const expected = Buffer.from(signature(state, account, `${header}.${payload}`));
  const signed = Buffer.from(given);
  if (signed.length !== expected.length || !timingSafeEqual(signed, expected)) return false;
  const claims = v.parse(claimsSchema, JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  return claims.userId === account.userId && claims.exp * 1000 > now;
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function signature(state: State, account: Account, content: string): string {
  return createHmac('sha256', `${state.tokenKey}.${account.trustEpoch}`).update(content).digest('base64url');
}
