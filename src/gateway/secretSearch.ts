import { Transform } from 'node:stream';
import type { Secret } from '../vrchat/secret.ts';

/** Finds secrets in what leaves the gateway. */
export interface SecretSearch {
  /** Whether a text or a whole body contains one. */
  readonly isIn: (content: string | Buffer) => boolean;
  /**
   * A stream that passes everything on, except the beginning of what may become a secret, which waits for the next chunk. It fails when a
   * secret is complete, and not one byte of it has left then.
   *
   * @param onPass - called with the number of bytes that are passed on
   */
  readonly stream: (onPass: (bytes: number) => void) => Transform;
}

/**
 * Searches for secrets, in clear and as they look in JSON, an address, UTF-16, or Base64.
 *
 * @param secrets - empty ones are ignored
 */
export function createSecretSearch(secrets: readonly Secret[]): SecretSearch {
  const needles = [...new Set(secrets.flatMap(spellings))].map((text) => Buffer.from(text, 'latin1'));
  const isIn = (content: string | Buffer): boolean => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    return needles.some((needle) => bytes.includes(needle));
  };

  /** How many bytes at the end may be the beginning of a secret. */
  const openEnd = (bytes: Buffer): number => {
    let open = 0;
    for (const needle of needles) {
      const from = Math.max(0, bytes.length - needle.length + 1);
      for (let at = bytes.indexOf(needle[0] ?? 0, from); at >= 0 && bytes.length - at > open; at = bytes.indexOf(needle[0] ?? 0, at + 1)) {
        if (bytes.compare(needle, 0, bytes.length - at, at) === 0) open = bytes.length - at;
      }
    }
    return open;
  };

  return {
    isIn,
    stream: (onPass) => {
      let held: Buffer = Buffer.alloc(0);
      return new Transform({
        transform(chunk: Buffer, _encoding, done) {
          const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
          if (isIn(bytes)) {
            done(new Error('The answer contains the session.'));
            return;
          }
          const open = openEnd(bytes);
          held = bytes.subarray(bytes.length - open);
          onPass(bytes.length - open);
          done(null, bytes.subarray(0, bytes.length - open));
        },
        flush(done) {
          onPass(held.length);
          done(null, held);
        },
      });
    },
  };
}

/** How a secret may be written. Base64 depends on what stands before it, so there are three forms, without their uncertain ends. */
function spellings(secret: Secret): string[] {
  const text = secret.reveal();
  // Shorter values would be found everywhere.
  if (text.length < 8) return [];
  const encoded = (text.length < 16 ? [] : [0, 1, 2]).flatMap((offset) => {
    const base64 = Buffer.from('\0'.repeat(offset) + text, 'latin1')
      .toString('base64')
      .replaceAll('=', '');
    const certain = base64.slice(offset === 0 ? 0 : offset + 1, -2);
    return [certain, certain.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const inJson = JSON.stringify(text).slice(1, -1);
  const inAddress = encodeURIComponent(text);
  // Part of both forms of UTF-16.
  const wide = text.split('').join('\0');
  return [text, inJson, inJson.replaceAll('/', '\\/'), inAddress, inAddress.toLowerCase(), wide, ...encoded];
}
