/**
 * Shortens the IDs in a path, such as `/users/usr_4a91…`, so that it shows what a program did and not with whom.
 *
 * @param path - below the API's base address, without a query
 * @see VRChat's IDs: a short prefix, an underscore and a UUID, or ten letters and digits for early accounts
 */
export function shortIds(path: string): string {
  return path
    .replace(/\b([a-z]{2,10}_[0-9a-f]{4})[0-9a-f-]{8,32}/giu, '$1…')
    .replace(/(?<=\/)(?=[^/:~]*\d)(?=[^/:~]*[A-Z])([A-Za-z0-9]{2})[A-Za-z0-9]{8}(?=[/:~]|$)/gu, '$1…');
}
