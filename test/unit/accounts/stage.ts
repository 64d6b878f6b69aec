import { onTestFinished } from 'vitest';
import type { AccountId } from '../../../src/accounts/accountId.ts';
import { createAccountMemory } from '../../../src/accounts/accountMemory.ts';
import { createAccountStore, type AccountStore } from '../../../src/accounts/accountStore.ts';
import { createAddressSalt } from '../../../src/accounts/addressSalt.ts';
import { createExchangeHistory } from '../../../src/accounts/exchangeHistory.ts';
import type { ClientProvider, Logger, SecretPort } from '../../../src/accounts/ports.ts';
import { createSessionActions } from '../../../src/accounts/sessionActions.ts';
import { signIn, type SignInOutcome, type SignInStart } from '../../../src/accounts/signIn.ts';
import type { SignInPorts } from '../../../src/accounts/signInPorts.ts';
import { sessionKey, sharedKey } from '../../../src/accounts/storeKeys.ts';
import { createStoredPauses } from '../../../src/accounts/storedPauses.ts';
import { demoAccounts } from '../../../src/emulator/accountSeed.ts';
import { startEmulator, type EmulatorOptions } from '../../../src/emulator/emulator.ts';
import { emulatorControl } from '../../emulatorControl.ts';
import { createVRChatClient } from '../../../src/vrchat/client.ts';
import { readPublicAddress } from '../../../src/vrchat/publicAddress.ts';
import { createMemoryLocks } from './memoryLocks.ts';
import { createMemoryMemento } from './memoryMemento.ts';
import { createMemorySecrets } from './memorySecrets.ts';
import { scriptedUser, type Move, type Shown } from './scriptedUser.ts';

const openly = { hidden: false, placeholder: (number: number) => `Account ${number}` };
const silent: Logger = { info: () => undefined, warn: () => undefined };

/** The extension host of windows that name none. */
export const testHost = 'host-1';

interface WindowOptions {
  readonly server?: string;
  /** Whether privacy mode is on. */
  readonly isPrivate?: boolean;
  readonly fetch?: typeof globalThis.fetch;
  /** The extension host it runs in. */
  readonly host?: string;
  /** The state of its VS Code profile. */
  readonly memento?: Map<string, unknown>;
  /** The state of its workspace; by default an empty one. */
  readonly workspace?: Map<string, unknown>;
  /** The secret store as it sees it. */
  readonly port?: SecretPort;
}

/** Where a sign-in begins; at the window's server if it names none. */
type Start =
  | Exclude<SignInStart, { readonly kind: 'fromScratch' | 'withCookie' }>
  | { readonly kind: 'fromScratch'; readonly server?: string }
  | { readonly kind: 'withCookie'; readonly server?: string; readonly cookies?: string };

/** A VS Code window without VS Code: the stored state, and the user's actions. */
export interface Window {
  /** Where its new sign-ins go. */
  readonly server: string;
  readonly store: AccountStore;
  readonly actions: ReturnType<typeof createSessionActions>;
  readonly signInPorts: SignInPorts;
  signIn(
    start: Start,
    moves: readonly Move[],
    options?: { readonly remembers?: boolean },
  ): Promise<{ readonly outcome: SignInOutcome; readonly shown: readonly Shown[]; readonly offers: readonly string[] }>;
}

export interface StageOptions extends EmulatorOptions {
  /** Lets the emulator keep the stage's time, which is ahead of the emulator's by this much. Otherwise it keeps the machine's. */
  readonly clockAheadMs?: number;
}

/** A running emulator, a secret store, and windows that use them. Everything is closed after the test. */
export async function setStage({ clockAheadMs, ...options }: StageOptions = {}) {
  let clockOffset = 0;
  const now = (): number => Date.now() + clockOffset;
  const isShared = clockAheadMs !== undefined;
  const emulator = await startEmulator({ ...(isShared && { now: () => now() - clockAheadMs }), ...options });
  const history = createExchangeHistory(now);
  onTestFinished(() => emulator.close());
  const secrets = createMemorySecrets();
  const control = emulatorControl(emulator.address);
  const mementoValues = new Map<string, unknown>();
  let ids = 0;
  const clock = {
    now,
    serverOffset: (server: string) => (isShared ? history.clock.serverOffset(server) : undefined),
    wait: (milliseconds: number): Promise<void> => {
      clockOffset += milliseconds;
      return Promise.resolve();
    },
  };
  const locks = createMemoryLocks();
  /** Hosts have their own files, and so their own locks. */
  const locksOf = memoized((host) => (host === testHost ? locks : createMemoryLocks()));
  /** Servers that nobody vouches for. */
  const gone = new Set<string>();

  return {
    ...control,
    emulator,
    secrets,
    /** The state outside the secret store. */
    memento: mementoValues,
    clock,
    locks,
    gone,
    advanceClock(milliseconds: number): void {
      clockOffset += milliseconds;
    },
    fault: (operation: string, fault: string, times = 1) => control.fault(operation, fault, times),

    async openWindow({
      server = emulator.address,
      isPrivate = false,
      fetch,
      host = testHost,
      workspace = new Map(),
      memento = mementoValues,
      port = secrets.open(),
    }: WindowOptions = {}): Promise<Window> {
      const memory = createAccountMemory(createMemoryMemento(memento), createMemoryMemento(workspace));
      const store = createAccountStore({
        secrets: port,
        memory,
        hostId: () => Promise.resolve(host),
        locks: locksOf(host),
        isGone: (address) => gone.has(address),
        privacy: () => ({ ...openly, hidden: isPrivate }),
        log: silent,
      });
      onTestFinished(() => store.dispose());
      await store.load();
      const clientOf = memoized((address) =>
        createVRChatClient({
          server: address,
          userAgent: 'VRChatAuthTest/1.0 tests@vrchat-auth.org',
          now: clock.now,
          onExchange: (exchange) => history.note(exchange, address),
          pauseMemory: createStoredPauses({ store, secrets: port, locks: locksOf(host), now, log: silent }, address),
          ...(fetch && { fetch }),
        }),
      );
      const userAgent = 'VRChatAuthTest/1.0 tests@vrchat-auth.org';
      const salt = createAddressSalt(port, locksOf(host));
      const client: ClientProvider = (address) =>
        gone.has(address)
          ? { problem: { kind: 'serverGone', server: address } }
          : {
              client: clientOf(address),
              server: address,
              publicAddress: async () => readPublicAddress({ server: address, userAgent, salt: await salt() }),
            };
      const signInPorts: SignInPorts = { store, client, clock, log: silent, locks: locksOf(host), newId: () => `sign-in-${++ids}` };
      return {
        server,
        store,
        signInPorts,
        actions: createSessionActions({ store, client, clock, log: silent }),
        async signIn(start, moves, { remembers = false } = {}) {
          const { prompter, shown, offers } = scriptedUser(moves, remembers);
          const complete: SignInStart = start.kind === 'fromScratch' || start.kind === 'withCookie' ? { server, ...start } : start;
          const outcome = await signIn({ ...signInPorts, prompter }, complete);
          return { outcome, shown, offers };
        },
      };
    },
  };
}

/** The keys of an account's session and of what all hosts share of it. */
export const keysOf = (account: AccountId, host = testHost): [session: string, shared: string] => [
  sessionKey(host, account),
  sharedKey(account),
];

function memoized<Value>(make: (address: string) => Value): (address: string) => Value {
  const made = new Map<string, Value>();
  return (address) => {
    const value = made.get(address) ?? make(address);
    made.set(address, value);
    return value;
  };
}

export type Stage = Awaited<ReturnType<typeof setStage>>;

/** User name and password of a demo account. */
export function demo(username: 'DevUser' | 'MailUser' | 'plainuser') {
  const account = demoAccounts.find((candidate) => candidate.username === username);
  if (!account) throw new Error(`no demo account ${username}`);
  return account;
}
