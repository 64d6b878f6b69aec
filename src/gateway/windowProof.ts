import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../vrchat/secret.ts';

/** Which end of the connection between two windows proves itself. */
type End = 'serving' | 'waiting';

/** @returns a number that is used once, so that a proof cannot be used again */
export function createNonce(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Proves that one end of a connection knows the secret that all windows share, without showing it. Bound to the port and to both nonces, so
 * that a program in between, or at another port, can use it for nothing.
 *
 * @param end - that makes the proof
 */
export function makeProof(secret: Secret, end: End, port: number, servingNonce: string, waitingNonce: string): string {
  return createHmac('sha256', secret.reveal())
    .update(['vrchat-auth-gateway', end, port, servingNonce, waitingNonce].join('\n'))
    .digest('base64url');
}

/** Compares a proof in constant time. */
export function isProof(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
