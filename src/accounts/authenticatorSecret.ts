import { Secret as Key, TOTP } from 'otpauth';
import { secret, type Secret } from '../vrchat/secret.ts';

/** Seconds for which an authenticator app shows a code. */
const periodSeconds = 30;

/** VRChat's are 20 bytes (32 letters); anything under 10 bytes is almost certainly an incomplete paste. */
const minimumLength = 16;

/** Why a text is not an authenticator secret of VRChat. */
export type SecretProblem =
  | 'empty'
  | 'notBase32'
  | 'tooShort'
  /** An `otpauth://` address without a secret, or of a code that counts uses instead of time. */
  | 'notTotp'
  /** An `otpauth://` address with another algorithm, length or period than VRChat's. */
  | 'notVRChat';

/**
 * Reads an authenticator secret in the forms users have it: base32 in any grouping and case, or the `otpauth://` URL of a QR code.
 *
 * @param text - what was typed or pasted
 * @returns the secret in plain base32, or why it is not one
 * @see RFC 4648 §6; https://github.com/google/google-authenticator/wiki/Key-Uri-Format
 */
export function parseAuthenticatorSecret(text: string): { readonly secret: Secret } | { readonly problem: SecretProblem } {
  const typed = text.normalize('NFKC').trim();
  if (typed === '') return { problem: 'empty' };
  if (!/^otpauth:/i.test(typed)) return readBase32(typed);
  const url = URL.parse(typed);
  if (url?.host.toLowerCase() !== 'totp') return { problem: 'notTotp' };
  const parameter = (name: string): string | undefined => [...url.searchParams].find(([key]) => key.toLowerCase() === name)?.[1];
  const is = (name: string, expected: string): boolean => (parameter(name) ?? expected).toUpperCase() === expected;
  if (!is('algorithm', 'SHA1') || !is('digits', '6') || !is('period', String(periodSeconds))) return { problem: 'notVRChat' };
  const value = parameter('secret');
  return value === undefined ? { problem: 'notTotp' } : readBase32(value);
}

function readBase32(text: string): ReturnType<typeof parseAuthenticatorSecret> {
  const letters = text
    .replace(/[\s\p{Pd}\p{Cf}\u2212_.:]/gu, '')
    .replace(/=+$/, '')
    .toUpperCase();
  if (!/^[A-Z2-7]+$/.test(letters)) return { problem: letters === '' ? 'empty' : 'notBase32' };
  // Eight letters are five bytes. One, three or six left-over letters do not make a byte.
  if (letters.length < minimumLength || [1, 3, 6].includes(letters.length % 8)) return { problem: 'tooShort' };
  return { secret: secret(letters) };
}

/** A code as an authenticator app would show it. */
export interface OneTimeCode {
  readonly code: Secret;
  /** Seconds until the next code: 1 to 30. */
  readonly secondsLeft: number;
}

/**
 * Generates the code of an authenticator secret: six digits, new every 30 seconds.
 *
 * @param base32 - the secret, in plain base32
 * @param at - the server's time, in milliseconds since the epoch
 * @see RFC 6238
 */
export function oneTimeCode(base32: Secret, at: number): OneTimeCode {
  const totp = new TOTP({ secret: Key.fromBase32(base32.reveal()), period: periodSeconds });
  return { code: secret(totp.generate({ timestamp: at })), secondsLeft: Math.ceil(totp.remaining({ timestamp: at }) / 1000) };
}

/**
 * The server's time, which codes are based on.
 *
 * @param now - this machine's clock, in milliseconds since the epoch
 * @param clockOffset - the server's clock minus this machine's, in milliseconds
 */
export function serverTime(now: number, { clockOffset = 0 }: { readonly clockOffset?: number }): number {
  return now + clockOffset;
}

/** Formats a secret in groups of four, like VRChat's website, to be typed from a screen. */
export function groupsOfFour(base32: string): string {
  return base32.replace(/(.{4})(?=.)/g, '$1 ');
}
