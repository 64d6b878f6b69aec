import { createHash } from 'node:crypto';

/** Identifies an auth cookie. Its 122 random bits cannot be recovered from the hash. */
export function fingerprint(authCookie: string): string {
  return createHash('sha256').update(authCookie).digest('hex');
}
