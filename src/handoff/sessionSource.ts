import type { AccountStore } from '../accounts/accountStore.ts';
import { knownState } from '../accounts/sessionState.ts';
import { environmentId, readEnvironmentSession } from './environmentSession.ts';
import { readHandedSession, type HandedSession } from './handedSession.ts';
import type { VariableNames } from './variableNames.ts';

export interface SessionSourcePorts {
  readonly store: AccountStore;
  /** The environment of the extension host. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly names: () => VariableNames;
  readonly currentServer: () => string;
}

export type SessionSource = ReturnType<typeof createSessionSource>;

/** Where the sessions that are handed to other programs come from: the stored accounts, and the environment. */
export function createSessionSource({ store, environment, names, currentServer }: SessionSourcePorts) {
  /** Not what a stored account has as well: a VS Code started from one of its own terminals inherits that account's variables. */
  function fromEnvironment(): HandedSession | undefined {
    const session = readEnvironmentSession(environment, names(), currentServer());
    const value = session?.auth.value.reveal();
    return store.records().some(({ cookies }) => cookies.some((cookie) => cookie.value === value)) ? undefined : session;
  }

  function of(userId: string): HandedSession | undefined {
    if (userId === environmentId) return fromEnvironment();
    const record = store.account(userId);
    return record && readHandedSession(record);
  }

  return {
    of,
    fromEnvironment,

    /** The session that is meant where no account is named. */
    active(): HandedSession | undefined {
      const record = store.activeAccount();
      return (record && readHandedSession(record)) ?? fromEnvironment();
    },

    /** Sessions that the server is not known to have ended. */
    usable(): HandedSession[] {
      const stored = store.records().filter(({ state }) => knownState(state).kind !== 'expired').flatMap((record) => readHandedSession(record) ?? []);
      const outside = fromEnvironment();
      return outside ? [...stored, outside] : stored;
    },

    /** An account's name as it may be shown. */
    nameOf: ({ userId, displayName }: HandedSession): string =>
      store.snapshot().accounts.find((account) => account.userId === userId)?.displayName ?? displayName,
  };
}
