import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Secret } from '../vrchat/secret.ts';
import { oneTimeCode, type OneTimeCode } from './authenticatorSecret.ts';

const periodMs = 30_000;

/** A code with less time left may be over when it arrives. */
const minTimeLeftMs = 3000;

/** The half minute in which each secret's last code was sent: a server may take each code once. */
const sentIn = new Map<string, number>();

/**
 * Generates a code that is fit to be sent: one with a few seconds left that was not sent before. If the present one is not, waits for the
 * next, for half a minute at most.
 *
 * @param base32 - the secret, in plain base32
 * @param now - the server's time, in milliseconds since the epoch
 * @param onWait - called if there is a wait, with its length in milliseconds
 * @param isCopied - the code is for the user, who may copy it again; it does not count as sent
 * @see RFC 6238, 5.2: a code must not be accepted twice
 */
export async function freshCode(
  base32: Secret,
  now: () => number,
  {
    onWait,
    wait = delay,
    isCopied = false,
  }: { readonly onWait?: (ms: number) => void; readonly wait?: (ms: number) => Promise<unknown>; readonly isCopied?: boolean } = {},
): Promise<OneTimeCode> {
  const key = createHash('sha256').update(base32.reveal()).digest('hex');
  const begunAt = now();
  const leftMs = periodMs - (begunAt % periodMs);
  const isFit = leftMs >= minTimeLeftMs && sentIn.get(key) !== periodOf(begunAt);
  if (!isFit) {
    onWait?.(leftMs);
    await wait(leftMs);
  }
  const at = isFit ? begunAt : Math.max(now(), begunAt + leftMs);
  if (!isCopied) sentIn.set(key, periodOf(at));
  return oneTimeCode(base32, at);
}

function periodOf(at: number): number {
  return Math.floor(at / periodMs);
}
