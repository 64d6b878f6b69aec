/** What a Basic `Authorization` header holds; `unreadable` when its parts were not percent-encoded as the API wants. */
type BasicCredentials = { readonly name: string; readonly password: string } | 'unreadable';

/**
 * Decodes `base64(encodeURIComponent(name):encodeURIComponent(password))`.
 *
 * @returns `undefined` when the header is missing, of another scheme, or not base64 of two parts
 */
export function parseBasicCredentials(header: string | undefined): BasicCredentials | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [name, password, ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  if (name === undefined || password === undefined) return undefined;
  // A client that forgets to encode must notice here, before it meets a password with one of these in it.
  if (rest.length > 0 || /[^\x21-\x7e]|@/.test(name + password)) return 'unreadable';
  try {
    return { name: decodeURIComponent(name), password: decodeURIComponent(password) };
  } catch {
    return 'unreadable';
  }
}
