import { comparablePath } from '../vrchat/blockedOperations.ts';

/** Where a request goes. */
export type RequestTarget =
  | {
      readonly kind: 'api';
      readonly key: string;
      /** Below the base address, as it arrived, with its query. */
      readonly raw: string;
      /** Without the query, as it arrived. */
      readonly rawPath: string;
      /** As rules compare it. */
      readonly path: string;
    }
  | { readonly kind: 'pipeline'; readonly key: string }
  | { readonly kind: 'refused'; readonly message: string };

const addressPattern = /^\/([\w-]{16,128})(\/[^?]*)?(\?.*)?$/;

/**
 * Reads a request target, `/<key>/api/1/…` or `/<key>/pipeline`. It is never normalized: what is not plain is refused, because the server
 * might resolve it differently than the rules here.
 *
 * @param target - as it arrived
 */
export function readTarget(target: string): RequestTarget {
  if (!target.startsWith('/')) return refused('Send a path, not a whole address.');
  if (/[^\x21-\x7e]|[\\#]/.test(target)) return refused('The path has characters that have to be encoded.');
  const [, key, rest = '', query = ''] = addressPattern.exec(target) ?? [];
  if (key === undefined) return refused('The path has to begin with the key.');
  if (rest === '/pipeline' || rest === '/pipeline/') return { kind: 'pipeline', key };
  const [, rawPath] = /^\/api\/1(\/.*)?$/.exec(rest) ?? [];
  if (rawPath === undefined) return refused('After the key comes /api/1/ or /pipeline.');
  if (/\/\/|%2f|%5c|%00/i.test(rawPath)) return refused('The path has an empty segment, or an encoded slash or backslash.');
  const path = comparablePath(rawPath);
  if (path === undefined || /[\\\u0000-\u001f\u007f]/.test(path)) return refused('The path cannot be decoded.');
  // Some servers take what follows a semicolon for a parameter of the segment.
  if (path.split('/').some((segment) => /^\.\.?(?:;|$)/.test(segment))) return refused('The path has steps such as “..”.');
  return { kind: 'api', key, raw: rawPath + query, rawPath, path };
}

function refused(message: string): RequestTarget {
  return { kind: 'refused', message };
}
