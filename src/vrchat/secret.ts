import { inspect } from 'node:util';

/**
 * A value that must not be seen: it prints as `[secret]` in strings, JSON and inspections. Only {@link Secret.reveal} returns it, so
 * searching for that name finds every place that handles the clear text.
 */
export interface Secret {
  /** The clear text. Call this where the value leaves for its destination, and nowhere before. */
  reveal(): string;
}

const mask = (): string => '[secret]';

/**
 * Wraps a password, cookie or code.
 *
 * @param clearText - the value to protect
 * @returns a wrapper that template literals, `JSON.stringify` and `util.inspect` cannot see into
 */
export function secret(clearText: string): Secret {
  return Object.freeze({
    reveal: () => clearText,
    toString: mask,
    toJSON: mask,
    [inspect.custom]: mask,
  });
}

/** Whether a value is what {@link secret} makes. */
export function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && 'reveal' in value && typeof value.reveal === 'function';
}

/** Whether two secrets hold the same text. */
export function isSameSecret(one: Secret, other: Secret): boolean {
  return one.reveal() === other.reveal();
}

/** The first characters of a secret: enough to tell two apart, too few to use it. Of a short one, less. */
export function maskValue(value: string): string {
  const [prefix = ''] = /^authcookie_/.exec(value) ?? [];
  const rest = value.slice(prefix.length);
  return `${prefix}${rest.slice(0, Math.min(4, Math.floor(rest.length / 4)))}…`;
}
