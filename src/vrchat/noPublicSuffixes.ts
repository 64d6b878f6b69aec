/**
 * Replaces `tldts` in the bundles: no domain is split into registrable part and suffix. `sessionCookies` accepts host-only cookies of one
 * host, for which tough-cookie needs neither.
 */
export function getDomain(): null {
  return null;
}
