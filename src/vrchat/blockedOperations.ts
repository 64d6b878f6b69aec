/** Why a program that works with a lent session may not call an operation. */
export type BlockedReason =
  'spendsLogin' | 'mintsCredential' | 'endsSession' | 'changesTwoFactor' | 'changesAccount' | 'sendsEmail' | 'spendsMoney' | 'deletesData';

interface Row {
  /** The methods that are blocked; all of them if missing. */
  readonly methods?: readonly string[];
  /** In lower case. `*` stands for one segment, `**` at the end for this path and everything below it. */
  readonly path: string;
  readonly reason: BlockedReason;
}

const writes = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * What a program that works with a lent session may not call: everything that spends a login, mints another credential, ends the session, or
 * touches the account itself, its money or its stored data. The first row that matches gives the reason.
 *
 * From the community's specification (openapi/components/paths) and, for what it does not list, from VRChat's website.
 */
const rows: readonly Row[] = [
  { path: '/logout/**', reason: 'endsSession' },
  { path: '/auth/twofactorauth/**', reason: 'changesTwoFactor' },
  { path: '/auth/user/twofactorauth/**', reason: 'changesTwoFactor' },
  { path: '/auth/stepupauth/**', reason: 'mintsCredential' },
  { path: '/oauth/**', reason: 'mintsCredential' },
  { path: '/sso/**', reason: 'mintsCredential' },
  { path: '/auth/register/**', reason: 'changesAccount' },
  { path: '/auth/password/**', reason: 'changesAccount' },
  { path: '/auth/user/merge/**', reason: 'changesAccount' },
  { path: '/auth/user/delete/**', reason: 'changesAccount' },
  { path: '/auth/user/password/**', reason: 'changesAccount' },
  { path: '/auth/user/email/**', reason: 'changesAccount' },
  { path: '/auth/user/resendemail/**', reason: 'sendsEmail' },
  { path: '/auth/confirmemail/**', reason: 'changesAccount' },
  { path: '/auth/verifyloginplace/**', reason: 'changesAccount' },
  { methods: writes, path: '/auth', reason: 'spendsLogin' },
  { methods: writes, path: '/auth/user', reason: 'spendsLogin' },
  { path: '/account/**', reason: 'changesAccount' },
  { path: '/users/*/delete/**', reason: 'changesAccount' },
  { methods: ['POST', 'PATCH', 'DELETE'], path: '/users/*', reason: 'changesAccount' },
  { methods: writes, path: '/user/*', reason: 'changesAccount' },
  { methods: writes, path: '/users/*/persist/**', reason: 'deletesData' },
  { methods: writes, path: '/users/*/*/persist/**', reason: 'deletesData' },
  { methods: writes, path: '/economy/**', reason: 'spendsMoney' },
  { methods: writes, path: '/tilia/**', reason: 'spendsMoney' },
  { methods: writes, path: '/user/*/tilia/**', reason: 'spendsMoney' },
  { methods: writes, path: '/users/*/tilia/**', reason: 'spendsMoney' },
  { methods: writes, path: '/subscriptions/**', reason: 'spendsMoney' },
  { methods: writes, path: '/auth/user/subscription/**', reason: 'spendsMoney' },
  { path: '/steam/**', reason: 'changesAccount' },
  { path: '/google/**', reason: 'changesAccount' },
  { path: '/apple/**', reason: 'changesAccount' },
  { path: '/meta/**', reason: 'changesAccount' },
  { path: '/oculus/**', reason: 'changesAccount' },
];

const rowsBySegments = rows.map((row) => ({ ...row, wanted: row.path.split('/') }));

/** Directly below `/auth`, VRChat keeps sign-in, linking and credentials. What is not listed here is blocked, so that news there is, too. */
const allowedBelowAuth = ['user', 'exists', 'permissions'];

/** What can be read without a session, with GET and HEAD only: the specification also marks registering as open. */
const openPaths = [/^\/config$/, /^\/time$/, /^\/visits$/, /^\/auth\/exists$/, /^\/worlds\/[^/]+$/];

/**
 * Finds out whether an operation is blocked for a program that works with a lent session.
 *
 * @param method - in upper case
 * @param path - below the base address, as {@link comparablePath} returns it
 * @returns the reason, or `undefined` if the operation is allowed
 */
export function blockedReason(method: string, path: string): BlockedReason | undefined {
  const segments = path.split('/');
  const row = rowsBySegments.find(({ methods, wanted }) => (methods?.includes(method) ?? true) && matches(segments, wanted));
  if (row) return row.reason;
  const [, first, second] = segments;
  return first === 'auth' && second !== undefined && !allowedBelowAuth.includes(second) ? 'mintsCredential' : undefined;
}

/** Whether a request needs no session. */
export function isOpen(method: string, path: string): boolean {
  return (method === 'GET' || method === 'HEAD') && openPaths.some((pattern) => pattern.test(path));
}

/**
 * The form in which paths are compared: decoded once, in lower case, without a slash at the end. Whether the server ignores case is not
 * known.
 *
 * @returns `undefined` if the path cannot be decoded, or has encodings within encodings
 */
export function comparablePath(rawPath: string): string | undefined {
  try {
    const decoded = decodeURIComponent(rawPath);
    return /%[\da-f]{2}/i.test(decoded) ? undefined : decoded.toLowerCase().replace(/(?<!\/)\/+$/, '') || '/';
  } catch {
    return undefined;
  }
}

/** @param wanted - of a pattern */
function matches(segments: readonly string[], wanted: readonly string[]): boolean {
  const isPrefix = wanted.at(-1) === '**';
  return (
    (isPrefix ? segments.length >= wanted.length - 1 : segments.length === wanted.length) &&
    wanted.every((part, index) => part === '*' || part === '**' || part === segments[index])
  );
}
