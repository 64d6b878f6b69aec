import { isSameAccount, type AccountId } from '../../../src/accounts/accountId.ts';
import { createAccountMemory, type MementoPort } from '../../../src/accounts/accountMemory.ts';
import { createAccountStore } from '../../../src/accounts/accountStore.ts';
import { createAddressSalt } from '../../../src/accounts/addressSalt.ts';
import { createClientProvider } from '../../../src/accounts/clientProvider.ts';
import { createGrants } from '../../../src/accounts/grants.ts';
import { once } from '../../../src/accounts/once.ts';
import type { Logger } from '../../../src/accounts/ports.ts';
import { createServerAccess } from '../../../src/accounts/serverAccess.ts';
import { createSessionActions } from '../../../src/accounts/sessionActions.ts';
import { createSessionsElsewhere } from '../../../src/accounts/sessionsElsewhere.ts';
import type { SignInPorts } from '../../../src/accounts/signInPorts.ts';
import { createStoredPauses } from '../../../src/accounts/storedPauses.ts';
import { createGrantExpiry } from '../../../src/handoff/access/grantExpiry.ts';
import { createSessionSource } from '../../../src/handoff/session/sessionSource.ts';
import { defaultVariableNames } from '../../../src/handoff/session/variableNames.ts';
import { createMemoryMemento } from './memoryMemento.ts';
import { createObservantServer, ownerOf, readSeen, type ObservantServer, type SeenRequest } from './observantServer.ts';
import { createSlowLocks, createSlowSecrets } from './twoMachines.ts';
import { createVirtualTime } from './virtualTime.ts';

export const addresses = ['https://api.vrchat.cloud/api/1', 'http://127.0.0.1:8978/api/1'] as const;
export const [real, emulated] = addresses;
export type Address = (typeof addresses)[number];

const silent: Logger = { info: () => undefined, warn: () => undefined };
const openly = { hidden: false, placeholder: String };
const hourMs = 60 * 60_000;

/** One after the other, so that no code of one run counts as sent in the next. */
let runs = 0;

/** A login or a code that was sent without the user. */
interface AutomaticLogin {
  readonly at: number;
  readonly host: string;
  readonly account: AccountId;
  /** VRChat has refused the password or the code. */
  isRefused: boolean;
}

export type World = ReturnType<typeof createWorld>;
export type HostWindow = ReturnType<World['openWindow']>;
export type Host = World['hosts'][number];

/**
 * Two machines with extension hosts of their own, which share the secrets of VS Code and nothing else, and two servers whose users have the
 * same IDs. Both have a port on which an emulator may run, and anybody else after it has ended.
 *
 * @param hostIds - of the machines
 * @param jitter - a number from 0 to 1, for how long each answer takes
 */
export function createWorld(hostIds: readonly [string, string], sameNetwork: boolean, jitter: () => number) {
  const time = createVirtualTime(Date.UTC(2030, 0, 1) + ++runs * 24 * hourMs);
  /** What must never happen, and did. */
  const violations: string[] = [];
  const servers: Readonly<Record<Address, ObservantServer>> = {
    [real]: createObservantServer('vrchat', time.now),
    [emulated]: createObservantServer('emulator', time.now),
  };
  /** Another program, which gets the port of an emulator that has ended. */
  const stranger = createObservantServer('stranger', time.now);
  const automatic: AutomaticLogin[] = [];
  const windows = new Map<string, { readonly host: Host; readonly isAlive: () => boolean }>();
  let ids = 0;

  const secrets = createSlowSecrets(time, (key, before, text) => {
    // Cookies are numbered, so an older one in place of a newer one is a lost write.
    const [older, newer] = [cookieNumber(before), cookieNumber(text)];
    if (key.startsWith('session2/') && older !== undefined && newer !== undefined && newer < older) violations.push(`lost write of ${key}`);
  });

  const hosts = hostIds.map((id, index) => ({
    id,
    /** Of every call from there to the store of secrets. */
    latency: index === 0 ? 1 : 200,
    publicAddress: `203.0.113.${sameNetwork ? 1 : index + 1}`,
    /** Of its windows: files and processes belong to a machine. */
    state: new Map<string, unknown>(),
    locks: createSlowLocks(time),
    running: new Set<number>(),
    setting: real as Address,
    /** The process of the emulator's window. */
    emulator: undefined as number | undefined,
    /** The user has named the emulator's port in the setting, which vouches for any program that listens there. */
    hasWord: false,
    /** When a machine's user has last done something about an account that makes automatic sign-in possible again. */
    acts: new Map<string, number>(),
    /** Accounts whose automatic sign-in VRChat has refused, as one of the windows knows. */
    refused: new Set<string>(),
  }));

  /** Who answers at an address, called from a machine. */
  function listener(address: Address, host: Host): ObservantServer | undefined {
    if (address === real) return servers[real];
    if (host.emulator !== undefined && host.running.has(host.emulator)) return servers[emulated];
    return host.hasWord ? undefined : stranger;
  }

  const everyone = [...Object.values(servers)];

  /** Holds a request to what its server may see. */
  function inspect(server: ObservantServer, request: SeenRequest): void {
    const report = (what: string): void => void violations.push(`${what} was sent to ${server.name} with ${request.path}`);
    for (const cookie of [request.authCookie, request.trustCookie]) {
      if (cookie !== undefined && !ownerOf(cookie)?.startsWith(`${server.name}_`)) report(`cookie ${cookie}`);
    }
    const { password, code } = request;
    if (password !== undefined && !server.users.some((user) => user.password === password)) report(password);
    if (code !== undefined && !server.users.some(({ id }) => server.codesOf(id).includes(code))) report(`code ${code}`);
    for (const other of everyone.filter((candidate) => candidate !== server)) {
      if (code !== undefined && other.users.some(({ id }) => other.codesOf(id).includes(code))) report(`code of ${other.name}`);
    }
  }

  function noteAutomatic(login: AutomaticLogin): void {
    const { account, host, at } = login;
    automatic.push(login);
    const ofHost = automatic.filter((one) => one.host === host && isSameAccount(one.account, account) && one.at > at - hourMs);
    if (ofHost.length > 3) violations.push(`${ofHost.length} logins in an hour of ${account.userId} at ${account.server}`);
    const found = hosts.find(({ id }) => id === host);
    if (found?.refused.has(keyOf(account))) violations.push(`another login after a refusal of ${account.userId} at ${account.server}`);
  }

  const after = (milliseconds: number): Promise<void> => time.wait(milliseconds);

  /** The network. The User-Agent says which window sends. */
  async function fetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const url = input instanceof Request ? input.url : input.toString();
    const [, windowName = '', way] = /^Test\/1 (\S+)\.(user|renewal)@/.exec(new Headers(init.headers).get('user-agent') ?? '') ?? [];
    const window = windows.get(windowName);
    const address = addresses.find((candidate) => new URL(candidate).origin === new URL(url).origin);
    if (!window || !address) throw new Error(`a request to ${url}`);
    if (!window.isAlive()) return new Promise(() => undefined);
    const { host } = window;
    const server = listener(address, host);
    const request = readSeen(url, init);
    if (server) inspect(server, request);
    if (way === 'renewal' && request.username !== undefined && server)
      noteAutomatic({ at: time.now(), host: host.id, account: { server: address, userId: `usr_${request.username}` }, isRefused: false });
    await after(20 + 700 * jitter());
    if (!server || listener(address, host) !== server) throw refusedConnection();
    const begun = automatic.length;
    const response = url.endsWith('/cdn-cgi/trace') ? new Response(`ip=${host.publicAddress}\n`) : server.answer(request);
    if (way === 'renewal' && response.status >= 400 && (request.username !== undefined || request.code !== undefined)) {
      const login = automatic.slice(0, begun).findLast((one) => one.host === host.id && one.account.server === address);
      if (login) login.isRefused = true;
    }
    await after(20 + 700 * jitter());
    return window.isAlive() ? response : new Promise(() => undefined);
  }

  function openWindow(host: Host) {
    const id = ++ids;
    const name = `window-${id}`;
    const owner = {};
    const crashed = Promise.withResolvers<undefined>();
    let alive = true;
    const isAlive = (): boolean => alive;
    host.running.add(id);
    windows.set(name, { host, isAlive });
    const port = secrets.open(host.latency, isAlive);
    const locks = host.locks.open(owner, isAlive);
    const state = ofWindow(createMemoryMemento(host.state), isAlive);
    const access = createServerAccess({
      memory: state,
      configured: () => host.setting,
      process: { id, machine: host.id, isRunning: (pid) => host.running.has(pid), bootedAt: () => 0 },
    });
    const store = createAccountStore({
      secrets: port,
      memory: createAccountMemory(state, createMemoryMemento(new Map())),
      hostId: () => Promise.resolve(host.id),
      locks,
      isGone: (server) => access.isGone(server),
      privacy: () => openly,
      log: silent,
    });
    const clock = { now: time.now, serverOffset: () => undefined, wait: time.wait };
    const salt = createAddressSalt(port, locks);
    const clientFor = (way: 'user' | 'renewal') =>
      createClientProvider(
        () => ({ userAgent: `Test/1 ${name}.${way}@vrchat-auth.org` }),
        access,
        () => undefined,
        (server) => createStoredPauses({ store, secrets: port, locks, now: time.now, log: silent }, server),
        salt,
      );
    const client = clientFor('user');
    const ports: SignInPorts = { store, client, clock, log: silent, locks, newId: () => `sign-in-${++ids}` };
    const grants = createGrants(port, host.id);
    const sessions = createSessionSource({
      store,
      environment: {},
      names: () => defaultVariableNames,
      signInServer: () => host.setting,
      memory: state,
    });
    /** As `grantedAccess.ts` does. */
    const expireGrants = once(async () => {
      await grants.load();
      createGrantExpiry({ store, grants });
    });
    return {
      id,
      host,
      store,
      grants,
      sessions,
      access,
      ports,
      renewalPorts: { ...ports, client: clientFor('renewal') },
      actions: createSessionActions({ store, client, clock, log: silent }),
      elsewhere: createSessionsElsewhere({ store, client, clock, log: silent }),
      isAlive,
      /** Ends what is done in this window when it crashes: nothing of it is ever answered. */
      whileAlive: (work: Promise<unknown>): Promise<unknown> => Promise.race([work, crashed.promise]),
      load: async (): Promise<void> => {
        await store.load();
        await expireGrants();
      },
      crash(): void {
        alive = false;
        host.running.delete(id);
        host.locks.crash(owner);
        crashed.resolve(undefined);
      },
    };
  }

  return { time, violations, servers, hosts, secrets, automatic, fetch, openWindow };
}

/** What a window writes after its crash is not written. */
function ofWindow(memento: MementoPort, isAlive: () => boolean): MementoPort {
  return { get: (key) => memento.get(key), update: (key, value) => (isAlive() ? memento.update(key, value) : Promise.resolve()) };
}

function cookieNumber(text: string | undefined): number | undefined {
  const number = /authcookie_(\d+)/.exec(text ?? '')?.[1];
  return number === undefined ? undefined : Number(number);
}

export const keyOf = ({ server, userId }: AccountId): string => `${server} ${userId}`;

const refusedConnection = (): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
