import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Random, and in memory only. Every bundle has its own copy of this module, so they all take over the token of the first. */
let token = randomBytes(32).toString('base64url');

/** The token by which a command knows that a surface of this window started it. Only for handing it to another bundle. */
export function windowToken(): string {
  return token;
}

/** Called by each bundle when it is loaded. @param other - of {@link windowToken} in the bundle that loads it */
export function useWindowToken(other: string): void {
  token = other;
}

/**
 * The argument for a command that a surface of ours starts: a button, a menu, a click on a row. Strangers cannot make one, because they
 * cannot know the token.
 *
 * @param target - what the command is about
 */
export function ours(target: object = {}): object {
  return { ...target, token };
}

/** Whether an argument was made by {@link ours} in this window. */
export function isOurs(argument: { readonly token?: unknown }): boolean {
  return typeof argument.token === 'string' && timingSafeEqual(digest(argument.token), digest(token));
}

/**
 * The argument for a command in a place where every extension can read it, such as a code lens: it says what the command is about, and not that
 * the user started it. Strangers can repeat it, and can neither read nor make one.
 *
 * @param target - what the command is about
 */
export function pointer(target: object): object {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, pointerKey(), nonce);
  const sealed = [cipher.update(JSON.stringify(target), 'utf8'), cipher.final()];
  return { pointer: Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]).toString('base64url') };
}

/** @returns what an argument is about, if it was made by {@link pointer} in this window */
export function readPointer({ pointer: text }: { readonly pointer?: unknown }): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    const bytes = Buffer.from(text, 'base64url');
    const sealed = bytes.subarray(nonceLength + tagLength);
    const decipher = createDecipheriv(algorithm, pointerKey(), bytes.subarray(0, nonceLength), { authTagLength: tagLength });
    decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
    return JSON.parse(Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8'));
  } catch {
    return undefined;
  }
}

const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;

const pointerKey = (): Buffer => createHmac('sha256', token).update('pointer').digest();

/**
 * The ID of a row in the tree. VS Code turns an ID that anybody passes to a command into the row itself, so it must not be guessable; it
 * stays the same in a window, so that a refresh keeps what is expanded.
 *
 * @param parts - what the row is about
 */
export function rowId(...parts: readonly string[]): string {
  return createHmac('sha256', token).update(JSON.stringify(parts)).digest('base64url');
}

/** Equal lengths, which `timingSafeEqual` requires. */
function digest(text: string): Buffer {
  return createHmac('sha256', 'length').update(text).digest();
}
