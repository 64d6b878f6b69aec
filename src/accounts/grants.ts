import { createHash } from 'node:crypto';
import { isSameAccount, type AccountId } from './accountId.ts';
import { once } from './once.ts';
import { pastTime } from './pastTime.ts';
import type { SecretPort } from './ports.ts';
import { hasTexts, isObject, readEntries, readText } from './storedShapes.ts';

/** The environment variables that a hand-off sets, by what they contain, such as `authCookie`. An empty name leaves one out. */
export type GrantedNames = Readonly<Record<string, string>>;

/** What programs are given: an address of the session gateway, or the session's cookies. Never both. */
export type Carried = 'gateway' | 'cookies';

/** How a session gets to the programs of a folder. */
export type GrantWay =
  /** New terminals, tasks and debugging. */
  | { readonly kind: 'terminals'; readonly carries: Carried; readonly names: GrantedNames }
  /** One `${command:…}` variable. */
  | {
      readonly kind: 'variable';
      readonly variable: string;
      /** The program names the account, so that it can read several. */
      readonly isNamed?: true;
    }
  /** One `.env` file. `follows`: it gets renewed sessions. */
  | {
      readonly kind: 'environmentFile';
      readonly uri: string;
      readonly carries: Carried;
      readonly names: GrantedNames;
      readonly follows: boolean;
    }
  /** An address that the user copied. */
  | { readonly kind: 'gateway' }
  /** The tools of agents. */
  | { readonly kind: 'agentTools' };

/** What the user allowed: the programs of one folder get the session of one account, in one way. Contains no secret. */
export interface Grant {
  /** Identifies the folder, the account and the way. */
  readonly id: string;
  /** The URI of the folder. */
  readonly folder: string;
  readonly account: AccountId;
  readonly way: GrantWay;
  /** Names the folder's program, its version and a contact, as `userAgentProblem` accepts it. */
  readonly userAgent: string;
  /** When it was first allowed, in milliseconds since the epoch; absent in grants of earlier versions. */
  readonly since?: number;
}

export type Grants = ReturnType<typeof createGrants>;

const keyPrefix = 'grant/';
const formatVersion = 1;

/** What a grant is: the folder, the account and the way. Whatever else is in it can change. */
export function grantId({ folder, account, way }: Pick<Grant, 'folder' | 'account' | 'way'>): string {
  const detail = way.kind === 'variable' ? way.variable : way.kind === 'environmentFile' ? way.uri : '';
  const identity = JSON.stringify([folder, account.server, account.userId, way.kind, detail]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 32);
}

/**
 * The grants of all folders of this extension host, as entries of the secret store, so that all windows see them and no repository can bring
 * one along. Another host, such as a remote one, shares the secrets: its folders may have the same URI, and its sessions are its own. An entry
 * that cannot be read grants nothing and is left alone.
 *
 * A grant is only ever added whole, by the user, and removed whole. It never changes by itself, so that revoking it in one window cannot be
 * undone by a write of another.
 *
 * @param host - names this extension host
 * @param now - milliseconds since the epoch
 */
export function createGrants(secrets: SecretPort, host: string, now: () => number = Date.now) {
  const ownPrefix = `${keyPrefix}${host}/`;
  /** By their keys; of all hosts. */
  const grants = new Map<string, Grant>();
  const listeners = new Set<() => void>();
  let loaded = false;

  const notify = (): void => listeners.forEach((listener) => listener());
  const subscription = secrets.onDidChange(({ key }) => {
    // What cannot be read while the keyring is locked is read by the next `sync`.
    if (key.startsWith(keyPrefix)) follow(key).catch(() => undefined);
  });

  async function follow(key: string): Promise<void> {
    const text = await secrets.get(key);
    if (keep(key, text)) notify();
  }

  /** @returns whether anything changed */
  function keep(key: string, text: string | undefined): boolean {
    const before = grants.get(key);
    const grant = text === undefined ? undefined : readGrant(text, key.slice(key.lastIndexOf('/') + 1));
    if (grant) grants.set(key, grant);
    else grants.delete(key);
    return JSON.stringify(before) !== JSON.stringify(grant);
  }

  async function readAll(): Promise<boolean> {
    const keys = new Set([...(await secrets.keys()).filter((key) => key.startsWith(keyPrefix)), ...grants.keys()]);
    const changes = await Promise.all([...keys].map(async (key) => keep(key, await secrets.get(key))));
    return changes.includes(true);
  }

  const own = (): readonly (readonly [key: string, grant: Grant])[] => [...grants].filter(([key]) => key.startsWith(ownPrefix));

  async function remove(key: string): Promise<void> {
    await secrets.delete(key);
    if (keep(key, undefined)) notify();
  }

  return {
    /** Reads the store once; later calls share that read. */
    load: once(async () => {
      await readAll();
      loaded = true;
      notify();
    }),

    /** Reads what other windows have written, in case their events are still on the way. */
    async sync(): Promise<void> {
      if (await readAll()) notify();
    },

    isLoaded: (): boolean => loaded,

    /** The grants of every folder of this host. */
    all: (): readonly Grant[] => own().map(([, grant]) => grant),

    /** Stores what the user has allowed, in place of an earlier grant for the same folder, account and way. */
    async allow(allowed: Omit<Grant, 'id'>): Promise<Grant> {
      const id = grantId(allowed);
      const grant = { since: pastTime(grants.get(ownPrefix + id)?.since, now()) ?? now(), ...allowed, id };
      const text = writeGrant(grant);
      await secrets.store(ownPrefix + grant.id, text);
      if (keep(ownPrefix + grant.id, text)) notify();
      return grant;
    },

    revoke: (id: string): Promise<void> => remove(ownPrefix + id),

    /** Revokes what was allowed for an account that was signed out, in all folders of this host. */
    async revokeAccount(account: AccountId): Promise<void> {
      for (const [key, grant] of own()) if (isSameAccount(grant.account, account)) await remove(key);
    },

    /** Revokes what was allowed for an account that is forgotten, or for all of them, on all hosts. */
    async forget(account?: AccountId): Promise<void> {
      await readAll();
      for (const [key, grant] of [...grants]) if (!account || isSameAccount(grant.account, account)) await remove(key);
    },

    /** Called for real changes only. */
    onDidChange(listener: () => void): { dispose(): void } {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },

    dispose: (): void => subscription.dispose(),
  };
}

function writeGrant({ folder, account: { server, userId }, way, userAgent, since }: Grant): string {
  return JSON.stringify({ formatVersion, folder, account: { server, userId }, way, userAgent, since });
}

/**
 * @param id - of the entry's key. A grant under the key of another one grants nothing, so that each can be revoked by its ID
 * @returns `undefined` for a newer format, an unknown way, or anything unreadable
 */
function readGrant(text: string, id: string): Grant | undefined {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(stored) || stored.formatVersion !== formatVersion) return undefined;
  const { account, way: storedWay, since: storedSince } = stored;
  if (!hasTexts(stored, 'folder', 'userAgent')) return undefined;
  const { folder, userAgent } = stored;
  const way = readWay(storedWay);
  if (!way || !hasTexts(account, 'server', 'userId')) return undefined;
  const since = typeof storedSince === 'number' ? { since: storedSince } : {};
  const grant = { folder, userAgent, account: { server: account.server, userId: account.userId }, way, ...since };
  return grantId(grant) === id ? { id, ...grant } : undefined;
}

function readWay(value: unknown): GrantWay | undefined {
  if (!isObject(value)) return undefined;
  const names = readEntries(value.names, (name) => typeof name === 'string');
  const carries = value.carries === 'gateway' || value.carries === 'cookies' ? value.carries : undefined;
  switch (value.kind) {
    case 'terminals':
      return carries && { kind: 'terminals', carries, names };
    case 'gateway':
    case 'agentTools':
      return { kind: value.kind };
    case 'variable': {
      const variable = readText(value.variable);
      return variable === undefined ? undefined : { kind: 'variable', variable, ...(value.isNamed === true && { isNamed: true }) };
    }
    case 'environmentFile': {
      const uri = readText(value.uri);
      return uri === undefined || carries === undefined || typeof value.follows !== 'boolean'
        ? undefined
        : { kind: 'environmentFile', uri, carries, names, follows: value.follows };
    }
    default:
      return undefined;
  }
}
