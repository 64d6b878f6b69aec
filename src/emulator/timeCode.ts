import { createHmac, randomInt } from 'node:crypto';

/** How long a code is shown. */
export const codePeriodSeconds = 30;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Generates a secret of 20 bytes, in base32 (RFC 4648, 6). */
export function newTotpSecret(): string {
  return Array.from({ length: 32 }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/**
 * The six digits that an authenticator app shows (RFC 6238). Computed without a library, to be independent of the one that the extension
 * uses.
 *
 * @param secret - in base32, upper case, without padding
 * @param time - milliseconds since the epoch
 */
export function timeCode(secret: string, time: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(time / 1000 / codePeriodSeconds)));
  const hash = createHmac('sha1', readBase32(secret)).update(counter).digest();
  const offset = hash.readUInt8(hash.length - 1) & 0xf;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function readBase32(text: string): Buffer {
  const bits = Array.from(text, (letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
