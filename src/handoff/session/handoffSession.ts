import type { AccountId } from '../../accounts/accountId.ts';
import type { AccountRecord } from '../../accounts/records.ts';
import { knownState } from '../../accounts/sessionState.ts';
import { maskValue, secret, type Secret } from '../../vrchat/secret.ts';
import { readTwoFactorToken } from '../../vrchat/twoFactorToken.ts';

/** A cookie on its way to another program. */
export interface HandoffCookie {
  readonly value: Secret;
  /** Milliseconds since the epoch; absent if the server sent no date. */
  readonly expires?: number;
}

/** A session as other programs need it. */
export interface HandoffSession extends AccountId {
  readonly displayName: string;
  readonly auth: HandoffCookie;
  /** Only needed for a login; other calls work without it. */
  readonly twoFactorAuth?: HandoffCookie;
}

/**
 * Extracts from an account what may be handed to another program.
 *
 * @returns `undefined` if there is no session, or one that still needs its two-factor code
 */
export function readHandoffSession({ server, userId, displayName, cookies, state }: AccountRecord): HandoffSession | undefined {
  const { kind } = knownState(state);
  if (kind === 'signedOut' || kind === 'twoFactorPending') return undefined;
  const find = (name: string): HandoffCookie | undefined => {
    const cookie = cookies.find((candidate) => candidate.name === name);
    return cookie && { value: secret(cookie.value), ...(cookie.expires !== undefined && { expires: cookie.expires }) };
  };
  const auth = find('auth');
  if (!auth) return undefined;
  const twoFactorAuth = find('twoFactorAuth');
  const isOwn = twoFactorAuth && (readTwoFactorToken(twoFactorAuth.value.reveal()).userId ?? userId) === userId;
  return { server, userId, displayName, auth, ...(isOwn && { twoFactorAuth }) };
}

/** The `Cookie` header's value, in clear. */
export function cookieHeader({ auth, twoFactorAuth }: HandoffSession): string {
  return [`auth=${auth.value.reveal()}`, ...(twoFactorAuth ? [`twoFactorAuth=${twoFactorAuth.value.reveal()}`] : [])].join('; ');
}

/** The same session with masked secrets, for a preview. Three dots replace the rest, which no format has to quote. */
export function maskSession(session: HandoffSession): HandoffSession {
  const mask = ({ value, ...rest }: HandoffCookie): HandoffCookie => ({
    ...rest,
    value: secret(maskValue(value.reveal()).replace('…', '...')),
  });
  return { ...session, auth: mask(session.auth), ...(session.twoFactorAuth && { twoFactorAuth: mask(session.twoFactorAuth) }) };
}
