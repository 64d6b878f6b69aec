import { knownState, type SessionState } from './sessionState.ts';
import {
  accountKey, pendingKey, readAccountRecord, readPendingRecord, type AccountRecord, type PendingRecord, type Reading,
} from './records.ts';
import type { Logger, SecretPort } from './ports.ts';
import { readTwoFactorToken } from '../vrchat/twoFactorToken.ts';
import type { CurrentUser } from '../vrchat/schemas.ts';

/** An account as the user interface sees it: nothing in it lets anyone sign in. */
export interface AccountView {
  readonly userId: string;
  readonly displayName: string;
  readonly state: SessionState;
  /** The server is being asked at this moment, by this window. */
  readonly checking: boolean;
  readonly profile: CurrentUser;
  /** Milliseconds since the epoch, as are the other times. */
  readonly signedInAt: number;
  /** The first characters of the `auth` cookie, enough to tell two apart. */
  readonly authCookieHint?: string;
  /** Until when the server asks this account for no second factor here. */
  readonly trustedUntil?: number;
}

/** A half-finished sign-in as the user interface sees it. */
export interface PendingView {
  readonly id: string;
  readonly loginName?: string;
  readonly methods: PendingRecord['methods'];
  readonly startedAt: number;
}

/** Everything there is to show. */
export interface Snapshot {
  /** False until the store has been read for the first time. */
  readonly loaded: boolean;
  readonly accounts: readonly AccountView[];
  readonly pending: readonly PendingView[];
}

export type AccountStore = ReturnType<typeof createAccountStore>;

/**
 * The accounts of one server, kept in a secret store shared with other windows: one secret per account and per half-finished sign-in, so that
 * windows never overwrite each other's. What is in memory follows the store; listeners hear of real changes only.
 *
 * @param secrets - the shared store
 * @param currentServer - the address whose accounts are shown; others stay untouched
 */
export function createAccountStore(secrets: SecretPort, currentServer: () => string, log: Logger) {
  const texts = new Map<string, string>();
  const listeners = new Set<() => void>();
  const checking = new Set<string>();
  let loaded = false;
  let loading: Promise<void> | undefined;

  const notify = (): void => listeners.forEach((listener) => listener());

  const subscription = secrets.onDidChange(({ key }) => {
    if (loaded && isOurs(key)) void follow(key);
  });

  async function follow(key: string): Promise<void> {
    const text = await secrets.get(key);
    if (text === texts.get(key)) return;
    remember(key, text);
    notify();
  }

  function remember(key: string, text: string | undefined): void {
    if (text === undefined) texts.delete(key);
    else texts.set(key, text);
  }

  async function readAll(): Promise<boolean> {
    const keys = new Set([...(await secrets.keys()).filter(isOurs), ...texts.keys()]);
    const changes = await Promise.all([...keys].map(async (key) => {
      const text = await secrets.get(key);
      const changed = text !== texts.get(key);
      remember(key, text);
      return changed;
    }));
    return changes.includes(true);
  }

  async function load(): Promise<void> {
    await readAll();
    loaded = true;
    for (const [key, text] of texts) {
      const reading = key.startsWith('account/') ? readAccountRecord(text) : readPendingRecord(text);
      if ('problem' in reading) log.warn('a stored secret cannot be read and is left as it is', { kind: key.split('/')[0], problem: reading.problem });
    }
    notify();
  }

  function all<Output extends { readonly server: string }>(prefix: string, read: (text: string) => Reading<Output>): Output[] {
    return [...texts]
      .filter(([key]) => key.startsWith(prefix))
      .map(([, text]) => read(text))
      .flatMap((reading) => ('record' in reading ? [reading.record] : []))
      .filter(({ server }) => server === currentServer());
  }

  async function write(key: string, record: AccountRecord | PendingRecord): Promise<void> {
    const text = JSON.stringify(record);
    if (texts.get(key) === text) return;
    await secrets.store(key, text);
    texts.set(key, text);
    notify();
  }

  async function remove(key: string): Promise<void> {
    await secrets.delete(key);
    if (texts.delete(key)) notify();
  }

  return {
    /** Reads the store once; later calls wait for the same reading. */
    load: (): Promise<void> => (loading ??= load()),

    /** Catches up with what other windows have written, should their events still be under way. */
    async sync(): Promise<void> {
      if (await readAll()) notify();
    },

    snapshot(): Snapshot {
      const accounts = all('account/', readAccountRecord);
      const inUse = new Set(accounts.flatMap((account) => authCookie(account) ?? []));
      return {
        loaded,
        accounts: accounts.sort((a, b) => a.displayName.localeCompare(b.displayName)).map((record) => accountView(record, checking.has(record.userId))),
        // A crash between storing the account and dropping its pending sign-in leaves both with the same cookie.
        pending: all('pending/', readPendingRecord).filter((pending) => !inUse.has(authCookie(pending) ?? '')).map(pendingView),
      };
    },

    onDidChange(listener: () => void): { dispose(): void } {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },

    /** Every account, cookies included. */
    records: (): readonly AccountRecord[] => all('account/', readAccountRecord),

    account: (userId: string): AccountRecord | undefined =>
      all('account/', readAccountRecord).find((record) => record.userId === userId),

    pending: (id: string): PendingRecord | undefined => all('pending/', readPendingRecord).find((record) => record.id === id),

    /** @throws what the secret store throws; nothing has changed then */
    writeAccount: (record: AccountRecord): Promise<void> => write(accountKey(record.userId), record),

    /**
     * Changes an account as it stands in the store at this moment, which another window may have changed since.
     *
     * @returns the record as written, or `undefined` if the account is gone
     */
    async updateAccount(userId: string, change: (record: AccountRecord) => AccountRecord): Promise<AccountRecord | undefined> {
      await follow(accountKey(userId));
      const record = this.account(userId);
      if (!record) return undefined;
      const changed = change(record);
      await write(accountKey(userId), changed);
      return changed;
    },

    /**
     * Shows an account as being checked.
     *
     * @returns ends it
     */
    markChecking(userId: string): () => void {
      checking.add(userId);
      notify();
      return () => {
        if (checking.delete(userId)) notify();
      };
    },

    writePending: (record: PendingRecord): Promise<void> => write(pendingKey(record.id), record),
    removePending: (id: string): Promise<void> => remove(pendingKey(id)),

    dispose: (): void => subscription.dispose(),
  };
}

function isOurs(key: string): boolean {
  return key.startsWith('account/') || key.startsWith('pending/');
}

function authCookie({ cookies }: { readonly cookies: AccountRecord['cookies'] }): string | undefined {
  return cookies.find(({ name }) => name === 'auth')?.value;
}

function accountView(record: AccountRecord, checking: boolean): AccountView {
  const { userId, displayName, state, profile, signedInAt, cookies } = record;
  const auth = knownState(state).kind === 'signedOut' ? undefined : authCookie(record);
  const twoFactor = cookies.find(({ name }) => name === 'twoFactorAuth');
  const trustedUntil = twoFactor && (readTwoFactorToken(twoFactor.value).until ?? twoFactor.expires);
  return {
    userId, displayName, state, checking, profile, signedInAt,
    ...(auth !== undefined && { authCookieHint: `${auth.slice(0, auth.startsWith('authcookie_') ? 15 : 4)}…` }),
    ...(trustedUntil !== undefined && { trustedUntil }),
  };
}

function pendingView({ id, loginName, methods, startedAt }: PendingRecord): PendingView {
  return { id, methods, startedAt, ...(loginName !== undefined && { loginName }) };
}
