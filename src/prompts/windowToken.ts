import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

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
