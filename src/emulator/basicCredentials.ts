/** The content of a Basic `Authorization` header; `unreadable` if it is not percent-encoded as the API requires. */
type BasicCredentials = { readonly name: string; readonly password: string } | 'unreadable';

/**
 * Decodes `base64(encodeURIComponent(name):encodeURIComponent(password))`, the form of Basic credentials (RFC 7617) that `GET /auth/user`
 * requires.
 *
 * @returns `undefined` if the header is missing, uses another scheme, or is not base64 of two parts
 */
export function parseBasicCredentials(header: string | undefined): BasicCredentials | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [name, password, ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  if (name === undefined || password === undefined) return undefined;
  // Stricter than decoding needs, so that a client that doesn't encode fails here and not on the first unusual password.
  if (rest.length > 0 || /[^\x21-\x7e]|@/.test(name + password)) return 'unreadable';
  try {
    return { name: decodeURIComponent(name), password: decodeURIComponent(password) };
  } catch {
    return 'unreadable';
  }
}
