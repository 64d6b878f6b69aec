import { performance } from 'node:perf_hooks';
import { createPauses, type StoredPause } from '../vrchat/pauses.ts';
import { readFailedResponse } from '../vrchat/failedResponse.ts';
import type { Secret } from '../vrchat/secret.ts';
import { createSessionCookies, type StoredCookie } from '../vrchat/sessionCookies.ts';
import type { LentSession } from './ports.ts';
import { createSecretSearch, type SecretSearch } from './secretSearch.ts';

/** How long a 401 that turned out to be the program's own is known to be one, so that a loop of them asks VRChat only now and then. */
const ownRefusalMs = 30_000;
const maxOwnRefusals = 200;
/** How long a failed renewal is not tried again. The account's own limit is far stricter. */
const renewalRestMs = 10_000;

/** Keeps one account's session alive, for all programs that use it. */
export type SessionCare = ReturnType<typeof createSessionCare>;

/** What a 401 means: the program's own; sent with a session that has been renewed since; or the session is over, or its state is unknown. */
type Refusal = 'own' | 'repeat' | 'noSession' | 'unknown';

/** What came of looking after a session that VRChat may have ended. */
type Revival = 'alive' | 'unknown' | 'renewed' | 'noSession';

/** A session as it is sent. */
export interface SentSession {
  /** The value of the header `Cookie`. Only `auth` is sent: the other cookie is for logins. */
  readonly header: string | undefined;
  readonly token: string;
  /** The values that must not leave. */
  readonly secrets: readonly Secret[];
  readonly stored: readonly StoredCookie[];
}

export function createSessionCare(session: LentSession) {
  // A monotonic clock, since the system's may jump.
  const now = (): number => performance.timeOrigin + performance.now();
  const { userId } = session.account;
  let takenPauses: readonly StoredPause[] | undefined;
  const pauses = createPauses(now, {
    read: () => Promise.resolve([]),
    write: (_account, noted) => {
      session.keepPauses(noted.map(shifted(Date.now() - now())));
      return Promise.resolve();
    },
  });
  const takePauses = (): void => {
    const stored = session.pauses();
    if (stored === takenPauses) return;
    takenPauses = stored;
    pauses.take(userId, stored.map(shifted(now() - Date.now())));
  };
  const ownRefusals = new Map<string, number>();
  let reviving: Promise<Revival> | undefined;
  let renewing: Promise<boolean> | undefined;
  let renewalFailedAt = -Infinity;
  let searchFor: { readonly values: string; readonly search: SecretSearch } | undefined;

  let last: SentSession | undefined;
  const prepared = (): SentSession | undefined => {
    const stored = session.cookies();
    if (!stored) return undefined;
    if (last?.stored !== stored) {
      const jar = createSessionCookies(session.account.server, stored);
      const secrets = secretsIn(jar);
      const header = jar.header(`${session.account.server}/auth`, ['auth']);
      last = { header, token: jar.get('auth')?.reveal() ?? '', secrets, stored };
    }
    return last.token === '' ? undefined : last;
  };

  const renew = async (): Promise<boolean> => {
    if (now() < renewalFailedAt + renewalRestMs) return false;
    renewing ??= session.renew().finally(() => {
      renewing = undefined;
    });
    const renewed = await renewing;
    if (!renewed) renewalFailedAt = now();
    return renewed;
  };

  const revive = async (): Promise<Revival> => {
    const verdict = session.cookies() ? await session.confirm() : 'dead';
    if (verdict !== 'dead') return verdict;
    return (await renew()) ? 'renewed' : 'noSession';
  };

  return {
    session,
    /** The base address of the API. */
    url: new URL(session.account.server),
    now,

    /** The session to send, after a renewal if one is needed and possible. */
    current: (): SentSession | undefined | Promise<SentSession | undefined> =>
      prepared() ?? renew().then((renewed) => (renewed ? prepared() : undefined)),

    /**
     * Stores the cookies that an answer has set. They go no further.
     *
     * @returns their values, which must not leave either. It takes a moment until they are stored
     */
    keepCookies: (sent: SentSession, setCookies: readonly string[]): readonly Secret[] => {
      const jar = createSessionCookies(session.account.server, sent.stored);
      jar.apply(setCookies);
      // A refusal may clear the session; only its confirmation counts.
      if (jar.get('auth')) session.keepCookies(jar.toStored(), sent.stored);
      return secretsIn(jar);
    },

    /**
     * Finds out what a 401 means, and renews the session if it is over.
     *
     * @param token - the session the request was sent with
     * @param route - method and path
     */
    explainRefusal: async (token: string, route: string): Promise<Refusal> => {
      const isReplaced = (): boolean => {
        const current = prepared();
        return current !== undefined && current.token !== token;
      };
      if (isReplaced()) return 'repeat';
      if ((ownRefusals.get(route) ?? -Infinity) > now() - ownRefusalMs) return 'own';
      // One request, and one login at most, for all that wait.
      reviving ??= revive().finally(() => {
        reviving = undefined;
      });
      const revival = await reviving;
      if (revival === 'renewed' || isReplaced()) return 'repeat';
      if (revival !== 'alive') return revival;
      if (ownRefusals.size >= maxOwnRefusals) ownRefusals.clear();
      ownRefusals.set(route, now());
      return 'own';
    },

    /** Milliseconds until VRChat takes requests again; 0 if it does. */
    pauseMs: (): number => {
      takePauses();
      const pause = pauses.current(userId, false);
      return pause && 'until' in pause ? Math.max(0, pause.until - now()) : 0;
    },

    /** VRChat asked for a pause. It holds for every program. @returns its length in milliseconds */
    startPause: (status: number, retryAfter: string | undefined): number => {
      const headers = new Headers(retryAfter === undefined ? {} : { 'retry-after': retryAfter });
      const error = readFailedResponse({ status, body: '', isLogin: false, pauseUntil: (kind) => pauses.proposed(kind, userId, headers) });
      void pauses.note(userId, error);
      return 'until' in error ? error.until - now() : 0;
    },

    /** @param startedAt - when the request that succeeded was sent */
    endPause: (startedAt: number): void => void pauses.clear(userId, false, startedAt),

    /** @param sent - further secrets: those a request was sent with, which an answer may have replaced since */
    secretSearch: (sent: readonly Secret[]): SecretSearch => {
      const secrets = [...sent, ...(prepared()?.secrets ?? [])];
      const values = secrets.map((secret) => secret.reveal()).join('\n');
      if (searchFor?.values !== values) searchFor = { values, search: createSecretSearch(secrets) };
      return searchFor.search;
    },
  };
}

function secretsIn(jar: ReturnType<typeof createSessionCookies>): readonly Secret[] {
  return ['auth', 'twoFactorAuth'].flatMap((name) => jar.get(name) ?? []);
}

/** Pauses are stored by the system's clock, which other windows share. */
function shifted(byMs: number): (pause: StoredPause) => StoredPause {
  return (pause) => ({ ...pause, notedAt: Math.floor(pause.notedAt + byMs), until: Math.ceil(pause.until + byMs) });
}
