import { setTimeout as delay } from 'node:timers/promises';
import { normalizeCode } from '../vrchat/codes.ts';
import type { Secret } from '../vrchat/secret.ts';
import { oneTimeCode, type OneTimeCode } from './authenticatorSecret.ts';

const periodMs = 30_000;

/** A code with less time left may be over when it arrives, or before the user has pasted it. */
const minTimeLeftMs = { sent: 3000, copied: 8000 };

/** Codes that were sent of late, by us or as the user typed them, with their half minute: a server may take each code once. */
const sent = new Map<string, number>();

/**
 * Remembers that a code was sent, so that it is not sent again.
 *
 * @param typed - what the user typed; it is not remembered if it cannot be a code
 * @param at - the server's time, in milliseconds since the epoch
 */
export function noteSentCode(typed: string, at: number): void {
  const code = normalizeCode('totp', typed);
  if (code === undefined) return;
  const period = periodOf(at);
  for (const [other, otherPeriod] of sent) if (Math.abs(otherPeriod - period) > 1) sent.delete(other);
  sent.set(code, period);
}

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
  const begunAt = now();
  const leftMs = periodMs - (begunAt % periodMs);
  const isFit =
    leftMs >= minTimeLeftMs[isCopied ? 'copied' : 'sent'] && sent.get(oneTimeCode(base32, begunAt).code.reveal()) !== periodOf(begunAt);
  if (!isFit) {
    onWait?.(leftMs);
    await wait(leftMs);
  }
  const at = isFit ? begunAt : Math.max(now(), begunAt + leftMs);
  const made = oneTimeCode(base32, at);
  if (!isCopied) noteSentCode(made.code.reveal(), at);
  return made;
}

/**
 * The code of this moment, fit to be sent or not, for showing it as an authenticator app does.
 *
 * @param base32 - the secret, in plain base32
 * @param at - the server's time, in milliseconds since the epoch
 */
export function presentCode(base32: Secret, at: number): OneTimeCode {
  return oneTimeCode(base32, at);
}

function periodOf(at: number): number {
  return Math.floor(at / periodMs);
}
