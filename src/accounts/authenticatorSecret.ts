import { Secret as Key, TOTP } from 'otpauth';
import { secret, type Secret } from '../vrchat/secret.ts';
import { decode, joinAddresses, readMigration, readOtpauthAddress, type AuthenticatorEntry } from './authenticatorExport.ts';
import { maxPasteLength } from './pastedText.ts';

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
  | 'notVRChat'
  /** An export of Google Authenticator, or of several keys, none of which is VRChat's. */
  | 'noVRChatEntry'
  /** An export of Google Authenticator that cannot be read. */
  | 'brokenExport';

/** A secret, or several of which one is VRChat's, or why there is none. */
export type ParsedSecret =
  | { readonly secret: Secret }
  /** VRChat's come first. */
  | { readonly entries: readonly { readonly name: string; readonly secret: Secret; readonly isVRChat: boolean }[] }
  | { readonly problem: SecretProblem };

/**
 * Reads an authenticator secret in the forms users have it: base32 in any grouping and case, an `otpauth://` address of a QR code in any text,
 * or an export of Google Authenticator.
 *
 * @param text - what was typed or pasted
 * @see RFC 4648 §6
 */
export function parseAuthenticatorSecret(text: string): ParsedSecret {
  if (text.length > maxPasteLength) return { problem: 'notBase32' };
  const typed = joinAddresses(plainText(text));
  if (typed === '') return { problem: 'empty' };
  const migrations = typed.match(/otpauth-migration:[^\s"'<>]*/gi) ?? [];
  if (migrations.length > 0) {
    const exports = migrations.map(readMigration);
    return exports.includes(undefined) ? { problem: 'brokenExport' } : chooseVRChat(exports.flatMap((entries) => entries ?? []));
  }
  const [first, ...others] = unique(findAddresses(typed).map(readOtpauthAddress));
  if (!first) return readBase32(keyIn(typed) ?? typed);
  if (others.length > 0) return chooseVRChat([first, ...others]);
  if (!first.isTotp) return { problem: 'notTotp' };
  return first.isVRChatKind ? readBase32(first.secret) : { problem: 'notVRChat' };
}

function plainText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/&(?:amp|#38|#x26);|\\u0026/gi, '&')
    .replace(/\\u003d/gi, '=')
    .replace(/\\\//g, '/')
    .replace(/otpauth(?:-migration)?%3A[^\s"'<>&]*/gi, decode)
    .replace(/[\p{Pi}\p{Pf}\u0060]/gu, '"')
    .trim()
    .replace(/^["'(<*[{]+/, '')
    .replace(/["')>*\]},;]$/, '')
    .trim();
}

/** Apps write names into an address as they are, with blanks and quotes; from the question mark on, nothing of the kind is in it. */
function findAddresses(text: string): readonly string[] {
  const addresses = text.match(/otpauth:(?:\/\/\w{1,10}\/(?:(?!otpauth:)[^\r\n?]){0,200}\?)?(?:(?!otpauth:)[^\s"'<>])*/gi) ?? [];
  return addresses.map((address) => address.replace(/[()[\],.;*]{1,5}$/, ''));
}

/** The same key may be in a text as a link and as the link's text. */
function unique(entries: readonly AuthenticatorEntry[]): readonly AuthenticatorEntry[] {
  return [...new Map(entries.toReversed().map((entry) => [JSON.stringify(entry), entry])).values()].toReversed();
}

/**
 * The key in other text, such as `Secret: …` or an app's own export of one entry: the only word that is as long as VRChat's keys, if nothing says
 * that it is another's. A text of letters and separators alone is a key in groups, and the address of another kind of key is none of VRChat's.
 */
function keyIn(text: string): string | undefined {
  if (!/[^A-Z2-7\s\p{Pd}\p{Cf}=]/iu.test(text) || /^\s*\w+:\/\//.test(text)) return undefined;
  const others = new Set(text.match(/(?<![\p{L}\p{N}])[A-Z2-7]{16,}(?![\p{L}\p{N}])/gu));
  if (others.size > 1 || (/issuer/i.test(text) && !/vr\s?chat/i.test(text))) return undefined;
  const keys = new Set(text.match(/(?<![\p{L}\p{N}])[A-Z2-7]{32}(?![\p{L}\p{N}])/giu));
  return keys.size === 1 ? [...keys][0] : undefined;
}

/** Where there are several, the one that calls itself VRChat's may be another account's, or it may be called otherwise: the user chooses. */
function chooseVRChat(all: readonly AuthenticatorEntry[]): ParsedSecret {
  const entries = all
    .filter(({ isTotp, isVRChatKind }) => isTotp && isVRChatKind)
    .flatMap(({ name, isVRChat, secret: base32 }) => {
      const read = readBase32(base32);
      return 'secret' in read ? [{ name, isVRChat, secret: read.secret }] : [];
    });
  const own = entries.filter(({ isVRChat }) => isVRChat);
  const [only] = own;
  if (!only) return { problem: 'noVRChatEntry' };
  return entries.length === 1 ? { secret: only.secret } : { entries: [...own, ...entries.filter(({ isVRChat }) => !isVRChat)] };
}

function readBase32(text: string): { readonly secret: Secret } | { readonly problem: SecretProblem } {
  const letters = withoutPadding(text.replace(/[\s\p{Pd}\p{Cf}\u2212_.:"']/gu, '')).toUpperCase();
  if (!/^[A-Z2-7]+$/.test(letters)) return { problem: letters === '' ? 'empty' : 'notBase32' };
  // Eight letters are five bytes. One, three or six left-over letters do not make a byte.
  if (letters.length < minimumLength || [1, 3, 6].includes(letters.length % 8)) return { problem: 'tooShort' };
  return { secret: secret(letters) };
}

/** A pattern would look at each `=` in the middle of a text again and again. */
function withoutPadding(text: string): string {
  let end = text.length;
  while (text.charAt(end - 1) === '=') end--;
  return text.slice(0, end);
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
