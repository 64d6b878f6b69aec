import { createHash } from 'node:crypto';

/** Tells one auth cookie from another; its 122 random bits cannot be guessed from it. */
export function fingerprint(authCookie: string): string {
  return createHash('sha256').update(authCookie).digest('hex');
}
