import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createAccountMemory } from '../../../src/accounts/accountMemory.ts';
import { createAccountStore, type AccountStore } from '../../../src/accounts/accountStore.ts';
import type { Logger, SecretPort } from '../../../src/accounts/ports.ts';
import { writeSessionPart } from '../../../src/accounts/records.ts';
import { sessionKey } from '../../../src/accounts/storeKeys.ts';
import { renewSession } from '../../../src/accounts/renewal.ts';
import { createSessionActions } from '../../../src/accounts/sessionActions.ts';
import { signIn } from '../../../src/accounts/signIn.ts';
import { knownState } from '../../../src/accounts/sessionState.ts';
import type { VRChatClient } from '../../../src/vrchat/client.ts';
import type { VRChatResult } from '../../../src/vrchat/errors.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { createMemoryLocks } from './memoryLocks.ts';
import { createMemoryMemento } from './memoryMemento.ts';
import { scriptedUser } from './scriptedUser.ts';

const host = 'host-1';
const server = 'http://127.0.0.1:1/api/1';
const names = ['alice', 'bob'] as const;
type Name = (typeof names)[number];
const userIdOf = (name: Name): string => `usr_${name}`;
const silent: Logger = { info: () => undefined, warn: () => undefined };
const openly = { hidden: false, placeholder: String };

type Step =
  | {
      readonly do: 'signIn' | 'signOut' | 'verify' | 'forget' | 'switch' | 'expire' | 'renew';
      readonly window: number;
      readonly name: Name;
    }
  | { readonly do: 'crash'; readonly window: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('signIn', 'signIn', 'verify', 'verify', 'signOut', 'forget', 'switch', 'expire', 'renew'),
      window: fc.nat({ max: 2 }),
      name: fc.constantFrom('alice', 'alice', 'bob'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash'), window: fc.nat({ max: 2 }) }) },
);

/** A service that tracks its sessions and what it has said about each. The scheduler decides when its responses arrive. */
function createService(scheduler: fc.Scheduler) {
  const alive = new Map<string, Name>();
  /** Every session that the service has ever confirmed. */
  const confirmed = new Set<string>();
  const denied = new Set<string>();
  const loginsInFlight = new Map<Name, number>();
  let mostAtOnce = 0;
  let issued = 0;

  const answer = <Value>(label: string, work: () => VRChatResult<Value>): Promise<VRChatResult<Value>> =>
    scheduler.schedule(Promise.resolve(), label).then(work);
  const cookieOf = (session: Parameters<VRChatClient['logout']>[0]): string => session.cookies.get('auth')?.reveal() ?? '';
  const judge = <Value>(cookie: string, value: (name: Name) => Value): VRChatResult<Value> => {
    const name = alive.get(cookie);
    if (name === undefined) {
      denied.add(cookie);
      return { ok: false, error: { kind: 'missingCredentials' } };
    }
    confirmed.add(cookie);
    return { ok: true, value: value(name) };
  };
  const user = (name: Name) => ({ id: userIdOf(name), displayName: name, username: name, tags: [] });

  const client = {
    async getCurrentUser(session, input) {
      const credentials = input?.credentials;
      if (!credentials) return answer('read', () => judge(cookieOf(session), user));
      const name = credentials.username as Name;
      loginsInFlight.set(name, (loginsInFlight.get(name) ?? 0) + 1);
      mostAtOnce = Math.max(mostAtOnce, loginsInFlight.get(name) ?? 0);
      const result = await answer('login', () => {
        const cookie = `authcookie_${++issued}`;
        alive.set(cookie, name);
        session.cookies.apply([`auth=${cookie}; Path=/; HttpOnly`]);
        return judge(cookie, user);
      });
      loginsInFlight.set(name, (loginsInFlight.get(name) ?? 1) - 1);
      return result;
    },
    verifyAuthToken: (session) => answer('verify', () => judge(cookieOf(session), () => ({ ok: true, token: cookieOf(session) }))),
    logout: (session) =>
      answer('logout', () => {
        alive.delete(cookieOf(session));
        return { ok: true, value: { success: { message: 'Ok!', status_code: 200 } } };
      }),
  } as Pick<VRChatClient, 'getCurrentUser' | 'verifyAuthToken' | 'logout'> as VRChatClient;

  return {
    client,
    confirmed,
    denied,
    get mostAtOnce() {
      return mostAtOnce;
    },
    expire(name: Name): void {
      for (const [cookie, owner] of alive) if (owner === name) alive.delete(cookie);
    },
  };
}

/**
 * VS Code's secret storage: asynchronous, in order per key, announced to every window, without an atomic read and write. The writes of one
 * window reach the others later.
 */
function createSharedSecrets(scheduler: fc.Scheduler) {
  const values = new Map<string, string>();
  const lostUpdates: string[] = [];
  const windows = new Set<{ readonly seen: Map<string, string>; readonly listeners: Set<(event: { readonly key: string }) => void> }>();
  const queues = new Map<string, Promise<unknown>>();
  const spreading = new Set<Promise<void>>();
  const enqueue = <Value>(queue: string, work: () => Value): Promise<Value> => {
    const turn = (queues.get(queue) ?? Promise.resolve()).then(() => scheduler.schedule(Promise.resolve(), queue)).then(work);
    queues.set(queue, turn);
    return turn;
  };
  const put = (target: Map<string, string>, key: string, value: string | undefined): void => {
    if (value === undefined) target.delete(key);
    else target.set(key, value);
  };
  const spread = (key: string, value: string | undefined): void => {
    const spreadOut = enqueue(`spread ${key}`, () => {
      // Cookies are numbered, so an older one in place of a newer one is a lost update.
      if (cookieNumber(value) !== undefined && (cookieNumber(value) ?? 0) < (cookieNumber(values.get(key)) ?? 0)) lostUpdates.push(key);
      put(values, key, value);
      for (const { seen, listeners } of windows) {
        put(seen, key, value);
        void scheduler.schedule(Promise.resolve(), `event ${key}`).then(() => listeners.forEach((listener) => listener({ key })));
      }
    });
    spreading.add(spreadOut);
    void spreadOut.then(() => spreading.delete(spreadOut));
  };
  return {
    values,
    lostUpdates,
    /** Waits until all windows know everything that is stored. */
    spreadOut: (): Promise<unknown> => Promise.all(spreading),
    open(): SecretPort & { crash(): void } {
      const window = { seen: new Map(values), listeners: new Set<(event: { readonly key: string }) => void>() };
      windows.add(window);
      const write = (key: string, value: string | undefined): Promise<void> =>
        enqueue(`write ${key}`, () => {
          put(window.seen, key, value);
          spread(key, value);
        });
      return {
        get: (key) => enqueue(`get ${key}`, () => window.seen.get(key)),
        keys: () => scheduler.schedule(Promise.resolve(), 'keys').then(() => [...window.seen.keys()]),
        store: write,
        delete: (key) => write(key, undefined),
        onDidChange(listener) {
          window.listeners.add(listener);
          return { dispose: () => window.listeners.delete(listener) };
        },
        crash: () => window.listeners.clear(),
      };
    },
  };
}

function cookieNumber(text: string | undefined): number | undefined {
  const number = /authcookie_(\d+)/.exec(text ?? '')?.[1];
  return number === undefined ? undefined : Number(number);
}

function authCookieIn(store: AccountStore, name: Name): string | undefined {
  return store.account({ server, userId: userIdOf(name) })?.cookies.find((cookie) => cookie.name === 'auth')?.value;
}

it(
  'loses no account, logs in once at a time, and shows only states from the server, however windows interleave',
  { timeout: 30 * 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(step, { minLength: 2, maxLength: 16, size: 'max' }), async (scheduler, steps) => {
        const service = createService(scheduler);
        const secrets = createSharedSecrets(scheduler);
        const locks = createMemoryLocks(secrets.spreadOut);
        const everywhere = new Map<string, unknown>();
        let ids = 0;
        const openWindow = () => {
          const port = secrets.open();
          const memory = createAccountMemory(createMemoryMemento(everywhere), createMemoryMemento(new Map()));
          const store = createAccountStore({
            secrets: port,
            memory,
            hostId: () => Promise.resolve(host),
            locks,
            isGone: () => false,
            privacy: () => openly,
            log: silent,
          });
          const ports = {
            store,
            client: () => ({ client: service.client, server, publicAddress: () => Promise.resolve(undefined) }),
            clock: { now: Date.now, serverOffset: () => undefined, wait },
            log: silent,
            locks,
            newId: () => `pending-${++ids}`,
          };
          void store.load();
          return { port, store, ports, actions: createSessionActions(ports) };
        };
        const windows = [openWindow(), openWindow(), openWindow()];
        const forgotten = new Set<Name>();
        const everSignedIn = new Set<Name>();

        const run = async (next: Step): Promise<void> => {
          const window = windows[next.window];
          if (!window) return;
          await window.store.load();
          if (next.do === 'crash') {
            window.port.crash();
            windows[next.window] = openWindow();
            return;
          }
          const account = { server, userId: userIdOf(next.name) };
          switch (next.do) {
            case 'signIn': {
              const { prompter } = scriptedUser([{ types: next.name }, { types: 'password' }]);
              const outcome = await signIn({ ...window.ports, prompter }, { kind: 'fromScratch', server });
              if (outcome.kind === 'signedIn') everSignedIn.add(next.name);
              await window.store.updateAccount(account, (record) => ({ ...record, password: secret('password') }));
              break;
            }
            case 'signOut':
              await window.actions.signOut(account);
              break;
            case 'verify':
              await window.actions.verify(account);
              break;
            case 'forget':
              forgotten.add(next.name);
              await window.store.forgetAccount(account);
              break;
            case 'switch':
              await window.store.activate(account, 'everywhere');
              break;
            case 'expire':
              service.expire(next.name);
              break;
            case 'renew':
              await renewSession(account, window.ports);
          }
        };
        const all = Promise.all(steps.map(run));
        await scheduler.waitFor(all);
        await scheduler.waitIdle();

        expect(secrets.lostUpdates).toEqual([]);
        expect(service.mostAtOnce).toBeLessThanOrEqual(1);
        for (const name of everSignedIn) {
          if (!forgotten.has(name))
            expect(secrets.values.has(sessionKey(host, { server, userId: userIdOf(name) })), `${name} is lost`).toBe(true);
        }
        for (const { store } of windows) {
          await scheduler.waitFor(store.load());
          for (const { userId, state } of store.snapshot().accounts) {
            const name = names.find((candidate) => userIdOf(candidate) === userId);
            const cookie = name && authCookieIn(store, name);
            const known = knownState(state).kind;
            if (known === 'valid') expect(cookie !== undefined && service.confirmed.has(cookie), `${userId} is called valid`).toBe(true);
            if (known === 'expired') expect(cookie !== undefined && service.denied.has(cookie), `${userId} is called expired`).toBe(true);
            expect(['valid', 'expired', 'signedOut']).toContain(known);
            // Every window shows the stored state.
            const record = store.account({ server, userId });
            expect(record && writeSessionPart(record)).toBe(secrets.values.get(sessionKey(host, { server, userId })));
          }
        }
      }),
      { numRuns: Number(process.env.SOAK_RUNS ?? 1000) },
    );
  },
);
