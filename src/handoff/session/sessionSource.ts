import { accountId, type AccountId } from '../../accounts/accountId.ts';
import type { MementoPort } from '../../accounts/accountMemory.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import { isDead } from '../../accounts/sessionState.ts';
import { environmentId, readEnvironmentSession } from './environmentSession.ts';
import { fingerprint } from './fingerprint.ts';
import { readHandoffSession, type HandoffSession } from './handoffSession.ts';
import type { VariableNames } from './variableNames.ts';

export interface SessionSourcePorts {
  readonly store: AccountStore;
  /** The environment of the extension host. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly names: () => VariableNames;
  readonly signInServer: () => string;
  /** Shared by all windows; contains no secrets. */
  readonly memory: MementoPort;
}

const endedKey = 'endedEnvironmentSession';

export type SessionSource = ReturnType<typeof createSessionSource>;

/** The sessions that can be handed to other programs: stored accounts, and the environment. */
export function createSessionSource({ store, environment, names, signInServer, memory }: SessionSourcePorts) {
  const inEnvironment = (): HandoffSession | undefined => readEnvironmentSession(environment, names(), signInServer());
  /** The stored account that has the environment's session as well, when it was last looked for. */
  let owner = findOwner();

  function findOwner(): AccountId | undefined {
    const records = store.records();
    const value = records.length === 0 ? undefined : inEnvironment()?.auth.value.reveal();
    return value === undefined ? undefined : records.find(({ cookies }) => cookies.some((cookie) => cookie.value === value));
  }

  /** The variable outlives the session: once its account was signed out or renewed, it is useless. */
  store.onDidChange(() => {
    const before = owner;
    owner = findOwner();
    const session = inEnvironment();
    const isReplaced = before !== undefined && owner === undefined && store.account(before) !== undefined;
    if (isReplaced && session) void memory.update(endedKey, fingerprint(session.auth.value.reveal()));
  });

  /** Ignores a session that is also stored: a VS Code started from one of its own terminals inherits that account's variables. */
  function fromEnvironment(): HandoffSession | undefined {
    const session = inEnvironment();
    const isOffered = session && findOwner() === undefined && memory.get(endedKey) !== fingerprint(session.auth.value.reveal());
    return isOffered ? session : undefined;
  }

  function of(account: AccountId): HandoffSession | undefined {
    if (account.userId === environmentId) return fromEnvironment();
    const record = store.account(account);
    return record && readHandoffSession(record);
  }

  return {
    of,
    fromEnvironment,

    /**
     * Whether a session that was handed out has ended here, for a reason that is known: never because it cannot be seen at the moment.
     *
     * @param print - the session's fingerprint
     */
    hasEnded: (account: AccountId, print: string): boolean =>
      account.userId === environmentId || account.userId.startsWith(`${environmentId}/`)
        ? memory.get(endedKey) === print
        : store.endOf(account) !== undefined,

    /** The session of the active account; of the environment if no account is active. Nothing stands in for an account without a session. */
    active(): HandoffSession | undefined {
      const record = store.activeAccount();
      return record ? readHandoffSession(record) : fromEnvironment();
    },

    /** Whether programs cannot use the session of a stored account, by the server's last word. */
    isDead(account: AccountId): boolean {
      const record = store.account(account);
      return record !== undefined && isDead(record.state);
    },

    /** Sessions that are not known to be dead. */
    usable(): HandoffSession[] {
      const stored = store
        .records()
        .filter(({ state }) => !isDead(state))
        .flatMap((record) => readHandoffSession(record) ?? []);
      const outside = fromEnvironment();
      return outside ? [...stored, outside] : stored;
    },

    /** A session's account, with its name as it may be shown. */
    named: (session: HandoffSession): AccountId & { readonly displayName: string } =>
      store.view(session) ?? { ...accountId(session), displayName: session.displayName },
  };
}
